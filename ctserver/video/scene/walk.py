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
from ctserver.video.scene.patch import boxes_within, fixed_each, paint
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
        outlines, self._order = outlines_of(camera, light, walk.ends)
        low, high = _limits(outlines)
        self.boxes = boxes_within(low, high, camera)
        self._scale = 1 if faint else 2
        self._points = fixed_each(outlines, self.boxes, self._scale)
        self._gains, self._light, self._clothes = walk.gains, light, clothes
        self._is_plain = [faint or tall < _ROUND_FROM for tall in (high[:, 1] - low[:, 1]).tolist()]

    def paint(self, index: int) -> Array:
        """Premultiplied BGRA in the box of a picture."""
        points, colours = self._plain if self._is_plain[index] else self._round
        return paint(list(points[index]), colours[index].tolist(), self.boxes[index], self._scale)

    @cached_property
    def _round(self) -> tuple[Array, Array]:
        return self._ordered(self._order, plain=False)

    @cached_property
    def _plain(self) -> tuple[Array, Array]:
        limbs_alone = self._order[self._order < len(LIMBS)]
        return self._ordered(limbs_alone.reshape(-1, len(LIMBS)), plain=True)

    def _ordered(self, order: Array, *, plain: bool) -> tuple[Array, Array]:
        """Outlines (m, k, n, 2) and their BGRA (m, k, 4), in painting order."""
        colours = shades(self._clothes, self._light, plain)[order]
        colours[..., :3] *= self._gains[:, None]
        return self._points[np.arange(len(order))[:, None], order], np.minimum(colours, 255)


class Shadows:
    """His shadow on the ground, whose edge fades over some pixels."""

    def __init__(self, camera: Camera, light: Light, walk: Walk, softness: float) -> None:
        lines, thickness = shadows_of(camera, light, walk.ends)
        self._thickness = thickness.tolist()
        self.boxes = boxes_within(*_limits(lines), camera, softness + thickness[:, None])
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


def _limits(pixels: Array) -> tuple[Array, Array]:
    """Left and top (m, 2), right and bottom (m, 2), of points (m, …, 2)."""
    flat = pixels.reshape(len(pixels), -1, 2)
    return flat.min(axis=1), flat.max(axis=1)
