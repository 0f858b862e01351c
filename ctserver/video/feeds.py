"""All feeds of a server, one for each distinct stream that is wanted, started and stopped with their viewers."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from ctserver.clock import Clock
from ctserver.video.cache.store import LoopCache
from ctserver.video.clips import Clips
from ctserver.video.feed import Feed
from ctserver.video.loop_workers import LoopWorkers
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.feed import MosaicFeed
from ctserver.video.pacer import Pacer
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.recording import Recording
from ctserver.video.view import MomentAt, View

PUSH_RATE = 10
"""Pictures per second of PUSH HTTP at most: more costs browsers dear and shows little more."""

CAMERA_QUALITY = 65
"""The JPEG quality of cameras that code JPEG."""

_CODING = 64
"""Pictures that are being coded, or waited for, at a time."""

FeedKey = tuple[int, int, StreamFormat, MomentAt, int, int, float]


class Feeds:
    """An async context manager: leaving it ends every feed. `workers` processes help to code many
    scenes at once, by default one for each core; `cache` keeps what is coded on disk."""

    def __init__(self, clock: Clock, workers: int | None = None, cache: LoopCache | None = None) -> None:
        self._clock = clock
        self._cache = cache
        self._workers = LoopWorkers(workers)
        self.clips = Clips(cache=cache, elsewhere=self._workers)
        # Most threads wait, for one of the clips' slots or for another process.
        self._pacer = Pacer(clock, ThreadPoolExecutor(1, "splice"), ThreadPoolExecutor(_CODING, "code"))
        self._feeds: dict[FeedKey, Feed] = {}
        # There is no end of different mosaics: one that nobody watches is let go.
        self._mosaics: WeakValueDictionary[Mosaic, MosaicFeed] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        await self._pacer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for feed in (*self._feeds.values(), *self._mosaics.values()):
            feed.close()
        self._feeds.clear()
        self._mosaics.clear()
        self.clips.close()
        await asyncio.to_thread(self._workers.close)  # no thread waits for them any more
        await self._pacer.__aexit__(kind, error, trace)
        if self._cache:
            await asyncio.to_thread(self._cache.close)

    def live(self, view: View, delay: float = 0) -> Feed:
        """The stream as its camera codes it, `delay` seconds late."""
        return self._feed(view, rate=view.format.fps, quality=CAMERA_QUALITY, delay=delay)

    def push(self, view: View, quality: int, delay: float = 0) -> Feed:
        """The stream recompressed to JPEG of `quality` 1 to 100, shared by all who ask for the same."""
        view = as_jpeg(view)
        return self._feed(view, rate=min(PUSH_RATE, view.format.fps), quality=quality, delay=delay)

    def mosaic(self, mosaic: Mosaic) -> MosaicFeed:
        """Shared by all who ask for the same."""
        feed = self._mosaics.get(mosaic)
        if feed is None:
            feed = self._mosaics[mosaic] = MosaicFeed(mosaic, self._pacer, self.clips)
        return feed

    def recording(
        self, view: View, begin: float, end: float, quality: int = CAMERA_QUALITY, rate: int | None = None
    ) -> Recording:
        """What the stream showed from `begin` to `end`, seconds of Unix time; `rate` pictures a second at most."""
        return Recording(view, self.clips, self._clock, begin, end, quality=quality, rate=rate or view.format.fps)

    def _feed(self, view: View, *, rate: int, quality: int, delay: float) -> Feed:
        key = (view.camera_id, view.stream_id, view.format, view.moment_at, rate, quality, delay)
        feed = self._feeds.get(key)
        if feed and feed.view != view:
            feed.close()  # what the camera is has changed: its viewers find it as it is now when they come back
            feed = None
        if feed is None:
            feed = self._feeds[key] = Feed(view, self._pacer, self.clips, rate=rate, quality=quality, delay=delay)
        return feed


def load_engine() -> None:
    """Imports what makes pictures, which the first viewer would else wait for: some tenths of a second."""
    for module in ("clip", "coded_strips", "producer", "mosaic.producer", "rtsp.connection"):
        import_module(f"ctserver.video.{module}")


def as_jpeg(view: View) -> View:
    return replace(view, format=replace(view.format, codec=Codec.JPEG))
