"""Codes a scene's loop, group by group, and proves of each picture that a strip can be spliced on."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from ctserver.video.coding.check import Check, open_check
from ctserver.video.coding.coders import Coder, Splice
from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.picture import StreamFormat
from ctserver.video.scene import Look, Scene, open_scene
from ctserver.video.strip import HEIGHT

FLAT = 28
"""Luma of the rows that the strip will cover."""
GROUPS = 2
"""Begun at a time: the present's, and that of a viewer who watches with a delay."""


@dataclass(frozen=True, slots=True)
class ClipKey:
    """All that a loop depends on. (`quality` is JPEG's.)"""

    look: Look
    format: StreamFormat
    quality: int = 0


class Unspliceable(Exception):
    """What the scene shows below the strip depends on the strip; the text says where."""


@dataclass(slots=True)
class _Group:
    coder: Coder
    check: Check | None
    coded: int = 0


class LoopCoder:
    """Used by one thread at a time. A picture depends on nothing outside its group, so groups may be coded in any order."""

    def __init__(self, key: ClipKey, splice: Splice) -> None:
        self.parameter_sets: tuple[bytes, ...] = ()
        self._key = key
        self._splice = splice
        self._groups: OrderedDict[int, _Group] = OrderedDict()
        self._tried: set[int] = set()  # seconds of which a group was tried to its end
        self._scene: Scene | None = None

    def code(self, number: int) -> tuple[int, tuple[bytes, ...]]:
        """The next picture of a group: its place in it, and what stays of it without its strip.

        A group that has been left for others begins anew. Unspliceable where a picture has not stood the trial.
        """
        group = self._groups.get(number) or self._begin(number)
        place = group.coded
        units = group.coder.encode(self._draw(number * self._splice.group + place), key=place == 0)
        if group.check and not group.check.passes(units):
            raise Unspliceable(f"picture {place} of group {number} of the loop changes with its strip")
        self.parameter_sets = group.coder.parameter_sets
        group.coded += 1
        if group.coded == self._splice.group:
            del self._groups[number]
            self._tried.add(self._second(number))
        return place, self._splice.rest(units)

    def prepare(self) -> None:
        """Draw what rests of the scene, so that the next picture takes no longer than any other."""
        if self._scene is None:
            self._scene = open_scene(self._key.look, self._key.format.width, self._key.format.height)

    def rest(self) -> None:
        """Let go of what only coding needs."""
        self._groups.clear()
        self._scene = None

    def _begin(self, number: int) -> _Group:
        tried = self._second(number) in self._tried
        check = None if tried else open_check(self._key.format, self._key.quality, number)
        group = self._groups[number] = _Group(self._splice.scene_coder(number), check)
        if len(self._groups) > GROUPS:
            self._groups.popitem(last=False)
        return group

    def _second(self, group: int) -> int:
        return group * self._splice.group // self._key.format.fps

    def _draw(self, index: int) -> Array:
        shown = self._key.format
        self.prepare()
        assert self._scene
        canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        self._scene.draw(index / shown.fps, canvas)
        luma, *chroma = planes(canvas)
        luma[:HEIGHT] = FLAT
        for plane in chroma:
            plane[: HEIGHT // 2] = NEUTRAL
        return canvas
