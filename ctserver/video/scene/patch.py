"""Small antialiased drawings and their place in a picture.

A patch is drawn in a box of even corners, so that it can be turned into I420 by itself, and holds premultiplied BGRA.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera

_SHIFT = 4
"""Binary digits of OpenCV's fixed-point pixel coordinates."""
_FAR = 2**24
"""Beyond any picture, in those coordinates."""
_ENLARGED = 500_000
"""Pixels that an enlarged drawing may have at a time: a larger one is made some rows at a time."""


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels from (left, top) up to, not including, (right, bottom); all even."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top

    @property
    def empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top

    @property
    def window(self) -> tuple[slice, slice]:
        """Index of the box in an image of shape (rows, columns, …)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def around(self, other: "Box") -> "Box":
        """The smallest box over both; an empty one adds nothing."""
        if self.empty or other.empty:
            return other if self.empty else self
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def within(self, other: "Box") -> "Box":
        """What both have in common."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def moved(self, origin: tuple[int, int]) -> "Box":
        """The same box with coordinates that begin at a pixel (x, y)."""
        x, y = origin
        return Box(self.left - x, self.top - y, self.right - x, self.bottom - y) if x or y else self

    def inside(self, other: "Box") -> tuple[slice, slice]:
        """Index of this box in an image of the box `other` around it."""
        return (
            slice(self.top - other.top, self.bottom - other.top),
            slice(self.left - other.left, self.right - other.left),
        )


def box_of(pixels: Array, camera: Camera, margin: float = 1.0) -> Box:
    """The box around points (n, 2), cut to the picture."""
    (left, top), (right, bottom) = pixels.min(axis=0).tolist(), pixels.max(axis=0).tolist()
    return box_within((left, top, right, bottom), camera, margin)


def box_within(limits: tuple[float, float, float, float], camera: Camera, margin: float = 1.0) -> Box:
    """The box around limits (left, top, right, bottom), cut to the picture."""
    (left, top, right, bottom), width, height = limits, camera.width, camera.height
    return Box(
        int(min(max(left - margin, 0), width)) & ~1,
        int(min(max(top - margin, 0), height)) & ~1,
        int(min(max(right + margin, 0), width)) + 1 & ~1,
        int(min(max(bottom + margin, 0), height)) + 1 & ~1,
    )


def boxes_within(low: Array, high: Array, camera: Camera, margin: Array | float = 1.0) -> list[Box]:
    """`box_within` limits (m, 2) and (m, 2); the margin is one for all or (m, 1)."""
    size = camera.width, camera.height
    first = np.minimum(np.maximum(low - margin, 0), size).astype(int) & ~1
    last = np.minimum(np.maximum(high + margin, 0), size).astype(int) + 1 & ~1
    return [Box(*corners) for corners in np.concatenate((first, last), axis=1).tolist()]


def fixed(pixels: Array, box: Box, scale: int) -> Array:
    """Points (…, 2) in OpenCV's fixed-point coordinates of a box enlarged `scale` times."""
    factor = scale << _SHIFT
    placed = pixels * factor - (box.left * factor + (1 << _SHIFT) / 2, box.top * factor + (1 << _SHIFT) / 2)
    return np.minimum(np.maximum(placed, -_FAR), _FAR).astype(np.int32)


def fixed_each(pixels: Array, boxes: Sequence[Box], scale: int) -> Array:
    """`fixed` of the points (m, …, 2) of each of m pictures, in the box of that picture."""
    factor = scale << _SHIFT
    starts = np.array([(box.left * factor, box.top * factor) for box in boxes]) + (1 << _SHIFT) / 2
    placed = pixels * factor - starts.reshape(len(boxes), *[1] * (pixels.ndim - 2), 2)
    return np.minimum(np.maximum(placed, -_FAR), _FAR).astype(np.int32)


def fill(pixels: Array, faces: Sequence[slice], colours: Sequence[Sequence[float]], box: Box, scale: int) -> Array:
    """Premultiplied BGRA (h, w, 4) of convex polygons painted in order; `faces` are parts of `pixels` (n, 2)."""
    points = fixed(pixels, box, scale)
    return paint([points[face] for face in faces], colours, box, scale)


