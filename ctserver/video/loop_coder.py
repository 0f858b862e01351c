"""Codes a scene's loop, group by group, and proves of each picture that a strip can be spliced on."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

import numpy as np

from ctserver.video.coding.check import open_check
from ctserver.video.coding.coders import Splice
from ctserver.video.i420 import Array
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene import Look, MovingScene, Scene, open_scene
from ctserver.video.scene_group import MovingGroup, SceneGroup, Unspliceable, WholeGroup
from ctserver.video.sketch import Sketch, flatten

GROUPS = 2
"""Begun at a time: the present's, and that of a viewer who watches with a delay."""


@dataclass(frozen=True, slots=True)
class ClipKey:
    """All that a loop depends on. (`quality` is JPEG's.)"""

    look: Look
    format: StreamFormat
    quality: int = 0


class LoopCoder:
    """Used by one thread at a time. A picture depends on nothing outside its group, so groups may be coded in any order."""

    def __init__(self, key: ClipKey, splice: Splice) -> None:
        self.parameter_sets: tuple[bytes, ...] = ()
        self._key = key
        self._splice = splice
        self._groups: OrderedDict[int, SceneGroup] = OrderedDict()
        self._tried: set[int] = set()  # seconds of which a group was tried to its end
        self._scene: Scene | None = None
        self._sketch: Sketch | None = None

    def code(self, number: int) -> tuple[int, tuple[bytes, ...]]:
        """The next picture of a group: its place in it, and what stays of it without its strip.

        A group that has been left for others begins anew. Unspliceable where a picture has not stood the trial.
        """
        group = self._groups.get(number) or self._begin(number)
        place = group.coded
        try:
            rest = group.code()
        except Unspliceable as error:
            raise Unspliceable(f"{error} of group {number} of the loop changes with its strip") from error
        self.parameter_sets = group.parameter_sets
        if group.coded == self._splice.group:
            del self._groups[number]
            self._tried.add(self._second(number))
        return place, rest

    def prepare(self) -> None:
        """Draw what rests of the scene, so that the next picture takes no longer than any other."""
        if self._scene is None:
            shown = self._key.format
            self._scene = open_scene(self._key.look, shown.width, shown.height)
            if shown.codec is Codec.H264 and isinstance(self._scene, MovingScene):
                self._sketch = Sketch(self._scene, shown.width, shown.height)

    def rest(self) -> None:
        """Let go of what only coding needs."""
        self._groups.clear()
        self._scene = self._sketch = None

    def _begin(self, number: int) -> SceneGroup:
        self.prepare()
        group = self._groups[number] = self._open_group(number)
        if len(self._groups) > GROUPS:
            self._groups.popitem(last=False)
        return group

    def _open_group(self, number: int) -> SceneGroup:
        shown, coder = self._key.format, self._splice.scene_coder(number)
        indices = range(number * self._splice.group, (number + 1) * self._splice.group)
        open_the_check = partial(open_check, shown, self._key.quality, number)
        if self._sketch:
            return MovingGroup(self._sketch, [index / shown.fps for index in indices], shown, coder, open_the_check)
        check = None if self._second(number) in self._tried else open_the_check()
        return WholeGroup(lambda place: self._draw(indices[place]), coder, check, self._splice.rest)

    def _second(self, group: int) -> int:
        return group * self._splice.group // self._key.format.fps

    def _draw(self, index: int) -> Array:
        shown = self._key.format
        assert self._scene
        canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        self._scene.draw(index / shown.fps, canvas)
        flatten(canvas)
        return canvas
