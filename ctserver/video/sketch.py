"""A scene drawn again and again on one canvas: what moved is taken back, what moves now is drawn, and the rest is left alone."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import MovingScene
from ctserver.video.scene.patch import Box
from ctserver.video.strip import HEIGHT

FLAT = 28
"""Luma of the rows that the strip will cover."""


Planes = tuple[Array, Array, Array]


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves at one instant: boxes, and the pixels of the three planes in each."""

    boxes: tuple[Box, ...]
    pixels: tuple[tuple[Array, ...], ...]

    @property
    def rows(self) -> list[tuple[int, int]]:
        """Luma rows that each box begins with, and ends before."""
        return [(box.top, box.bottom) for box in self.boxes]


class Sketch:
    """Used by one thread at a time. `seconds` are of Unix time; the canvas is overwritten by the next call."""

    def __init__(self, scene: MovingScene, width: int, height: int) -> None:
        self._scene = scene
        self.ground = np.empty((height * 3 // 2, width), np.uint8)
        scene.rest(self.ground)
        flatten(self.ground)
        self._canvas = self.ground.copy()
        self._planes, self._ground_planes = planes(self._canvas), planes(self.ground)
        self._moved: tuple[Box, ...] = ()

    def draw(self, seconds: float) -> Array:
        """The whole picture, I420 of shape (height * 3 // 2, width), its top rows flat."""
        self._take_back()
        self._moved = tuple(self._scene.move(seconds, self._canvas))
        flatten(self._canvas)
        return self._canvas

    def moves(self, seconds: float) -> Moves:
        """What moves in that picture, to `show` it later without drawing it again."""
        self.draw(seconds)
        return Moves(
            self._moved, tuple(tuple(part.copy() for part in _parts(self._planes, box)) for box in self._moved)
        )

    def show(self, moves: Moves) -> Array:
        """As `draw`, of the instant that the moves are of."""
        self._take_back()
        self._moved = moves.boxes
        for box, pixels in zip(moves.boxes, moves.pixels, strict=True):
            for part, own in zip(_parts(self._planes, box), pixels, strict=True):
                part[:] = own
        return self._canvas

    def _take_back(self) -> None:
        for box in self._moved:
            for part, rest in zip(_parts(self._planes, box), _parts(self._ground_planes, box), strict=True):
                part[:] = rest


def flatten(canvas: Array) -> None:
    """Where the strip will lie."""
    luma, *chroma = planes(canvas)
    luma[:HEIGHT] = FLAT
    for plane in chroma:
        plane[: HEIGHT // 2] = NEUTRAL


def _parts(planes_: Planes, box: Box) -> Planes:
    """A box, whose corners are even, in each plane."""
    luma, cb, cr = planes_
    half = slice(box.top // 2, box.bottom // 2), slice(box.left // 2, box.right // 2)
    return luma[box.window], cb[half], cr[half]