def paint(polygons: Sequence[Array], colours: Sequence[Sequence[float]], box: Box, scale: int) -> Array:
    """`fill` with polygons (k, 2) in `fixed` coordinates."""
    width, height = box.size
    if box.empty:
        return np.zeros((height, width, 4), np.uint8)
    rows = max(_ENLARGED // (width * scale * scale), 2)
    if rows >= height:
        return _painted(polygons, colours, (width, height), scale)
    image = np.empty((height, width, 4), np.uint8)
    shown = [(polygon, colour) for polygon, colour in zip(polygons, colours, strict=True) if len(polygon)]
    first, last = _limits([polygon for polygon, _ in shown])
    for top in range(0, height, rows):
        part, above = image[top : top + rows], np.array((0, top * scale << _SHIFT), np.int32)
        low, high = (top - 1) * scale << _SHIFT, (top + rows + 1) * scale << _SHIFT
        met = [shown[i] for i in np.flatnonzero((first <= high) & (last >= low)).tolist()]
        part[:] = _painted([p - above for p, _ in met], [colour for _, colour in met], (width, len(part)), scale)
    return image


def _limits(polygons: Sequence[Array]) -> tuple[Array, Array]:
    """The highest and the lowest row of each, none of which is empty."""
    if not polygons:
        return np.zeros(0), np.zeros(0)
    starts = np.cumsum([0, *map(len, polygons)])[:-1]
    down = np.concatenate([polygon[:, 1] for polygon in polygons])
    return np.minimum.reduceat(down, starts), np.maximum.reduceat(down, starts)


def _painted(polygons: Sequence[Array], colours: Sequence[Sequence[float]], size: tuple[int, int], scale: int) -> Array:
    width, height = size
    image, draw = np.zeros((height * scale, width * scale, 4), np.uint8), cv2.fillConvexPoly
    for polygon, colour in zip(polygons, colours, strict=True):
        draw(image, polygon, colour, cv2.LINE_8, _SHIFT)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale > 1 else image


def silhouette(outline: Array, box: Box, blur: float, shrink: int = 2) -> Array:
    """Soft mask (h, w), 0 to 255, of a convex polygon (n, 2); drawn `shrink` times smaller, since softness hides that."""
    width, height = box.size
    if box.empty:
        return np.zeros((height, width), np.uint8)
    mask = np.zeros((max(height // shrink, 1), max(width // shrink, 1)), np.uint8)
    placed = (outline - (box.left, box.top)) * (mask.shape[1] / width, mask.shape[0] / height) - 0.5
    cv2.fillConvexPoly(mask, (placed * (1 << _SHIFT)).astype(np.int32), 255, cv2.LINE_AA, _SHIFT)
    size = max(int(blur / shrink) | 1, 3)
    return cv2.resize(cv2.blur(mask, (size, size)), (width, height), interpolation=cv2.INTER_LINEAR)


def blend(under: Array, patch: Array) -> None:
    """Lay premultiplied BGRA over BGR of the same size, in place."""
    keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(patch, 3)), cv2.COLOR_GRAY2BGR)
    cv2.multiply(under, keep, under, 1 / 255)
    cv2.add(under, cv2.cvtColor(patch, cv2.COLOR_BGRA2BGR), under)


def lay(under: Array, cover: Array, mask: Array) -> None:
    """Replace BGR by `cover` where the mask (h, w) is 255, in place."""
    if under.size:
        share = cv2.cvtColor(mask, cv2.COLOR_GRAY2BGR)
        cv2.multiply(under, cv2.bitwise_not(share), under, 1 / 255)
        cv2.add(under, cv2.multiply(cover, share, scale=1 / 255), under)


def darken(under: Array, mask: Array, strength: float) -> None:
    """Take `strength` (0 to 1) of the light from BGR where the mask (h, w) is 255, in place."""
    keep = cv2.convertScaleAbs(mask, alpha=-strength, beta=255)
    cv2.multiply(under, cv2.cvtColor(keep, cv2.COLOR_GRAY2BGR), under, 1 / 255)
