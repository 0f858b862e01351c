"""The whole image plane of a camera in one picture, from which any viewport is cut: for as long as the camera moves.

A window is enlarged, so a zoomed one is soft; when the camera rests, a scene painted for its viewport takes over.
"""

import math

import cv2
import numpy as np

from ctserver.video.i420 import Array, planes
from ctserver.video.scene.light import EXPOSURE_CELL
from ctserver.video.scene.look import STILL_ROWS, Viewport, Whole
from ctserver.video.scene.patch import Box
from ctserver.video.scene.view import View, turn

_LENS_UNIT = 128
"""Level of a gain of 1 in the lens's map, so that it may be a byte."""
_BLACK, _HEADROOM = 16, 255 - 16


class Panorama:
    """Cuts pictures of a size (width, height) out of a `View` that is painted through `Whole`."""

    def __init__(self, view: View, size: tuple[int, int], upside_down: bool) -> None:
        self._view, self._size, self._upside_down = view, size, upside_down
        self._origin, self._scale = Whole().window(*size), view.camera.scale
        rows, columns = size[1] // EXPOSURE_CELL, size[0] // EXPOSURE_CELL
        lens = view.lens(rows, columns).astype(np.float32) * _LENS_UNIT
        self._lens = cv2.resize(lens, size).clip(0, 255).astype(np.uint8)

    def draw(self, seconds: float, viewport: Viewport, canvas: Array) -> None:
        """Overwrite an I420 canvas, uint8 of shape (height * 3 // 2, width), with what the viewport shows at a second of
        Unix time."""
        window = viewport.window(*self._size)
        left, top = (window.left - self._origin.left) * self._scale, (window.top - self._origin.top) * self._scale
        times = window.scale / self._scale
        box = self._around(left, top, times)
        parts = self._still(box)
        live = Box(box.left, math.ceil(top + STILL_ROWS / times) + 2 & ~1, box.right, box.bottom)
        self._view.act(seconds, parts, live, (box.left, box.top))
        target = np.empty_like(canvas) if self._upside_down else canvas
        for part, plane, step in zip(parts, planes(target), (1, 2, 2), strict=True):
            _enlarge(part, times, ((left - box.left) / step, (top - box.top) / step), plane)
        self._dim(planes(target)[0])
        if self._upside_down:
            turn(target, canvas)

    def _around(self, left: float, top: float, times: float) -> Box:
        """The pixels of the plane that a window is made from, with some to spare."""
        starts = []
        camera, (width, height) = self._view.camera, self._size
        for start, size, limit in ((left, width, camera.width), (top, height, camera.height)):
            span = min(math.ceil(size / times / 2) * 2 + 4, limit)
            starts.append((min(max(int(start) & ~1, 0), limit - span), span))
        (x, across), (y, down) = starts
        return Box(x, y, x + across, y + down)

    def _still(self, box: Box) -> tuple[Array, Array, Array]:
        """A copy of a part of the planes."""
        luma, cb, cr = planes(self._view.still)
        half = slice(box.top // 2, box.bottom // 2), slice(box.left // 2, box.right // 2)
        return luma[box.window].copy(), cb[half].copy(), cr[half].copy()

    def _dim(self, luma: Array) -> None:
        """What the lens and the camera's own lamp do, in place: they do not turn with the scene."""
        luma -= _BLACK
        cv2.multiply(luma, self._lens, luma, 1 / _LENS_UNIT)
        np.minimum(luma, _HEADROOM, out=luma)
        luma += _BLACK


def _enlarge(part: Array, times: float, offset: tuple[float, float], plane: Array) -> None:
    """Fill a plane with a part enlarged so many times, from a pixel (x, y) of the part on."""
    (rows, columns), (x, y) = plane.shape, offset
    large = cv2.resize(part, None, fx=times, fy=times, interpolation=cv2.INTER_LINEAR) if times > 1 else part
    top, left = min(round(y * times), len(large) - rows), min(round(x * times), large.shape[1] - columns)
    plane[:] = large[top : top + rows, left : left + columns]
