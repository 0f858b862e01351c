"""The pixels of a picture as places on a flat surface: how far away they are, and the light that falls there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.patch import Box
from ctserver.video.scene.room_light import RoomLight

if TYPE_CHECKING:
    from ctserver.video.scene.plane import Surface

STEP = 8
"""Pixels from one to the next of those whose light is told; bands begin at such a one."""
_FARTHEST = np.float32(1 / 400)
"""The inverse of the depth in metres at which all that is farther is taken to be."""
_CORNER = 0.24
"""Metres over which the dark in a room's corners fades."""


@dataclass(frozen=True, slots=True, eq=False)
class Coarse:
    """Values (rows, columns, …), float32, at every `step`th pixel of a box."""

    values: Array
    step: int
    box: Box

    def over(self, band: Box) -> Array:
        """Between them at each pixel of a band, which begins at one of the box's steps."""
        (rows, columns), step = self.values.shape[:2], self.step
        top, left, (width, height) = band.top - self.box.top, band.left - self.box.left, band.size
        r0, c0 = max(top // step - 1, 0), max(left // step - 1, 0)
        r1, c1 = min(-(-(top + height) // step) + 1, rows), min(-(-(left + width) // step) + 1, columns)
        size = (c1 - c0) * step, (r1 - r0) * step
        grown = cv2.resize(self.values[r0:r1, c0:c1], size, interpolation=cv2.INTER_LINEAR)
        top, left = top - r0 * step, left - c0 * step
        return np.asarray(grown[top : top + height, left : left + width])


class PlaneView:
    """The pixels of a box as places on a surface's plane."""

    def __init__(self, surface: "Surface", camera: Camera, box: Box) -> None:
        times, plus = camera.matrix
        self.surface, self.camera, self.box = surface, camera, box
        forth = np.stack((surface.across @ times, surface.up @ times, surface.origin @ times + plus), axis=1)
        self._back = np.linalg.inv(forth)

    def places(self, step: int, band: Box | None = None) -> tuple[Array, Array, Array]:
        """Across and up in metres, and 1/depth, at every `step`th pixel of the box or of a band of it; float32."""
        x, y = _pixels(band or self.box, step)
        across, up, inverse = (_evenly(row, x, y) for row in self._back)
        np.maximum(inverse, _FARTHEST, out=inverse)
        across /= inverse
        up /= inverse
        return across, up, inverse

    def coarse(self, values: Array, step: int) -> Coarse:
        return Coarse(values, step, self.box)

    def light(self, light: RoomLight) -> Coarse:
        """Gain (…, 3) over the box: the room's light, darker in the corners."""
        step = STEP if min(self.box.size) > 64 else STEP // 2
        across, up, _ = self.places(step)
        width, height = self.surface.size
        across, up = across.clip(0, width), up.clip(0, height)
        places = np.stack((across.ravel(), up.ravel()), axis=1)
        gain = light.gain(self.surface.world(places), self.surface.normal_to(self.camera))
        return self.coarse(gain.reshape(*across.shape, 3) * self._corners(across, up)[:, :, None], step)

    def _corners(self, across: Array, up: Array) -> Array:
        width, height = self.surface.size
        dark = np.ones_like(across)
        edges = (across, width - across, up, height - up)
        for distance, meets in zip(edges, self.surface.corners, strict=True):
            if meets:
                dark *= 1 - 0.30 * np.exp(-distance / _CORNER)
        return dark

    def depth(self, band: Box) -> Array:
        """Depth in centimetres, uint16, of a band's pixels."""
        metres = _evenly(self._back[2], *_pixels(band, 1))
        np.maximum(metres, _FARTHEST, out=metres)
        np.divide(100, metres, out=metres)
        return metres.astype(np.uint16)

    def nearest_metre(self) -> float:
        """Pixels across a metre where the surface is nearest."""
        return self.camera.focal * float(self.places(STEP)[2].max())


def _pixels(box: Box, step: int) -> tuple[Array, Array]:
    """x (1, n) and y (m, 1), float32, of the middle of every `step`th pixel of a box."""
    (width, height), half = box.size, 0.5
    x = (box.left + (np.arange(-(-width // step)) + half) * step).astype(np.float32)[None, :]
    return x, (box.top + (np.arange(-(-height // step)) + half) * step).astype(np.float32)[:, None]


def _evenly(row: Array, x: Array, y: Array) -> Array:
    """What changes by `row` (3,) from one column to the next, from one row to the next, and is at the origin; (m, n)."""
    a, b, c = row.astype(np.float32)
    return np.asarray(a * x + (b * y + c))
