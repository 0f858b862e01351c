"""A room as a scene's still part: its surfaces, the things in it, and all of them once more in the polished floor."""

import math
from dataclasses import dataclass, field
from functools import cached_property, reduce

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import furniture
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.furniture import Thing
from ctserver.video.scene.patch import Box, box_of, darken, fixed
from ctserver.video.scene.plane import Colour, Surface, outline
from ctserver.video.scene.room_light import RoomLight, grazing

_SHRINK = 3
"""Times that the mirrored room is painted smaller, since it is blurred anyway."""
_MOST_SHRINK = 12
"""The same for a zoomed picture, whose blur grows with it."""
_BAND = 32
"""Rows painted at a time, so that arrays of floats stay small."""
_BLOOM_FROM = 222
"""Display level above which light spills in the lens."""


class Mirror(Camera):
    """What a camera sees in a floor at height 0: the world upside down below it."""

    @classmethod
    def of(cls, camera: Camera, shrink: float = 1) -> "Mirror":
        """The mirror of a camera, in a picture so many times smaller."""
        (x, y), width, height = camera.middle, math.ceil(camera.width / shrink), math.ceil(camera.height / shrink)
        focal, axis = camera.focal / shrink, (x / shrink, y / shrink)
        return cls(width + 1 & ~1, height + 1 & ~1, focal, camera.tilt, camera.mast, axis)

    @cached_property
    def position(self) -> Array:
        return np.array((0.0, -self.mast, 0.0))

    @cached_property
    def matrix(self) -> tuple[Array, Array]:
        times, plus = Camera(self.width, self.height, self.focal, self.tilt, self.mast, self.axis).matrix
        return times * np.array((1.0, -1.0, 1.0))[:, None], plus


@dataclass(frozen=True, slots=True, eq=False)
class Lamp:
    """A shining flat polygon (n, 3) in the world."""

    outline: Array
    colour: Colour


@dataclass(slots=True, eq=False)
class Room:
    """`floors` mirror from `gloss[0]` of the light, seen from above, to `gloss[1]`, seen along it.

    `walls` are painted in their order; `feet` are world polygons (n, 3) on which things stand; `shadows` are convex ones from
    which the sun is kept, and `shade` is how much darker they are.
    """

    floors: list[Surface]
    walls: list[Surface]
    lamps: list[Lamp] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    feet: list[Array] = field(default_factory=list)
    gloss: tuple[float, float] = (0.05, 0.4)
    shadows: list[Array] = field(default_factory=list)
    shade: float = 0.0

    def paint(self, backdrop: Backdrop, light: RoomLight) -> None:
        """Everything but the exposure, over what is painted already beyond the room."""
        camera, image = backdrop.camera, backdrop.image
        self._lay_floor(backdrop, light)
        self._stand_walls(image, camera, light, backdrop.depth)
        self._shine(image, camera, 2)
        furniture.paint(self.things, image, camera, light, backdrop.depth)
        bloom(image)

    def _lay_floor(self, backdrop: Backdrop, light: RoomLight) -> None:
        """The floor with the dark under things and what it mirrors; nothing stands on it, so its depth stays open."""
        image, camera = backdrop.image, backdrop.camera
        box = reduce(Box.around, [floor.paint(image, camera, light) for floor in self.floors])
        if box.empty:
            return
        part = image[box.window]
        darken(part, _soft(self.feet, camera, box), 0.5)
        if self.shadows:
            darken(part, _soft(self.shadows, camera, box), self.shade)
        if not self.gloss[1]:
            return
        mirrored = self._mirrored(camera, light)[box.window]
        share = grazing(camera, np.arange(box.top, box.bottom), *self.gloss).astype(np.float32)[:, None, None]
        for top in range(0, len(part), _BAND):
            rows = slice(top, top + _BAND)
            weight = np.broadcast_to(share[rows], part[rows].shape).copy()
            own = cv2.multiply(part[rows], 1 - 0.75 * weight, dtype=cv2.CV_8U)
            cv2.add(own, cv2.multiply(mirrored[rows], weight, dtype=cv2.CV_8U), part[rows])

    def _mirrored(self, camera: Camera, light: RoomLight) -> Array:
        """BGR (h, w, 3) of what a mirror in the floor's place would show, blurred as a floor does."""
        scale = max(camera.scale, 1.0)
        shrink = _SHRINK * min(scale, _MOST_SHRINK / _SHRINK)
        mirror = Mirror.of(camera, shrink)
        image = np.zeros((mirror.height, mirror.width, 3), np.uint8)
        self._stand_walls(image, mirror, light, None)
        self._shine(image, mirror, 1)
        furniture.paint(self.things, image, mirror, light, None, 1)
        blur = mirror.height * scale * _SHRINK / shrink
        blurred = cv2.GaussianBlur(image, (0, 0), max(blur * 0.003, 0.4), sigmaY=max(blur * 0.014, 0.4))
        size = round(mirror.width * shrink), round(mirror.height * shrink)
        return cv2.resize(blurred, size, interpolation=cv2.INTER_LINEAR)[: camera.height, : camera.width]

    def _stand_walls(self, image: Array, camera: Camera, light: RoomLight, depth: Array | None) -> None:
        for wall in self.walls:
            wall.paint(image, camera, light, depth, fine=depth is not None)

    def _shine(self, image: Array, camera: Camera, scale: int) -> None:
        seen = [(pixels, lamp.colour) for lamp in self.lamps if len(pixels := outline(camera, lamp.outline))]
        for pixels, colour in seen:
            box = box_of(pixels, camera, 2)
            if box.empty:
                continue
            part = image[box.window]
            large = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
            cv2.fillConvexPoly(large, fixed(pixels, box, scale), colour, cv2.LINE_AA, 4)
            part[:] = cv2.resize(large, box.size, interpolation=cv2.INTER_AREA)


def _soft(polygons: list[Array], camera: Camera, box: Box) -> Array:
    """Soft mask (h, w) over a box of world polygons (n, 3) on the floor."""
    width, height = box.size
    mask = np.zeros((-(-height // 2), -(-width // 2)), np.uint8)
    for polygon in polygons:
        pixels = outline(camera, polygon)
        if len(pixels):
            half = (pixels - (box.left, box.top)) / 2 + (box.left, box.top)
            cv2.fillConvexPoly(mask, fixed(half, box, 1), 255, cv2.LINE_AA, 4)
    size = int(camera.height * 0.014) | 1
    return cv2.resize(cv2.GaussianBlur(mask, (size, size), 0), (width, height), interpolation=cv2.INTER_LINEAR)


def bloom(image: Array) -> None:
    """Let the brightest parts of a BGR picture spill over their surroundings, in place."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    bright = cv2.subtract(small, np.full_like(small, _BLOOM_FROM))
    tiny = cv2.resize(bright, (width // 16, height // 16), interpolation=cv2.INTER_AREA)
    wide = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), height / 480), (width // 4, height // 4))
    spilled = cv2.addWeighted(cv2.GaussianBlur(bright, (0, 0), height / 400), 2.0, wide, 1.2, 0)
    image[:] = cv2.add(image, cv2.resize(spilled, (width, height), interpolation=cv2.INTER_LINEAR))
