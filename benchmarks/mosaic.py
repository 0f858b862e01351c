"""Mosaics: microseconds of the engine's CPU time for a 3x3 mosaic of 320x240 tiles, and what more viewers of it cost.

In this process, so that the engine alone is measured, with cameras, states and clocks of the demo site.
"""

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.harness import claim
from ctserver.cameras.views import Views
from ctserver.clock import RealClock, SteerableClock
from ctserver.db import Database, sqlite_url
from ctserver.live.mosaic import best_stream
from ctserver.migrate import upgrade
from ctserver.sites.load import load_site
from ctserver.sites.seed import seed_site
from ctserver.video.clips import Clips
from ctserver.video.coding.jpeg import Libjpeg
from ctserver.video.feeds import Feeds
from ctserver.video.hub import Subscription
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.layout import lay_out
from ctserver.video.mosaic.producer import MosaicProducer
from ctserver.video.painter import Painter
from ctserver.video.scene import LOOP_SECONDS

TILES = 9
QUALITY = 65
BATCH, BATCHES = 20, 200
VIEWERS = 20
SETTLE_SECONDS, SECONDS = 2.0, 8.0
NOON = 1_780_308_000
BOUND_US = 150
BOUND_RATIO = 1.5


def run() -> None:
    with demo() as views:
        mosaic = nine(views)
        compare_with_coding(mosaic)
        costs = per_picture(mosaic)
        claim(
            "mosaic.picture", min(costs), "us", at_most=BOUND_US, note=f"best of {BATCHES}; median {median(costs):.0f}"
        )
        one, many = asyncio.run(watched(mosaic))
    claim("mosaic.engine_1_viewer", one, "us", note="of CPU time a picture, threads that wait included")
    claim(f"mosaic.engine_{VIEWERS}_viewers", many, "us", note="of CPU time a picture, threads that wait included")
    claim("mosaic.ratio", many / one, "", at_most=BOUND_RATIO)


@contextmanager
def demo() -> Iterator[Views]:
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        database = Database(sqlite_url(Path(directory)), durable=False)
        upgrade(database.engine)
        with database.session(write=True) as session:
            seed_site(session, load_site("demo"), 1, NOON)
        yield Views(database, SteerableClock(NOON, rate=0))
        database.dispose()


def nine(views: Views) -> Mosaic:
    """The first nine cameras that have a picture, of several frame rates."""
    cameras = [camera for camera in views.catalogue.cameras(NOON) if camera.has_video][:TILES]
    layout = lay_out(TILES)
    return Mosaic.of(
        [views.view(camera, best_stream(camera, layout.tile_width)) for camera in cameras], layout, QUALITY
    )


def warmed(mosaic: Mosaic, clips: Clips) -> MosaicProducer:
    """Every scene of the loop is coded."""
    producer, start = MosaicProducer(mosaic, clips), int(RealClock().now()) * mosaic.rate
    for number in range(start, start + LOOP_SECONDS * mosaic.rate):
        producer.produce(number)
    return producer


def per_picture(mosaic: Mosaic) -> list[float]:
    """Microseconds of CPU time, the mean of each of several batches: how long a picture takes depends on the clock it shows."""
    producer = warmed(mosaic, Clips())
    numbers = count(int(RealClock().now()) * mosaic.rate)
    return [_cost(producer, numbers, BATCH) for _ in range(BATCHES)]


def _cost(producer: MosaicProducer, numbers: Iterator[int], pictures: int) -> float:
    before = time.thread_time_ns()
    for _ in range(pictures):
        number = next(numbers)
        if not producer.is_prepared(number):
            raise RuntimeError(f"picture {number} is not prepared: its coding would be measured")
        producer.produce(number)
    return (time.thread_time_ns() - before) / pictures / 1000


def compare_with_coding(mosaic: Mosaic) -> None:
    """What it would cost to code the picture whole, drawing left out."""
    views = [cell for cell in mosaic.cells if not isinstance(cell, str)]
    canvas = Painter(views[0]).paint(NOON * views[0].format.fps)
    coder = Libjpeg(canvas.shape[1], QUALITY)
    before = time.thread_time_ns()
    for _ in range(200):
        coder.encode(canvas)
    claim("mosaic.coded_whole", (time.thread_time_ns() - before) / 200 / 1000 * TILES, "us", note="for comparison")


async def watched(mosaic: Mosaic) -> tuple[float, float]:
    """Microseconds a picture with one viewer and with twenty."""
    async with Feeds(RealClock()) as feeds:
        await asyncio.to_thread(warmed, mosaic, feeds.clips)
        feed = feeds.mosaic(mosaic)
        viewers: list[Subscription] = []
        costs = []
        for wanted in (1, VIEWERS):
            while len(viewers) < wanted:
                viewers.append(feeds.mosaic(mosaic).subscribe(lambda _picture: None, lambda: None))
            await asyncio.sleep(SETTLE_SECONDS)
            before, pictures = _engine_seconds(), feed.statistics.pictures
            await asyncio.sleep(SECONDS)
            costs.append((_engine_seconds() - before) * 1e6 / (feed.statistics.pictures - pictures))
    return costs[0], costs[1]


def _engine_seconds() -> float:
    """CPU time of the threads that make pictures."""
    engine = [thread for thread in threading.enumerate() if thread.name.startswith(("splice", "code"))]
    clocks = [time.pthread_getcpuclockid(thread.ident) for thread in engine if thread.ident]
    return sum(map(time.clock_gettime, clocks))
