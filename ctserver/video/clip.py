"""A scene's closed loop, coded once: what a picture is made of but its strip."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from math import lcm
from threading import Lock, Semaphore

from ctserver.video.cache.segment import Rest, Segment
from ctserver.video.cache.store import LoopCache, Shelf
from ctserver.video.coding.coders import Splice, open_splice
from ctserver.video.loop_coder import GROUPS, Elsewhere, LoopCoder
from ctserver.video.loops import Busy, ClipKey, GroupLostError, Unspliceable
from ctserver.video.picture import Codec
from ctserver.video.scene import LOOP_SECONDS

LIMIT = 96 * 2**20
"""Bytes that the clip of a long loop keeps: what does not fit in is got ready again when it is its turn."""


class Clip:
    """Got ready when first asked for, second by second from the cache, or picture by picture by coding: the first turn is made
    just in time, later ones are there.

    Worker threads share it.
    """

    def __init__(
        self,
        key: ClipKey,
        splice: Splice,
        admits: Callable[["Clip"], bool],
        shelf: Shelf | None = None,
        limit: int = LIMIT,
        slots: Semaphore | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """`admits` is asked before each picture that must be coded, and may have this or another clip `rest`. Coding takes one
        of the `slots`, or is done `elsewhere`."""
        self.key = key
        self.length = lcm(key.look.loop_seconds * key.format.fps, splice.cycle)
        self.size = 0
        self.parameter_sets: tuple[bytes, ...] = ()
        self.refusal = ""
        """Why strips cannot be spliced onto this scene; then there are no pictures."""
        self._admits = admits
        self._group = splice.group
        self._coder = LoopCoder(key, splice, slots, elsewhere)
        self._shelf = shelf
        self._sought: set[int] = set()  # seconds that the cache was asked for
        self._unsaved: list[int] = []  # seconds that have pictures which are not in the cache
        self._whole: deque[int] = deque()  # seconds that are there whole, in the order in which they came to be
        self._limit = limit
        self._pictures: list[Rest | None] = [None] * self.length
        self._missing = self.length
        self._lock = Lock()

    @property
    def complete(self) -> bool:
        return self._missing == 0

    def has(self, number: int) -> bool:
        """Whether the picture is at hand."""
        return self._pictures[number % self.length] is not None

    def picture(self, number: int) -> Rest:
        """What stays of the scene's picture at `number` when its strip is taken off.

        Busy if it cannot be coded now, Unspliceable if it never can.
        """
        index = number % self.length
        rest = self._pictures[index]
        if rest is None:
            with self._lock:
                rest = self._obtain(index)
        return rest

    def prepare(self, number: int) -> None:
        """So that the picture, and those after it, take no longer when they are asked for than it takes to code one."""
        index = number % self.length
        with self._lock:
            self._seek(index // self.key.format.fps)
            if self._pictures[index] is None and not self.refusal:
                self._coder.prepare()

    @property
    def weight(self) -> int:
        """About the bytes that coding takes: the scene's planes, and the encoder's."""
        return 19 * self.key.format.width * self.key.format.height

    def rest(self) -> None:
        """Let go of what only coding needs; what is coded stays."""
        with self._lock:
            self._coder.rest()
            self._save(self._unsaved)

    def _obtain(self, index: int) -> Rest:
        self._seek(index // self.key.format.fps)
        while (rest := self._pictures[index]) is None:
            if self.refusal:
                raise Unspliceable(self.refusal)
            if not self._admits(self):
                raise Busy
            with suppress(GroupLostError):  # then it is begun again
                self._code(index // self._group)
        return rest

    def _code(self, group: int) -> None:
        try:
            place, rest = self._coder.code(group)
        except Unspliceable as error:
            self._refuse(str(error))
            raise
        self.parameter_sets = self.parameter_sets or self._coder.parameter_sets
        self._keep(group * self._group + place, rest)
        if place == 1:
            self._foresee((group + 1) % (self.length // self._group))
        self._changed((group * self._group + place) // self.key.format.fps)
        if self.complete:
            self._coder.rest()

    def _foresee(self, group: int) -> None:
        """Begin the next group where that costs nothing here."""
        self._seek(group * self._group // self.key.format.fps)
        if self._pictures[group * self._group] is None:
            self._coder.foresee(group)

    def _keep(self, index: int, rest: Rest) -> None:
        if self._pictures[index] is None:  # a group that is coded again begins with the same bytes
            self.size += sum(map(len, rest))
            self._missing -= 1
            self._pictures[index] = rest

    def _refuse(self, reason: str) -> None:
        """Not even its good pictures are used, so that there is one way to make each of a scene's."""
        self.refusal = reason
        self._pictures = [None] * self.length
        self._missing, self.size, self._unsaved = self.length, 0, []
        self._whole.clear()
        self._coder.rest()

    def _second(self, number: int) -> list[Rest | None]:
        fps = self.key.format.fps
        return self._pictures[number * fps : (number + 1) * fps]

    def _seek(self, second: int) -> None:
        if self._shelf is None or second in self._sought:
            return
        self._sought.add(second)
        segment = self._shelf.load(second)
        if segment:
            self.parameter_sets = self.parameter_sets or segment.parameter_sets
            for place, rest in segment.pictures.items():
                self._keep(second * self.key.format.fps + place, rest)
            self._bound(second)

    def _changed(self, second: int) -> None:
        """Saves it if it is whole now, and one that was left a while ago: some streams show but some pictures of a second."""
        if second not in self._unsaved:
            self._unsaved.append(second)
        if all(self._second(second)):
            self._save([second])
            self._bound(second)
        self._save(self._unsaved[:-GROUPS])

    def _bound(self, second: int) -> None:
        """Where a loop takes too much, the seconds go that came first; as many as a drawn scene has always stay."""
        self._whole.append(second)
        while self.size > self._limit and len(self._whole) > LOOP_SECONDS:
            self._drop(self._whole.popleft())

    def _drop(self, second: int) -> None:
        """It is sought again when it is its turn."""
        begin = second * self.key.format.fps
        for index in range(begin, begin + self.key.format.fps):
            rest = self._pictures[index]
            if rest is not None:
                self.size -= sum(map(len, rest))
                self._missing += 1
                self._pictures[index] = None
        self._sought.discard(second)

    def _save(self, seconds: list[int]) -> None:
        """A part of a second of H.264 is not worth it: a group can only be gone on with by the coder that began it."""
        for second in [*seconds]:
            self._unsaved.remove(second)
            pictures = {place: rest for place, rest in enumerate(self._second(second)) if rest}
            whole = len(pictures) == self.key.format.fps
            if self._shelf and (whole or self._group == 1):
                self._shelf.save(second, Segment(self.parameter_sets, pictures))


def open_clip(
    key: ClipKey,
    admits: Callable[[Clip], bool],
    cache: LoopCache | None = None,
    slots: Semaphore | None = None,
    elsewhere: Elsewhere | None = None,
) -> Clip | None:
    """None where the codec cannot be spliced, or the scene cannot be in that codec."""
    if key.format.codec is Codec.H264 and not key.look.is_still_below_strip:
        return None  # a vector may point into the strip in one picture of many: known only once that one is coded
    splice = open_splice(key.format, key.quality)
    if splice is None:
        return None
    return Clip(key, splice, admits, cache.shelf(key) if cache else None, slots=slots, elsewhere=elsewhere)
