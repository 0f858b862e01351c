"""Flat surfaces of a room: where each pixel of them lies, so that light, joints and depth follow the perspective exactly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.patch import Box, blend, box_of, fill, fixed
from ctserver.video.scene.plane_view import STEP, PlaneView
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.tiling import Tiles, Tiling
from ctserver.video.scene.vectors import cross

Colour = tuple[float, float, float]

_NEAR = 0.12
"""Metres before the lens at which a surface is cut off: a ceiling comes that close."""
_BAND = 32
"""Rows painted at a time, so that arrays of floats stay small."""


def outline(camera: Camera, points: Array) -> Array:
    """Pixels (m, 2) like `Camera.outline`, but cut off only just before the lens."""
    return camera.outlines([points], _NEAR)[0]


@dataclass(frozen=True, slots=True, eq=False)
class Decal:
    """A polygon (n, 2) in a surface's metres with its BGR colour."""

    outline: Array
    colour: Colour


def rectangle(left: float, right: float, low: float, high: float, colour: Colour) -> Decal:
    return Decal(np.array(((left, low), (right, low), (right, high), (left, high))), colour)


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A rectangle from `origin` (3,) along the unit vectors `across` and `up`, `size` metres, with flat things upon it.

    `corners` says whether its left, right, lower and upper edges meet another surface, and so lie darker.
    """

    origin: Array
    across: Array
    up: Array
    size: tuple[float, float]
    colour: Colour
    decals: list[Decal] = field(default_factory=list)
    tiling: Tiling | None = None
    corners: tuple[bool, bool, bool, bool] = (True, True, True, True)

    def world(self, places: Array) -> Array:
        """World points (n, 3) of places (n, 2) in the surface's metres."""
        return np.asarray(self.origin + places[:, :1] * self.across + places[:, 1:] * self.up)

    @property
    def outline(self) -> Array:
        width, height = self.size
        return self.world(np.array(((0, 0), (width, 0), (width, height), (0, height))))

    def normal_to(self, camera: Camera) -> Array:
        """The unit normal on the camera's side."""
        normal = cross(self.across, self.up)
        return normal if (camera.position - self.origin) @ normal > 0 else -normal

    def paint(
        self, image: Array, camera: Camera, light: RoomLight, depth: Array | None = None, *, fine: bool = True
    ) -> Box:
        """Paint it upon BGR (h, w, 3), in its light, and its depth in centimetres into uint16 (h, w): the box that it fills.

        Without the `fine` parts for an image that will be blurred.
        """
        pixels = outline(camera, self.outline)
        box = box_of(pixels, camera) if len(pixels) else Box(0, 0, 0, 0)
        if box.empty:
            return box
        view, scale = PlaneView(self, camera, box), 2 if fine else 1
        gain = view.light(light)
        tiles = Tiles(view, self.tiling) if self.tiling is not None and fine else None
        decals = _Decals(self, camera, scale)
        levels = _levels(self.colour, scale)
        for band in _bands(pixels, box):
            cover = _coverage(pixels, band, scale)
            lit = _toned(cover, levels, tiles.tone(band) if tiles else None)
            decals.lay(lit, band)
            lit = cv2.multiply(lit, gain.over(band), dtype=cv2.CV_8U)
            part = image[band.window]
            cv2.multiply(part, cv2.cvtColor(cv2.bitwise_not(cover), cv2.COLOR_GRAY2BGR), part, 1 / 255)
            cv2.add(part, lit, part)
            if depth is not None:
                np.copyto(depth[band.window], view.depth(band), where=cover > 127)
        return box


def _bands(pixels: Array, box: Box) -> Iterator[Box]:
    """The parts of a box, some rows each, that a convex polygon (n, 2) may fill."""
    corners = pixels.tolist()
    edges = [*pairwise([*corners, corners[0]])]
    for top in range(box.top, box.bottom, _BAND):
        bottom = min(top + _BAND, box.bottom)
        low, high = top - 1.0, bottom + 1.0
        within = [x for x, y in corners if low <= y <= high]
        within += [
            x0 + (x1 - x0) * (row - y0) / (y1 - y0)
            for (x0, y0), (x1, y1) in edges
            for row in (low, high)
            if min(y0, y1) < row < max(y0, y1)
        ]
        if within:
            left = box.left + max(int(min(within)) - 2 - box.left, 0) // STEP * STEP
            right = min(box.left - (box.left - int(max(within)) - 2) // STEP * STEP, box.right)
            if left < right:
                yield Box(left, top, right, bottom)


def _levels(colour: Colour, scale: int) -> list[Array]:
    """Tables (256,) of each channel's level, premultiplied, by the coverage that `_coverage` makes of whole pixels."""
    whole = scale * scale
    inside = np.rint(np.arange(256) * whole / 255).astype(int)
    return [
        ((inside * level + whole // 2) // whole).astype(np.uint8) for level in np.rint(colour).clip(0, 255).astype(int)
    ]


def _coverage(pixels: Array, band: Box, scale: int) -> Array:
    """Coverage (h, w), 0 to 255, of a convex polygon (n, 2) drawn `scale` times larger."""
    width, height = band.size
    mask = np.zeros((height * scale, width * scale), np.uint8)
    cv2.fillConvexPoly(mask, fixed(pixels, band, scale), 255, cv2.LINE_8, 4)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA) if scale > 1 else mask


def _toned(cover: Array, levels: list[Array], tone: Array | None) -> Array:
    """Premultiplied BGR (h, w, 3) of a plain colour, times a tone (h, w)."""
    channels = [cv2.LUT(cover, level) for level in levels]
    if tone is not None:
        channels = [cv2.multiply(channel, tone, dtype=cv2.CV_8U) for channel in channels]
    return cv2.merge(channels)


def _apart(change: Callable[[Array], Array], polygons: list[Array]) -> list[Array]:
    """Each polygon (n, 2) changed, all at once."""
    if not polygons:
        return []
    ends = np.cumsum([len(polygon) for polygon in polygons]).tolist()
    changed = change(np.concatenate(polygons))
    return [changed[start:end] for start, end in pairwise([0, *ends])]


class _Decals:
    """The flat things upon a surface in a camera's picture, drawn so many times larger."""

    def __init__(self, surface: Surface, camera: Camera, scale: int) -> None:
        outlines = camera.outlines(_apart(surface.world, [decal.outline for decal in surface.decals]), _NEAR)
        seen = [(pixels, decal.colour) for pixels, decal in zip(outlines, surface.decals, strict=True) if len(pixels)]
        self._scale, self._outlines = scale, [pixels for pixels, _ in seen]
        self._colours = [(*colour, 255.0) for _, colour in seen]
        self._limits = [(*pixels.min(axis=0).tolist(), *pixels.max(axis=0).tolist()) for pixels in self._outlines]

    def lay(self, under: Array, band: Box) -> None:
        """Lay those that a band shows over BGR of its size."""
        met = [
            index
            for index, (left, top, right, bottom) in enumerate(self._limits)
            if top < band.bottom + 1 and bottom > band.top - 1 and left < band.right + 1 and right > band.left - 1
        ]
        if met:
            ends = np.cumsum([len(self._outlines[index]) for index in met]).tolist()
            faces = [slice(start, end) for start, end in pairwise([0, *ends])]
            pixels = np.concatenate([self._outlines[index] for index in met])
            blend(under, fill(pixels, faces, [self._colours[index] for index in met], band, self._scale))
