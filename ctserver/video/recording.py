"""A piece of the past: the same pictures as were live then, made again when they are played."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

from ctserver.clock import Clock
from ctserver.video.clips import Clips
from ctserver.video.loops import Busy
from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.view import View

if TYPE_CHECKING:
    from ctserver.video.producer import Producer

log = logging.getLogger("ctserver.video")

KEYS_ONLY_ABOVE = 4.0
"""The speed from which only key pictures are shown."""
_players = ThreadPoolExecutor(2, "replay")


class Recording:
    """A view from `begin` to `end`, seconds of Unix time."""

    def __init__(
        self, view: View, clips: Clips, clock: Clock, begin: float, end: float, *, quality: int, rate: int
    ) -> None:
        self.view = view
        self._clips = clips
        self._clock = clock
        self._quality = quality
        self._rate = min(rate, view.format.fps)
        first = view.number_at(begin)
        self._first = first - first % view.format.group
        self._last = max(self._first, view.number_at(end) - 1)

    @property
    def format(self) -> StreamFormat:
        return self.view.format

    @property
    def begin_us(self) -> int:
        return self.view.instant_us(self._first)

    @property
    def end_us(self) -> int:
        return self.view.instant_us(self._last + 1)

    async def parameter_sets(self) -> tuple[bytes, ...]:
        picture = await _produced(self._open_producer(), self._first)
        return picture.parameter_sets if picture else ()

    def play(
        self, at_us: int, scale: float, listener: Callable[[Picture], None], ended: Callable[[], None]
    ) -> "Playback":
        """From the key picture at or before `at_us`; at a negative `scale`, and above four, key pictures only."""
        numbers = self._numbers(self.format.group, at_us, scale)
        return Playback(self._open_producer(), numbers, scale, self._clock, listener, ended)

    def _open_producer(self) -> "Producer":
        from ctserver.video.producer import Producer  # noqa: PLC0415 (see `Feed`)

        return Producer(self.view, self._clips, self._quality)

    def _numbers(self, group: int, at_us: int, scale: float) -> Iterator[int]:
        number = min(self._last, max(self._first, self.view.number_at(at_us / 1e6 + 1e-6)))
        key = number - number % group
        if group == 1:
            return self._thinned(key, scale)
        if scale < 0:
            return iter(range(key, self._first - 1, -group))
        return iter(range(key, self._last + 1, group if scale > KEYS_ONLY_ABOVE else 1))

    def _thinned(self, number: int, scale: float) -> Iterator[int]:
        """Of pictures that are all key pictures, so many that no more than `rate` are shown in a second."""
        step = self.format.fps * max(1.0, abs(scale)) / self._rate
        for i in count():
            chosen = number + round(i * step) * (1 if scale > 0 else -1)
            if not self._first <= chosen <= self._last:
                return
            yield chosen

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> "Playback":
        """The whole of it, at its own pace, as if it were live."""
        return self.play(self.begin_us, 1.0, listener, ended)


class Playback:
    """One viewer of a recording: pictures come at the recording's pace times `scale`, none left out, until it is closed."""

    def __init__(
        self,
        producer: "Producer",
        numbers: Iterator[int],
        scale: float,
        clock: Clock,
        listener: Callable[[Picture], None],
        ended: Callable[[], None],
    ) -> None:
        self._producer = producer
        self._numbers = numbers
        self._speed = abs(scale)
        self._clock = clock
        self._listener = listener
        self._ended = ended
        self._open = asyncio.Event()
        self._open.set()
        self._task = asyncio.create_task(self._run(), name="playback")

    def pause(self) -> None:
        self._open.clear()

    def resume(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._play()
        except Exception:
            log.exception("a playback failed")
        self._ended()

    async def _play(self) -> None:
        due: float | None = None
        before: int | None = None
        for number in self._numbers:
            picture = await _produced(self._producer, number)
            if picture is None:
                continue
            now = self._clock.now()
            if due is not None and before is not None:
                due += abs(picture.time_us - before) / 1e6 / self._speed
                await self._clock.sleep(due - now)
            if not self._open.is_set():
                await self._open.wait()
                due = None
            due = self._clock.now() if due is None else due
            before = picture.time_us
            self._listener(picture)


async def _produced(producer: "Producer", number: int) -> Picture | None:
    """In a worker thread, as soon as not too many scenes are being coded."""
    while True:
        try:
            return await asyncio.get_running_loop().run_in_executor(_players, producer.produce, number)
        except Busy:
            await asyncio.sleep(0.1)
