"""A feed is pictures while somebody watches: made once for all its viewers, when the pacer says."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Protocol

from ctserver.video.clips import Clips
from ctserver.video.hub import Hub, Listener, Subscription
from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.statistics import FeedStatistics, ProductionStatistics
from ctserver.video.view import View

if TYPE_CHECKING:
    from ctserver.video.producer import Producer

log = logging.getLogger("ctserver.streams")

GRACE_SECONDS = 5.0
"""How long a feed goes on without a viewer, so that one who comes back finds it warm."""
PHASES = 8
"""Instants within a picture's period at which feeds' pictures are made: not all at once, but those of one instant together,
since handing one to a thread and back takes longer than a strip."""
START_SECONDS = 30.0
LATE_SECONDS = 1.0
"""More behind than this, a feed goes on with the present: one that has just begun, or whose pictures stand alone."""
PATIENT_SECONDS = 3.0
"""More than this, one that has shown a group: what comes late is made up for once the loop is coded, what is left out never."""

_serials = count()


class FeedStopped(Exception):
    """The feed ended before it had a picture."""


class Pacing(Protocol):
    """What a feed asks of its pacer."""

    def start(self, run: "Run") -> None:
        """Make the run's pictures from now on, until it is stopped."""
        ...


class Producing(Protocol):
    """Makes a feed's pictures; see `Producer`."""

    def is_prepared(self, number: int) -> bool: ...

    def produce(self, number: int) -> Picture | None: ...


class Broadcast(ABC):
    """What every feed is. `rate` is pictures per second, at most the format's own; `label` names what is shown.

    It runs `delay` seconds late.
    """

    def __init__(self, label: str, shown: StreamFormat, pacer: Pacing, *, rate: int, delay: float = 0) -> None:
        self.serial = next(_serials)  # names the feed: one that replaces it may show something else
        self.label = label
        self.format = shown
        self.rate = rate
        self.delay = delay
        self.statistics = FeedStatistics()
        self.hub = Hub(self._listeners_changed)
        self._pacer = pacer
        self._run: Run | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._first = asyncio.Event()
        self._closed = False

    @abstractmethod
    def open_producer(self) -> Producing:
        """For the time until the feed stops; in a worker thread, since what codes may have to be imported for it."""

    def subscribe(self, listener: Listener, ended: Callable[[], None]) -> Subscription:
        """Starts a cold feed; a warm one first hands over the pictures since its last key picture, before this returns."""
        subscription = self.hub.subscribe(listener, ended)
        if self._closed:
            self.hub.end()
        return subscription

    async def first_picture(self) -> Picture:
        """The newest picture, once there is one; FeedStopped if none comes. Warms the feed as a viewer does."""
        keep_warm = self.subscribe(_ignore, _nothing)
        try:
            async with asyncio.timeout(START_SECONDS):  # wait_for would lose a cancellation that comes with the picture
                await self._first.wait()
        except TimeoutError:
            raise FeedStopped(f"no picture of {self.label} within {START_SECONDS:.0f} s") from None
        finally:
            keep_warm.close()
        if self.hub.last is None:
            raise FeedStopped(f"{self.label} stopped")
        return self.hub.last

    def keep_warm(self, seconds: float) -> None:
        """As a viewer does who leaves after so long."""
        asyncio.get_running_loop().call_later(seconds, self.subscribe(_ignore, _nothing).close)

    def publish(self, picture: Picture) -> None:
        self.statistics.pictures += 1
        self.statistics.bytes += picture.size
        self.hub.publish(picture)
        self._first.set()

    def end(self) -> None:
        """Stops and tells the listeners; who comes later finds a new start."""
        self._cancel_grace()
        self._stop()
        self._first.set()  # those who wait for a picture find none
        self.hub.end()

    def close(self) -> None:
        """Ends the feed for good."""
        self._closed = True
        self.end()

    def _listeners_changed(self, listeners: int) -> None:
        self._cancel_grace()
        if listeners and self._run is None and not self._closed:
            self._first.clear()
            log.info("[%s] stream status : connected, a viewer has come", self.label)
            self._run = Run(self)
            self._pacer.start(self._run)
        elif not listeners and self._run:
            self._grace = asyncio.get_running_loop().call_later(GRACE_SECONDS, self._pause)

    def _cancel_grace(self) -> None:
        if self._grace:
            self._grace.cancel()
            self._grace = None

    def _pause(self) -> None:
        self._stop()
        self._first.clear()
        self.hub.forget()

    def _stop(self) -> None:
        if self._run:
            log.info("[%s] stream status : disconnected after %d pictures", self.label, self.statistics.pictures)
            self._run.stopped = True
        self._run = None


class Feed(Broadcast):
    """One coded stream. `quality` is JPEG's."""

    def __init__(
        self, view: View, pacer: Pacing, clips: Clips, *, rate: int, quality: int = 0, delay: float = 0
    ) -> None:
        super().__init__(view.label, view.format, pacer, rate=rate, delay=delay)
        self.view = view
        self.production = ProductionStatistics()
        self._clips = clips
        self._quality = quality

    def open_producer(self) -> "Producer":
        from ctserver.video.producer import Producer  # noqa: PLC0415 (NumPy, OpenCV and PyAV are for who makes pictures)

        return Producer(self.view, self._clips, self._quality, self.production)


class Run:
    """A feed from a start to the next stop: which picture is next, and the making of it."""

    def __init__(self, feed: Broadcast) -> None:
        self.feed = feed
        self.stopped = False
        self.is_cheap = False  # whether the next picture only needs its strip coded; found out in the worker
        self._producer: Producing | None = None
        self._index = 0
        self._origin = 0  # the key picture with which it began
        # Pictures from one that can be begun with to the next; a feed that leaves pictures out is of JPEG: any will do.
        self._group = feed.format.group if feed.rate == feed.format.fps else 1
        self._phase = (sha256(feed.label.encode()).digest()[0] % PHASES + 0.5) / PHASES / feed.rate

    @property
    def due(self) -> float:
        """The instant, in seconds of Unix time, at which the next picture is to be made."""
        return self._index / self.feed.rate + self._phase + self.feed.delay

    @property
    def _number(self) -> int:
        return self._index * self.feed.format.fps // self.feed.rate

    def begin(self, now: float) -> None:
        """Go on from the key picture at or before `now`."""
        present = self._present(now)
        self._index = self._origin = present - present % self._group

    def make(self) -> Picture | None:
        """The next picture, None if this one is left out; in a worker thread."""
        producer = self._producer = self._producer or self.feed.open_producer()
        picture = producer.produce(self._number)
        self.is_cheap = producer.is_prepared((self._index + 1) * self.feed.format.fps // self.feed.rate)
        return picture

    def advance(self, now: float) -> None:
        """The picture after the one that was made; too far behind, the present's key picture.

        A group that was begun is finished first: it is coded for ever then, and under load nothing would be otherwise.
        """
        self._index += 1
        present = self._present(now)
        is_settled = 1 < self._group < self._index - self._origin
        patience = PATIENT_SECONDS if is_settled else LATE_SECONDS
        if present - self._index > patience * self.feed.rate and self._index % self._group == 0:
            start = present - present % self._group
            self.feed.statistics.skipped += start - self._index
            self._index = start

    def _present(self, now: float) -> int:
        return int((now - self._phase - self.feed.delay) * self.feed.rate)


def _ignore(_picture: Picture) -> None:
    pass


def _nothing() -> None:
    pass
