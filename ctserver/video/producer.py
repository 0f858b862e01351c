"""Produces a stream's pictures in order, from clips where it can and by coding whole pictures where it must.

Pictures come in groups, each from a key picture to the next. A group whose scene looks the same throughout is spliced from
its clip. Where the look, or what the strip says of the camera, changes within a group (an alarm begins, a camera moves), the
rest of the group is coded live, starting with a key picture; the next group is spliced again. A scene that cannot be spliced
is coded live throughout. So what a picture is follows from its number and from the camera's state alone, whether it is made
live or later.
"""

from threading import Semaphore
from time import perf_counter_ns
from typing import Protocol

from ctserver.video.clip import Clip
from ctserver.video.clips import Clips
from ctserver.video.coded_strips import CodedStrips, open_strips
from ctserver.video.coding.coders import Coder, Splice, open_coder, open_splice
from ctserver.video.loops import ClipKey, Unspliceable
from ctserver.video.painter import Painter
from ctserver.video.picture import Codec, Picture
from ctserver.video.scene import Look
from ctserver.video.state import State
from ctserver.video.statistics import ProductionStatistics
from ctserver.video.view import Moment, View

_Shown = tuple[Look, State]
"""What must stay the same for a run to go on. (A strip that is spliced can change its clock and its mark alone.)"""


class _Run(Protocol):
    """The making of consecutive pictures of one group."""

    @property
    def parameter_sets(self) -> tuple[bytes, ...]: ...

    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]: ...


class Producer:
    """Used by one thread at a time; quickly made. `quality` is JPEG's; `statistics` may go on from an earlier producer."""

    def __init__(
        self, view: View, clips: Clips, quality: int = 0, statistics: ProductionStatistics | None = None
    ) -> None:
        self.view = view
        self.statistics = statistics or ProductionStatistics()
        self._clips = clips
        self._quality = quality if view.format.codec is Codec.JPEG else 0  # all who show a scene find the same clip
        self._splice = open_splice(view.format, quality)
        self.group = view.format.group
        self._strips: CodedStrips | None = None
        self._painter: Painter | None = None
        self._run: _Run | None = None
        self._shown: _Shown | None = None
        self._ahead: Look | None = None
        self._next = -1

    def produce(self, number: int) -> Picture | None:
        """Picture `number`: the first of a group, or the one after the picture that was asked for last.

        None where a slate stands unchanged and one in a group is enough; Busy where it can be asked for again.
        """
        begins = number % self.group == 0
        if not begins and number != self._next:
            raise ValueError(f"picture {number} neither begins a group of {self.group} nor follows {self._next - 1}")
        moment, look = self._moment_and_look(number)
        self._prepare_ahead(number, moment)
        if self._stands_still(number, look, moment):
            self._next = number + 1
            return None
        started = perf_counter_ns()
        key = self._choose_run(number, (look, moment.state), moving=moment.moving)
        assert self._run
        try:
            units = self._run.units(number, key=key)
        except Unspliceable as error:
            self.statistics.unspliceable = str(error)
            self._run, key = self._live_run(number), True
            units = self._run.units(number, key=True)
        self._next = number + 1
        self._count(perf_counter_ns() - started)
        view = self.view
        return Picture(number, view.instant_us(number), view.format, units, key, self._run.parameter_sets)

    def is_prepared(self, number: int) -> bool:
        """Whether picture `number` only needs its strip coded, or is left out."""
        moment, look = self._moment_and_look(number)
        if not self._is_ready_ahead(number, moment):
            return False
        if number % self.group == 0:
            return self._splice is not None and self._clips.has(self._key(look), number)
        spliced = isinstance(self._run, _SplicedRun) and self._run.has(number)
        return spliced or self._stands_still(number, look, moment)

    def _prepare_ahead(self, number: int, moment: Moment) -> None:
        """The scene of what may come, for the rest of a group and for those after it: drawing one takes up to a second."""
        if moment.ahead is None or self._is_ready_ahead(number, moment):
            return
        look = self._look_ahead(number, moment.ahead)
        clip = self._clips.get(self._key(look)) if self._splice else None
        if clip:
            clip.prepare(number)
        if clip is None or self.group > 1:
            self._painter = self._painter or Painter(self.view)
            self._painter.prepare(look)
        self._ahead = look

    def _is_ready_ahead(self, number: int, moment: Moment) -> bool:
        if moment.ahead is None:
            return True
        return self._ahead == self._look_ahead(number, moment.ahead)

    def _look_ahead(self, number: int, ahead: Moment) -> Look:
        return self.view.look_of(ahead, self.view.instant_us(number) / 1e6)

    def _key(self, look: Look) -> ClipKey:
        return ClipKey(look, self.view.format, self._quality)

    def _moment_and_look(self, number: int) -> tuple[Moment, Look]:
        seconds = self.view.instant_us(number) / 1e6
        moment = self.view.moment_at(seconds)
        return moment, self.view.look_of(moment, seconds)

    def _stands_still(self, number: int, look: Look, moment: Moment) -> bool:
        return moment.thin and self._shown == (look, moment.state) and number % self.group != 0

    def _choose_run(self, number: int, shown: "_Shown", *, moving: bool) -> bool:
        """Whether the picture is a key picture: it begins a run."""
        before, self._shown = self._shown, shown
        if number % self.group == 0:
            spliced = None if moving else self._spliced_run(shown[0])
            self._run = spliced or self._live_run(number)
        elif shown == before or isinstance(self._run, _LiveRun):
            return False
        else:
            self._run = self._live_run(number)
        return True

    def _spliced_run(self, look: Look) -> _Run | None:
        clip = self._clips.get(self._key(look)) if self._splice else None
        if clip is None or self._splice is None:
            return None
        if clip.refusal:
            self.statistics.unspliceable = clip.refusal
            return None
        self._strips = self._strips or open_strips(self.view, self._splice)
        return _SplicedRun(clip, self._splice, self._strips)

    def _live_run(self, number: int) -> "_LiveRun":
        """To begin with a picture, which becomes a key picture whose id is unlike that of the one before and of the one after."""
        group, place = divmod(number, self.group)
        own = group % 2
        idr_pic_id = own if place == 0 else 2 if place == self.group - 1 else 1 - own
        self._painter = self._painter or Painter(self.view)
        coder = open_coder(self.view.format, self._quality, idr_pic_id=idr_pic_id)
        return _LiveRun(self._painter, coder, self._clips.slots)

    def _count(self, nanoseconds: int) -> None:
        if isinstance(self._run, _SplicedRun):
            self.statistics.spliced += 1
            self.statistics.spliced_ns += nanoseconds
        else:
            self.statistics.live += 1
            self.statistics.live_ns += nanoseconds


class _SplicedRun:
    def __init__(self, clip: Clip, splice: Splice, strips: CodedStrips) -> None:
        self._clip = clip
        self._splice = splice
        self._strips = strips

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        return self._clip.parameter_sets

    def has(self, number: int) -> bool:
        return self._clip.has(number)

    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]:
        rest = self._clip.picture(number)
        return self._splice.join(self._strips.units(number, key=key), rest)


class _LiveRun:
    def __init__(self, painter: Painter, coder: Coder, slots: Semaphore) -> None:
        self._painter = painter
        self._coder = coder
        self._slots = slots

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        return self._coder.parameter_sets

    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]:
        with self._slots:
            return self._coder.encode(self._painter.paint(number), key=key)
