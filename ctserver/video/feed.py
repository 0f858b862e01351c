"""A feed produces one stream's pictures while somebody watches: paced by the Clock, coded once for all its viewers."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from ctserver.clock import Clock
from ctserver.video.encoders import IDR, KEY_SECONDS, Encoder, open_encoder
from ctserver.video.hub import Hub, Listener, Subscription
from ctserver.video.painter import Painter
from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.view import View

log = logging.getLogger("ctserver.video")

GRACE_SECONDS = 5.0
"""How long a feed goes on without a viewer, so that one who comes back finds it warm."""
START_SECONDS = 10.0


_serials = count()


@dataclass
class FeedStatistics:
    """Counters since the feed was opened: pictures published, their bytes, pictures left out because coding fell behind."""

    pictures: int = 0
    bytes: int = 0
    skipped: int = 0


class FeedStopped(Exception):
    """The feed ended before it had a picture."""


class Feed:
    """One coded stream. `rate` is pictures per second, at most the view's own; `quality` is JPEG's."""

    def __init__(self, view: View, clock: Clock, workers: Executor, *, rate: int, quality: int = 0) -> None:
        self.serial = next(_serials)  # names the feed: one that replaces it may show something else
        self.view = view
        self.rate = rate
        self.statistics = FeedStatistics()
        self.hub = Hub(self._listeners_changed)
        self._clock = clock
        self._workers = workers
        self._quality = quality
        self._task: asyncio.Task[None] | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._first = asyncio.Event()
        self._closed = False

    @property
    def format(self) -> StreamFormat:
        return self.view.format

    def subscribe(self, listener: Listener, ended: Callable[[], None]) -> Subscription:
        """Starts a cold feed; a warm one first hands over the pictures since its last key picture, before this returns."""
        return self.hub.subscribe(listener, ended)

    async def first_picture(self) -> Picture:
        """The newest picture, once there is one; FeedStopped if none comes. Warms the feed as a viewer does."""
        keep_warm = self.subscribe(_ignore, _nothing)
        try:
            await asyncio.wait_for(self._first.wait(), START_SECONDS)
        except TimeoutError:
            raise FeedStopped(f"no picture of camera {self.view.camera_id} within {START_SECONDS:.0f} s") from None
        finally:
            keep_warm.close()
        if self.hub.last is None:
            raise FeedStopped(f"camera {self.view.camera_id} stopped")
        return self.hub.last

    async def close(self) -> None:
        """Ends the feed for good and tells its listeners; one that comes later is told too."""
        self._closed = True
        self._cancel_grace()
        await self._stop()
        self._first.set()
        self.hub.end()

    def _listeners_changed(self, count: int) -> None:
        self._cancel_grace()
        if self._closed:
            asyncio.get_running_loop().call_soon(self.hub.end)
        elif count and self._task is None:
            self._first.clear()
            self._task = asyncio.create_task(self._run(), name=f"feed {self.view.camera_id}.{self.view.stream_id}")
        elif not count and self._task is not None:
            self._grace = asyncio.get_running_loop().call_later(GRACE_SECONDS, self._pause)

    def _cancel_grace(self) -> None:
        if self._grace:
            self._grace.cancel()
            self._grace = None

    def _pause(self) -> None:
        if self._task:
            self._task.cancel()
        self._task = None
        self._first.clear()
        self.hub.forget()

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self._produce()
        except Exception:
            log.exception("feed %s.%s failed", self.view.camera_id, self.view.stream_id)
            self._task = None
            self._first.set()
            self.hub.end()

    async def _produce(self) -> None:
        loop = asyncio.get_running_loop()
        producer = await loop.run_in_executor(self._workers, _Producer, self.view, self.rate, self._quality)
        index = int((self._clock.now() - self._phase) * self.rate)
        while True:
            picture = await loop.run_in_executor(self._workers, producer.produce, index)
            self._publish(picture)
            index = await self._next(index)

    def _publish(self, picture: Picture) -> None:
        self.statistics.pictures += 1
        self.statistics.bytes += picture.size
        self.hub.publish(picture)
        self._first.set()

    async def _next(self, index: int) -> int:
        """Waits for the instant of the next picture; one that is more than a second behind goes on with the present one."""
        present = int((self._clock.now() - self._phase) * self.rate)
        if present - index > self.rate:
            self.statistics.skipped += present - index - 1
            return present
        await self._clock.sleep((index + 1) / self.rate + self._phase - self._clock.now())
        return index + 1

    @property
    def _phase(self) -> float:
        """Seconds after its instant at which a picture is made: cameras are spread over the period, not all at once."""
        name = f"{self.view.camera_id}.{self.view.stream_id}".encode()
        return sha256(name).digest()[0] / 256 / self.rate


class _Producer:
    """Paints and codes, in a worker thread; one picture at a time."""

    def __init__(self, view: View, rate: int, quality: int) -> None:
        self._view = view
        self._rate = rate
        self._painter = Painter(view)
        self._encoder: Encoder = open_encoder(view.format, quality)
        self._started = False

    def produce(self, index: int) -> Picture:
        """The `index`-th picture of a feed of `rate` per second, which is one of the view's `fps` per second."""
        view = self._view
        number = index * view.format.fps // self._rate
        key = not self._started or index % (KEY_SECONDS * self._rate) == 0
        units = self._encoder.encode(self._painter.paint(number), key=key)
        self._started = True
        is_key = view.format.codec is Codec.JPEG or any(unit[0] & 31 == IDR for unit in units)
        return Picture(number, view.instant_us(number), view.format, units, is_key, self._encoder.parameter_sets)


def _ignore(_picture: Picture) -> None:
    pass


def _nothing() -> None:
    pass
