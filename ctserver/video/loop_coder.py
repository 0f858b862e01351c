"""Codes a scene's loop, group by group, and proves of each picture that a strip can be spliced on."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import Semaphore
from typing import Protocol

import numpy as np

from ctserver.video.aggregation import aggregated
from ctserver.video.coding import encoders
from ctserver.video.coding.check import open_check
from ctserver.video.coding.coders import Splice
from ctserver.video.coding.key_pictures import KeyPictures
from ctserver.video.i420 import Array
from ctserver.video.loops import ClipKey, GroupLostError, Unspliceable
from ctserver.video.picture import Codec
from ctserver.video.scene import MovingScene, Scene, open_scene
from ctserver.video.scene_group import MovingGroup, SceneGroup, WholeGroup
from ctserver.video.sketch import Sketch, flatten

AGGREGATE = 1100
"""Bytes of slices that are kept in one piece: with a strip's they still go into one packet."""
GROUPS = 4
"""Begun at a time: the present's, that of a viewer who watches with a delay, and the next one of each."""


class Elsewhere(Protocol):
    """Other processes, which may code a group as well."""

    def announce(self, key: ClipKey) -> None:
        """A group of this loop is to be coded."""

    def open_group(self, key: ClipKey, number: int, *, urgent: bool) -> SceneGroup | None:
        """Begun there, or None if it is to be coded here. Its pictures may raise GroupLostError."""
        ...

    def forget(self, key: ClipKey) -> None:
        """Nothing more of this loop will be asked for."""


class LoopCoder:
    """Used by one thread at a time. A picture depends on nothing outside its group, so groups may be coded in any order.

    Work that is done here takes one of the `slots`, since more threads than cores only hold each other up.
    """

    def __init__(
        self, key: ClipKey, splice: Splice, slots: Semaphore | None = None, elsewhere: Elsewhere | None = None
    ) -> None:
        self._slots = slots or Semaphore()
        self._elsewhere = elsewhere if splice.group > 1 else None  # not worth it for single pictures
        self._away: set[int] = set()  # groups that are coded elsewhere
        self.parameter_sets: tuple[bytes, ...] = ()
        self._key = key
        self._splice = splice
        self._groups: OrderedDict[int, SceneGroup] = OrderedDict()
        self._tried: set[int] = set()  # seconds of which a group was tried to its end
        self._scene: Scene | None = None
        self._sketch: Sketch | None = None
        self._keys: KeyPictures | None = None

    def code(self, number: int) -> tuple[int, tuple[bytes, ...]]:
        """The next picture of a group: its place in it, and what stays of it without its strip.

        A group that has been left for others begins anew. Unspliceable where a picture has not stood the trial. GroupLostError
        where the group was coded elsewhere and must be begun again.
        """
        if number in self._away:
            return self._step(number)
        if number not in self._groups and self._elsewhere:
            self._elsewhere.announce(self._key)
        with self._slots:
            if number not in self._groups and not self._send_away(number, urgent=True):
                self._add(number, self._open_group(number))
            if number not in self._away:
                return self._step(number)
        return self.code(number)

    def foresee(self, number: int) -> None:
        """The group will be asked for soon: it is begun if that can be done elsewhere."""
        if number not in self._groups:
            self._send_away(number, urgent=False)

    def _send_away(self, number: int, *, urgent: bool) -> bool:
        """With it goes the scene, unless a group that was begun here needs it."""
        group = self._elsewhere.open_group(self._key, number, urgent=urgent) if self._elsewhere else None
        if group is None:
            return False
        self._add(number, group)
        self._away.add(number)
        if self._away >= self._groups.keys():
            self._scene = self._sketch = self._keys = None
        return True

    def _add(self, number: int, group: SceneGroup) -> None:
        self._groups[number] = group
        if len(self._groups) > GROUPS:
            self._drop(next(iter(self._groups)))

    def _drop(self, number: int) -> None:
        del self._groups[number]
        self._away.discard(number)

    def _step(self, number: int) -> tuple[int, tuple[bytes, ...]]:
        group, is_away = self._groups[number], number in self._away
        place = group.coded
        try:
            rest = group.code()
        except Unspliceable as error:
            told = str(error) if is_away else f"{error} of group {number} of the loop changes with its strip"
            raise Unspliceable(told) from error
        except GroupLostError:
            self._drop(number)
            self._elsewhere = None  # what went wrong there may do so again
            raise
        self.parameter_sets = group.parameter_sets
        if group.coded == self._splice.group:
            self._drop(number)
            self._tried.add(self._second(number))
        if self._key.format.codec is Codec.H264 and not is_away:
            rest = tuple(aggregated(rest, AGGREGATE))
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
        self._away.clear()
        self._scene = self._sketch = self._keys = None
        if self._elsewhere:
            self._elsewhere.forget(self._key)

    def _open_group(self, number: int) -> SceneGroup:
        self.prepare()
        indices = range(number * self._splice.group, (number + 1) * self._splice.group)
        if self._sketch is None:
            return self._open_whole(number, lambda place: self._draw(indices[place]))
        shown, whole = self._key.format, partial(self._open_whole, number)
        self._keys = self._keys or KeyPictures(shown, self._sketch.ground, encoders.OWN)
        instants = [index / shown.fps for index in indices]
        return MovingGroup(self._sketch, instants, shown, self._keys, encoders.OWN, number % 2, whole)

    def _open_whole(self, number: int, draw: Callable[[int], Array]) -> WholeGroup:
        tried = self._second(number) in self._tried
        check = None if tried else open_check(self._key.format, self._key.quality, number)
        return WholeGroup(draw, self._splice.scene_coder(number), check, self._splice.rest)

    def _second(self, group: int) -> int:
        return group * self._splice.group // self._key.format.fps

    def _draw(self, index: int) -> Array:
        shown = self._key.format
        assert self._scene
        canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        self._scene.draw(index / shown.fps, canvas)
        flatten(canvas)
        return canvas
