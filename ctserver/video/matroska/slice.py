"""A recorded slice as a file of which any range of bytes can be had, its pictures made again when they are asked for."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TypeVar

from ctserver.video.clips import Clips
from ctserver.video.loops import Busy
from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.cluster import ClusterWriter
from ctserver.video.matroska.digest import digest
from ctserver.video.matroska.head import head, tail
from ctserver.video.matroska.layout import Layout, Span, rule_of
from ctserver.video.matroska.tracks import parameter_sets_of
from ctserver.video.picture import Picture
from ctserver.video.producer import Producer
from ctserver.video.view import View

log = logging.getLogger("ctserver.video")

RETRY_SECONDS = 0.1
"""After which pictures are asked for again where too many scenes were being coded for one more."""
TAIL_PIECE = 2**18
_renderers = ThreadPoolExecutor(1, "slice")
"""One thread for all downloads: each has a second of pictures made in turn, and live viewers keep the other cores."""

T = TypeVar("T")


class SliceFile:
    """The pictures of a view from `begin_us` to before `end_us`, microseconds of Unix time; they lie in the past.

    It begins with the key picture at or before `begin_us`. ValueError where it would end before it begins.
    """

    def __init__(
        self, view: View, clips: Clips, begin_us: int, end_us: int, *, quality: int, activity: Activity
    ) -> None:
        if end_us <= begin_us:
            raise ValueError(f"a slice must end after it begins, not at {end_us} us where it begins at {begin_us} us")
        self._view = view
        self._clips = clips
        self._quality = quality
        self._layout = lambda: Layout(view, activity, begin_us, end_us)
        self._plan: _Plan | None = None
        self.size = rule_of(view.format, activity).size(begin_us, end_us)
        """Bytes; known without making a picture."""

    async def entity_tag(self) -> str:
        """Equal for two files only if their bytes are."""
        return (await self._planned()).digest.hex()

    async def chunks(self, first: int, last: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `first` to before `last`, some at a time. Close it where they are not wanted any more.

        While one cluster is taken the next is made, and no more.
        """
        plan = await self._planned()
        layout = plan.layout
        if first < layout.clusters_at:
            yield plan.head[first:last]
        async with aclosing(self._clusters(plan, first, last)) as clusters:
            async for chunk in clusters:
                yield chunk
        position = max(first, layout.tail_at)
        while position < last:
            piece = tail(layout, position, min(last, position + TAIL_PIECE))
            position += len(piece)
            yield piece

    async def _clusters(self, plan: "_Plan", first: int, last: int) -> AsyncGenerator[bytes, None]:
        spans = plan.layout.between(first, last)
        reel = _Reel(Producer(self._view, self._clips, self._quality), plan.writer())
        ahead = [asyncio.create_task(reel.cluster(span)) for span in spans[:1]]
        try:
            for number, span in enumerate(spans, 1):
                data = await ahead[0]
                ahead = [asyncio.create_task(reel.cluster(after)) for after in spans[number : number + 1]]
                yield data[max(0, first - span.at) : last - span.at]
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)
            reel.report()

    async def _planned(self) -> "_Plan":
        if self._plan is None:
            self._plan = await asyncio.to_thread(_Plan, self._view, self._layout, self._quality)  # not behind pictures
        return self._plan


class _Plan:
    """What is known of a file before its first picture is made; takes some tens of milliseconds."""

    def __init__(self, view: View, layout: Callable[[], Layout], quality: int) -> None:
        self.layout = layout()
        self.digest = digest(view, quality, self.layout)
        self._view = view
        self._parameter_sets = parameter_sets_of(view.format)
        self.head = head(view, self.layout, self.digest[:16], self._parameter_sets)

    def writer(self) -> ClusterWriter:
        return ClusterWriter(self._view, self.layout, self._parameter_sets)


class _Reel:
    """Makes the clusters of one download, in order."""

    def __init__(self, producer: Producer, writer: ClusterWriter) -> None:
        self._producer = producer
        self._writer = writer

    async def cluster(self, span: Span) -> bytes:
        pictures: list[Picture] = []
        number = span.first
        while number < span.end:
            made = await _in_thread(self._produce, number, span.end, pictures)
            if made == number:
                await asyncio.sleep(RETRY_SECONDS)
            number = made
        return await _in_thread(self._writer.write, span, pictures)

    def report(self) -> None:
        if self._writer.left_out:
            label, count = self._producer.view.label, self._writer.left_out
            log.warning("[%s] a slice has no room for %d of its pictures: they are left out", label, count)

    def _produce(self, number: int, end: int, pictures: list[Picture]) -> int:
        """About a second of pictures from `number` on: the number to go on with, the same if none can be made at present."""
        for following in range(number, min(end, number + self._producer.view.format.fps)):
            try:
                picture = self._producer.produce(following)
            except Busy:
                return following
            if picture:
                pictures.append(picture)
        return following + 1


async def _in_thread(work: Callable[..., T], *arguments: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(_renderers, work, *arguments)
