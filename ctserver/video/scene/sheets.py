"""Flat drawings in metres: how the surfaces of a wall or a roof reflect light, and the light that they give."""

from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A facade, BGR (rows, columns, 3): how its surfaces reflect light, and the light that it gives by itself."""

    albedo: Array
    glow: Array


@dataclass(slots=True, eq=False)
class Sheet:
    """A drawing in the making, addressed in metres from its lower left corner."""

    width: float
    height: float
    scale: float
    rng: np.random.Generator
    albedo: Array
    glow: Array

    def _pixels(self, left: float, low: float, right: float, high: float) -> tuple[int, int, int, int]:
        """Columns and rows from, to (exclusive) of an area, at least one pixel wide, cut to the sheet."""
        rows, columns, _ = self.albedo.shape
        x0, y0 = max(round(left * self.scale), 0), max(rows - round(high * self.scale), 0)
        x1, y1 = max(round(right * self.scale), x0 + 1), max(rows - round(low * self.scale), y0 + 1)
        return x0, y0, min(x1, columns), min(y1, rows)

    def fill(self, left: float, low: float, right: float, high: float, colour: tuple[float, ...] | Array) -> None:
        x0, y0, x1, y1 = self._pixels(left, low, right, high)
        if x1 > x0 and y1 > y0:
            cv2.rectangle(self.albedo, (x0, y0), (x1 - 1, y1 - 1), tuple(map(float, colour)), cv2.FILLED)

    def shade(self, left: float, low: float, right: float, high: float, share: float) -> None:
        x0, y0, x1, y1 = self._pixels(left, low, right, high)
        if x1 > x0 and y1 > y0:
            part = self.albedo[y0:y1, x0:x1]
            part[:] = cv2.convertScaleAbs(part, alpha=share)

    def shine(self, left: float, low: float, right: float, high: float, colour: tuple[float, ...] | Array) -> None:
        """Light of a colour, a little less towards the bottom."""
        x0, y0, x1, y1 = self._pixels(left, low, right, high)
        if x1 <= x0 or y1 <= y0:
            return
        third = y0 + (y1 - y0) * 2 // 3
        for top, bottom, share in ((y0, third, 1.0), (third, y1, 0.84)):
            if bottom > top:
                shade = tuple(share * float(level) for level in colour)
                cv2.rectangle(self.glow, (x0, top), (x1 - 1, bottom - 1), shade, cv2.FILLED)


def sheet(width: float, height: float, scale: float, colour: tuple[float, ...], rng: np.random.Generator) -> Sheet:
    """A wall of one colour with faint stains, `scale` pixels per metre."""
    rows, columns = max(int(height * scale), 8), max(int(width * scale), 8)
    stain = cv2.resize(rng.standard_normal((7, 9)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    tone = 1 + 0.025 * stain - 0.06 * np.linspace(0, 1, rows, dtype=np.float32)[:, None] ** 3
    albedo = cv2.merge([cv2.convertScaleAbs(tone, alpha=level) for level in colour])
    return Sheet(width, height, scale, rng, albedo, np.zeros_like(albedo))
