"""All feeds of a server, one for each distinct stream that is wanted, started and stopped with their viewers."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType

import cv2

from ctserver.clock import Clock
from ctserver.video.feed import Feed
from ctserver.video.picture import Codec
from ctserver.video.view import View

PUSH_RATE = 10
"""Pictures per second of PUSH HTTP at most: more costs browsers dear and shows little more."""

FeedKey = tuple[int, int, Codec, int, int, int, int]


class Feeds:
    """An async context manager: leaving it ends every feed. `workers` threads paint and code."""

    def __init__(self, clock: Clock, workers: int | None = None) -> None:
        cv2.setNumThreads(1)  # the workers share the cores out already; pieces of a picture are too small to
        self._clock = clock
        self._workers = ThreadPoolExecutor(workers or os.cpu_count() or 2, "video")
        self._feeds: dict[FeedKey, Feed] = {}
        self._closing: set[asyncio.Future[None]] = set()

    async def __aenter__(self) -> "Feeds":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(feed.close() for feed in self._feeds.values()), *self._closing)
        self._feeds.clear()
        self._workers.shutdown(cancel_futures=True)

    def live(self, view: View) -> Feed:
        """The stream as its camera codes it."""
        return self._feed(view, rate=view.format.fps, quality=65)

    def push(self, view: View, width: int, height: int, quality: int) -> Feed:
        """The stream recompressed to JPEG of `quality` 1 to 100, shared by all who ask for the same."""
        shown = replace(view.format, codec=Codec.JPEG, width=width, height=height)
        return self._feed(replace(view, format=shown), rate=min(PUSH_RATE, shown.fps), quality=quality)

    def _feed(self, view: View, rate: int, quality: int) -> Feed:
        shown = view.format
        key = (view.camera_id, view.stream_id, shown.codec, shown.width, shown.height, rate, quality)
        feed = self._feeds.get(key)
        if feed and feed.view != view:
            # What the camera is has changed: its viewers are ended, and find it as it is now when they come back.
            closing = asyncio.ensure_future(feed.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            feed = None
        if feed is None:
            feed = self._feeds[key] = Feed(view, self._clock, self._workers, rate=rate, quality=quality)
        return feed
