"""A person who walks: what a camera sees of him in many pictures, worked out at once.

Arrays for a second's pictures take hardly longer than those for one; a picture is the same whichever others are asked for.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.figures import Clothes, outlines_of, shades, shadows_of
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import box_within, fixed_each, paint
from ctserver.video.scene.pose import LIMBS, Gait, limbs

_ROUND_FROM = 36
"""Pixel rows of a figure from which one sees that its limbs are round."""
_THICKEST = 255
"""OpenCV's largest thickness of a line is 32767; no shadow needs as much."""


@dataclass(frozen=True, eq=False)
class Walk:
    """Of somebody of `height` metres, at m instants, arrays (m,): the place on the ground, the heading in radians to the right
    of the view axis, and the metres that he has come; `gains` (m, 3) is the exposure at each place."""

    gait: Gait
    height: float
    x: Array
    z: Array
    angle: Array
    travelled: Array
    gains: Array

    @cached_property
    def ends(self) -> Array:
        """World ends (m, n, 2, 3) of the limbs."""
        return limbs(self.gait, self.height, self.x, self.z, self.angle, self.travelled)

    def depths(self, camera: Camera) -> list[float]:
        """How far away the feet are, along the camera's axis."""
        return camera.depth(np.stack((self.x, np.zeros(len(self.x)), self.z), axis=1)).tolist()  # type: ignore[no-any-return]


class Bodies:
    """The walker himself. A far figure, or a `faint` one, is without the bright sides of its limbs, and the latter's edges are
    rough."""

    def __init__(self, camera: Camera, light: Light, clothes: Clothes, walk: Walk, *, faint: bool = False) -> None:
        outlines, order = outlines_of(camera, light, walk.ends)
        limits = _limits(outlines)
        self.boxes = [box_within((left, top, right, bottom), camera) for left, top, right, bottom in limits]
        self._plain = [faint or bottom - top < _ROUND_FROM for _, top, _, bottom in limits]
        self._scale = 1 if faint else 2
        self._points = fixed_each(outlines, self.boxes, self._scale)
        self._order, self._gains = order, walk.gains
        self._shades = [shades(clothes, light, plain) for plain in (False, True)]

    def paint(self, index: int) -> Array:
        """Premultiplied BGRA in the box of a picture."""
        box, order, plain = self.boxes[index], self._order[index], self._plain[index]
        if plain:
            order = order[order < len(LIMBS)]
        bgra = self._shades[plain][order]
        bgra[:, :3] *= self._gains[index]
        return paint(list(self._points[index][order]), np.minimum(bgra, 255).tolist(), box, self._scale)


class Shadows:
    """His shadow on the ground, whose edge fades over some pixels."""

    def __init__(self, camera: Camera, light: Light, walk: Walk, softness: float) -> None:
        lines, thickness = shadows_of(camera, light, walk.ends)
        self._thickness = thickness.tolist()
        self.boxes = [
            box_within((left, top, right, bottom), camera, softness + wide)
            for (left, top, right, bottom), wide in zip(_limits(lines), self._thickness, strict=True)
        ]
        self._lines = fixed_each(lines, self.boxes, 1)
        self._blur = max(int(softness) | 1, 3)

    def paint(self, index: int) -> Array:
        """Soft mask (h, w), 0 to 255, in the box of a picture."""
        box = self.boxes[index]
        width, height = box.size
        mask = np.zeros((height, width), np.uint8)
        if box.empty:
            return mask
        wide = min(max(int(self._thickness[index]), 1), _THICKEST)
        cv2.polylines(mask, list(self._lines[index]), False, 255, wide, cv2.LINE_8, 4)
        return cv2.blur(mask, (self._blur, self._blur))


def _limits(pixels: Array) -> list[list[float]]:
    """Left, top, right and bottom of points (m, …, 2)."""
    flat = pixels.reshape(len(pixels), -1, 2)
    return np.concatenate((flat.min(axis=1), flat.max(axis=1)), axis=1).tolist()  # type: ignore[no-any-return]
