"""A scene's closed loop, coded once: what a picture is made of but its strip."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import lcm
from threading import Lock

import numpy as np

from ctserver.video.coding.coders import Coder, Splice, open_splice
from ctserver.video.i420 import NEUTRAL, planes
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene import LOOP_SECONDS, Look, Scene, open_scene
from ctserver.video.strip import HEIGHT

FLAT = 28
"""Luma of the rows that the strip will cover."""

LIMIT = 96 * 2**20
"""Bytes that the clip of a long loop keeps: what does not fit in is coded again when it is its turn."""

Rest = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ClipKey:
    """All that a clip depends on."""

    look: Look
    format: StreamFormat
    quality: int = 0


class Busy(Exception):
    """Too many scenes are being coded for one more: ask again a little later."""


class Clip:
    """Coded group by group when first asked for: the first turn is produced just in time, later ones are there.

    Worker threads share it. A group's pictures depend on nothing outside the group, so groups may be coded in any order.
    """

    def __init__(self, key: ClipKey, splice: Splice, admits: Callable[["Clip"], bool], limit: int = LIMIT) -> None:
        """`admits` is asked before each picture that must be coded, and may have this or another clip `rest`."""
        self.key = key
        self._admits = admits
        self.length = lcm(key.look.loop_seconds * key.format.fps, splice.cycle)
        self.size = 0
        self.parameter_sets: tuple[bytes, ...] = ()
        self._splice = splice
        self._groups: list[list[Rest]] = [[] for _ in range(self.length // splice.group)]
        self._coding: tuple[int, Coder] | None = None
        self._finished: deque[int] = deque()
        self._limit = limit
        self._missing = self.length
        self._scene: Scene | None = None
        self._lock = Lock()

    @property
    def complete(self) -> bool:
        return self._missing == 0

    def has(self, number: int) -> bool:
        """Whether the picture is coded already."""
        group, position = divmod(number % self.length, self._splice.group)
        return position < len(self._groups[group])

    def picture(self, number: int) -> Rest:
        """What stays of the scene's picture at `number` when its strip is taken off; Busy if it cannot be coded now."""
        group, position = divmod(number % self.length, self._splice.group)
        coded = self._groups[group]
        if position >= len(coded):
            with self._lock:
                while position >= len(self._groups[group]):
                    if not self._admits(self):
                        raise Busy
                    self._code_next(group)
                coded = self._groups[group]
        return coded[position]

    @property
    def weight(self) -> int:
        """About the bytes that coding takes: the scene's planes, and the encoder's."""
        return 19 * self.key.format.width * self.key.format.height

    def rest(self) -> None:
        """Let go of what only coding needs; what is coded stays, but for a group that is not finished."""
        with self._lock:
            self._scene = None
            self._leave_group()

    def _leave_group(self) -> None:
        """A group can only be gone on with by the coder that began it."""
        if self._coding:
            self._drop(self._coding[0])
            self._coding = None

    def _drop(self, group: int) -> None:
        self._missing += len(self._groups[group])
        self.size -= sum(len(unit) for rest in self._groups[group] for unit in rest)
        self._groups[group] = []

    def _finish(self, group: int) -> None:
        """Where a loop takes too much, the groups go that were coded first; as much as a drawn scene's loop always stays."""
        self._coding = None
        self._finished.append(group)
        least = LOOP_SECONDS * self.key.format.fps // self._splice.group
        while self.size > self._limit and len(self._finished) > least:
            self._drop(self._finished.popleft())

    def _code_next(self, group: int) -> None:
        if self._coding is None or self._coding[0] != group:
            self._leave_group()
            self._coding = group, self._splice.scene_coder(group)
        coded, coder = self._groups[group], self._coding[1]
        index = group * self._splice.group + len(coded)
        rest = self._splice.rest(coder.encode(self._draw(index), key=not coded))
        self.parameter_sets = self.parameter_sets or coder.parameter_sets
        coded.append(rest)
        self.size += sum(map(len, rest))
        self._missing -= 1
        if len(coded) == self._splice.group:
            self._finish(group)
        if self.complete:
            self._scene = None

    def _draw(self, index: int) -> "np.typing.NDArray[np.uint8]":
        shown = self.key.format
        if self._scene is None:
            self._scene = open_scene(self.key.look, shown.width, shown.height)
        canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        self._scene.draw(index / shown.fps, canvas)
        luma, *chroma = planes(canvas)
        luma[:HEIGHT] = FLAT
        for plane in chroma:
            plane[: HEIGHT // 2] = NEUTRAL
        return canvas


def open_clip(key: ClipKey, admits: Callable[[Clip], bool]) -> Clip | None:
    """None where the codec cannot be spliced, or the scene cannot be in that codec."""
    if key.format.codec is Codec.H264 and not key.look.is_still_below_strip:
        return None  # a motion vector may point into the strip, and then a picture would show remains of the clock
    splice = open_splice(key.format, key.quality)
    return Clip(key, splice, admits) if splice else None
