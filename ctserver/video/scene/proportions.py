"""The proportions of cars: heights and lengths of their parts, and the cross-sections that follow from them.

Local axes in metres: s forward from the middle, y up from the ground, l to the right. A section has six points on
each side, counted u = 0 (under the sill), 1 (sill), 2 (widest), 3 (below the windows), 4 (above them), 5 (roof).
"""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array

RING = 6
"""Points of a section on each side."""
CREASED_LENGTHS = (1, 2, 5)
"""Gaps between sections that are not rounded: before and along the rear window, and along the windscreen."""
CREASED_HEIGHTS = (3,)
"""Gaps within a section that are not rounded: the side windows."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Metres: heights of roof, belt line (below the windows) and bonnet; lengths of parts from the nose backwards."""

    length: float
    width: float
    roof: float
    belt: float
    bonnet: float
    bonnet_length: float
    windscreen: float
    rear_window: float
    boot: float


SHAPES = {
    "saloon": Shape(4.65, 1.82, 1.45, 0.94, 0.90, 1.25, 0.80, 0.75, 0.62),
    "hatchback": Shape(4.05, 1.76, 1.49, 0.95, 0.92, 0.98, 0.80, 0.42, 0.02),
    "estate": Shape(4.70, 1.83, 1.48, 0.95, 0.91, 1.22, 0.80, 0.45, 0.02),
    "suv": Shape(4.45, 1.86, 1.68, 1.08, 1.05, 1.05, 0.72, 0.40, 0.02),
    "van": Shape(4.95, 1.94, 2.12, 1.25, 1.12, 0.62, 0.78, 0.10, 0.01),
}


def sections_of(shape: Shape) -> Array:
    """Rows (s, low, belt, top, half width at sill, at belt and at top), tail to nose."""
    f, w, b, h, n = shape.length / 2, shape.width / 2, shape.belt, shape.roof, shape.bonnet
    boot = shape.boot > 0.1
    tail = b + 0.04 if boot else b
    rear = -f + 0.10 + shape.boot
    screen = f - shape.bonnet_length
    roof_rear, roof_front = rear + shape.rear_window, screen - shape.windscreen
    return np.array(
        (
            (-f, 0.38, tail * 0.88, tail * 0.91, 0.86 * w, 0.84 * w, 0.72 * w),
            (-f + 0.09, 0.30, tail - 0.02, tail + 0.01, 0.95 * w, 0.92 * w, 0.82 * w),
            (rear, 0.24, b, b + (0.07 if boot else 0.05), w, 0.95 * w, 0.80 * w),
            (roof_rear, 0.22, b, h - 0.05, w, 0.96 * w, 0.67 * w),
            ((roof_rear + roof_front) / 2, 0.22, b, h, w, 0.96 * w, 0.70 * w),
            (roof_front, 0.22, b - 0.02, h - 0.04, w, 0.96 * w, 0.67 * w),
            (screen, 0.22, b - 0.04, b + 0.03, w, 0.95 * w, 0.80 * w),
            (screen + 0.55 * (f - screen), 0.24, n - 0.07, n - 0.01, w, 0.93 * w, 0.76 * w),
            (f - 0.15, 0.26, n - 0.14, n - 0.08, 0.96 * w, 0.89 * w, 0.70 * w),
            (f, 0.30, n - 0.22, n - 0.17, 0.85 * w, 0.81 * w, 0.62 * w),
        )
    )


def rounded(lines: Array, creased: tuple[int, ...]) -> Array:
    """Points (2n - 1, …) through points (n, …), with new ones between on a smooth curve, or straight in `creased` gaps."""
    padded = np.concatenate((lines[:1], lines, lines[-1:]))
    curved = (9 * (padded[1:-2] + padded[2:-1]) - padded[:-3] - padded[3:]) / 16
    for gap in creased:
        curved[gap] = (lines[gap] + lines[gap + 1]) / 2
    finer = np.empty((2 * len(lines) - 1, *lines.shape[1:]))
    finer[::2], finer[1::2] = lines, curved
    return finer


def ring_of(section: Array) -> Array:
    """Points (6, 3) of one side of a section."""
    s, low, belt, top, sill, waist, roof = section
    return np.array(
        (
            (s, low, sill * 0.80),
            (s, low + 0.10, sill * 0.97),
            (s, low + 0.55 * (belt - low), max(sill, waist)),
            (s, belt, waist),
            (s, top - 0.045, roof),
            (s, top, roof * 0.72),
        )
    )
