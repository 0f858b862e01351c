"""A scene drawn again and again on one canvas: what moved is taken back, what moves now is drawn, and the rest is left alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import NEUTRAL, Array, part_of, planes
from ctserver.video.scene import MovingScene
from ctserver.video.scene.patch import Box
from ctserver.video.strip import HEIGHT

FLAT = 28
"""Luma of the rows that the strip will cover."""


Window = tuple[slice, slice]
"""Rows and columns of a plane."""


@dataclass(frozen=True, slots=True)
class Move:
    """What moves within a box: its pixels in each plane."""

    box: Box
    pixels: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves at one instant."""

    each: tuple[Move, ...]

    @property
    def boxes(self) -> list[Box]:
        return [move.box for move in self.each]


class Easel:
    """A canvas on which pictures are shown one after the other: what moved is taken back, what moves now is shown.

    Used by one thread at a time; the canvas is overwritten by the next call.
    """

    def __init__(self, ground: Array, part: Box) -> None:
        """Of a whole picture, what rests of it; the canvas has only a part of it, in which all lies that is shown."""
        self._ground = part_of(ground, range(part.top, part.bottom), range(part.left, part.right))
        self._origin = part.left, part.top
        self.canvas = self._ground.copy()
        self._parts = list(zip(planes(self.canvas), planes(self._ground), strict=True))
        self._moved: list[tuple[Window, Window]] = []

    def show(self, moves: Moves) -> Array:
        """The part of the picture: I420 of shape (rows * 3 // 2, columns)."""
        self.take_back()
        (luma, _), (cb, _), (cr, _) = self._parts
        for move in moves.each:
            window, half = self._windows(move.box)
            luma[window], cb[half], cr[half] = move.pixels
        return self.canvas

    def keep(self, boxes: Sequence[Box]) -> Moves:
        """What has been drawn within some boxes."""
        self._moved, moves = [], []
        (luma, _), (cb, _), (cr, _) = self._parts
        for box in boxes:
            window, half = self._windows(box)
            moves.append(Move(box, (luma[window].copy(), cb[half].copy(), cr[half].copy())))
        return Moves(tuple(moves))

    def take_back(self) -> None:
        (luma, ground), *others = self._parts
        for window, half in self._moved:
            luma[window] = ground[window]
            for plane, rest in others:
                plane[half] = rest[half]
        self._moved = []

    def _windows(self, box: Box) -> tuple[Window, Window]:
        """A box, whose corners are even, in the luma and in a chroma plane. It is taken back next time."""
        own = box.moved(self._origin)
        windows = (
            own.window,
            (slice(own.top // 2, own.bottom // 2), slice(own.left // 2, own.right // 2)),
        )
        self._moved.append(windows)
        return windows


class Sketch:
    """Used by one thread at a time. `seconds` are of Unix time."""

    def __init__(self, scene: MovingScene, width: int, height: int) -> None:
        self._scene = scene
        self.ground = np.empty((height * 3 // 2, width), np.uint8)
        scene.rest(self.ground)
        flatten(self.ground)
        self._easel = self.easel(Box(0, 0, width, height))

    def easel(self, part: Box) -> Easel:
        """For a part of the pictures."""
        return Easel(self.ground, part)

    def moves(self, seconds: Sequence[float]) -> Iterator[Moves]:
        """What moves in each of some pictures, to `show` it later without drawing it again.

        Each is drawn when it is asked for; between them others may be drawn and shown.
        """
        self._easel.take_back()
        for boxes in self._scene.motion(seconds, self._easel.canvas):
            flatten(self._easel.canvas)
            yield self._easel.keep(boxes)
            self._easel.take_back()

    def show(self, moves: Moves) -> Array:
        """The whole picture, I420 of shape (height * 3 // 2, width), its top rows flat; overwritten by the next call."""
        return self._easel.show(moves)

    def draw(self, seconds: float) -> Array:
        """`show` what moves at an instant."""
        (moves,) = self.moves([seconds])
        return self.show(moves)


def flatten(canvas: Array) -> None:
    """Where the strip will lie."""
    luma, *chroma = planes(canvas)
    luma[:HEIGHT] = FLAT
    for plane in chroma:
        plane[: HEIGHT // 2] = NEUTRAL
