"""One feed for all who ask for the same mosaic, made as the clock says."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from ctserver.clock import SteerableClock
from ctserver.video.feeds import Feeds
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.layout import Layout
from ctserver.video.picture import Picture
from ctserver.video.view import Moment
from tests.video.mosaic.scenery import NOON, decoded, mosaic, yard

PATIENCE = 20.0
"""Seconds that a test waits at most."""
LOCK = "slate_no_access"


class Viewer:
    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.endings = 0

    def watch(self, feeds: Feeds, shown: Mosaic) -> None:
        self.subscription = feeds.mosaic(shown).subscribe(self.pictures.append, self.end)

    def end(self) -> None:
        self.endings += 1


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


async def next_picture(viewer: Viewer, clock: SteerableClock) -> None:
    """Moves the clock on by a picture's time, and then a little and again: who goes to sleep meanwhile counts from later."""
    before = len(viewer.pictures)
    await clock.advance(0.1)
    async with asyncio.timeout(PATIENCE):
        while len(viewer.pictures) == before:
            await clock.advance(0.0001)
            await asyncio.sleep(0.001)


def on_stage(act: Callable[[Feeds, SteerableClock], Awaitable[None]]) -> None:
    """Plays an act with feeds whose time stands still unless it is moved on."""

    async def play() -> None:
        clock = SteerableClock(NOON, rate=0)
        async with Feeds(clock, workers=1) as feeds:
            await act(feeds, clock)

    asyncio.run(play())


def test_who_asks_for_the_same_gets_the_same() -> None:
    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        feed = feeds.mosaic(mosaic(yard(1), LOCK))
        assert feeds.mosaic(mosaic(yard(1), LOCK)) is feed

    on_stage(act)


SHOWN = mosaic(yard(1), yard(2))


@pytest.mark.parametrize(
    "other",
    [
        mosaic(yard(2), yard(1)),
        mosaic(yard(1), LOCK),
        mosaic(yard(1), yard(2), yard(2)),
        mosaic(yard(1), yard(2), quality=60),
        mosaic(yard(1), yard(2), layout=Layout(1, 2, 320, 240)),
        mosaic(yard(1), yard(2, name="Court")),
    ],
    ids=["another order", "one who may not see", "one more", "another quality", "another grid", "another name"],
)
def test_each_difference_makes_another_feed(other: Mosaic) -> None:
    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        feed = feeds.mosaic(SHOWN)
        assert feeds.mosaic(other) is not feed

    on_stage(act)


def test_all_viewers_share_each_picture() -> None:
    async def act(feeds: Feeds, clock: SteerableClock) -> None:
        viewers = [Viewer() for _ in range(20)]
        for viewer in viewers:
            viewer.watch(feeds, SHOWN)
        await until(lambda: viewers[0].pictures)
        for _ in range(5):
            await next_picture(viewers[0], clock)
        assert feeds.mosaic(SHOWN).statistics.pictures == len(viewers[0].pictures) == 6
        assert all(viewer.pictures == viewers[0].pictures for viewer in viewers)

    on_stage(act)


def test_pictures_follow_each_other_at_the_mosaics_rate() -> None:
    async def act(feeds: Feeds, clock: SteerableClock) -> None:
        viewer = Viewer()
        viewer.watch(feeds, mosaic(yard(1, fps=25), yard(2, fps=4)))
        await until(lambda: viewer.pictures)
        for _ in range(8):
            await next_picture(viewer, clock)
        numbers = [picture.number for picture in viewer.pictures]
        assert all(after - before == 1 for before, after in pairwise(numbers))
        assert all(picture.time_us == picture.number * 100_000 for picture in viewer.pictures)
        assert all(picture.key for picture in viewer.pictures)

    on_stage(act)


def test_cameras_of_several_mosaics_share_their_scenes() -> None:
    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        viewers = [Viewer() for _ in range(3)]
        one, other = yard(1, seed=1), yard(2, seed=2)
        for viewer, shown in zip(viewers, (mosaic(one, other), mosaic(other, one), mosaic(other, LOCK)), strict=True):
            viewer.watch(feeds, shown)
        await until(lambda: all(viewer.pictures for viewer in viewers))
        assert len(feeds.clips) == 2

    on_stage(act)


def test_a_mosaic_that_nobody_watches_is_let_go() -> None:
    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        serial = feeds.mosaic(SHOWN).serial
        gc.collect()
        assert feeds.mosaic(SHOWN).serial != serial

    on_stage(act)


def test_leaving_ends_every_mosaic() -> None:
    viewer = Viewer()

    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        viewer.watch(feeds, SHOWN)
        await until(lambda: viewer.pictures)

    on_stage(act)
    assert viewer.endings == 1


def test_a_camera_that_fails_ends_its_viewers_and_no_others(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_seconds: float) -> Moment:
        raise RuntimeError("the camera has lost its mind")

    async def act(feeds: Feeds, _clock: SteerableClock) -> None:
        ill, well = Viewer(), Viewer()
        ill.watch(feeds, mosaic(yard(1), replace(yard(2), moment_at=broken)))
        well.watch(feeds, SHOWN)
        await until(lambda: ill.endings and well.pictures)
        assert (ill.pictures, well.endings) == ([], 0)
        assert decoded(well.pictures[0].units[0]).shape == (240, 640, 3)

    on_stage(act)
    assert [record.getMessage() for record in caplog.records] == ["feed mosaic 1.2,2.2 failed"]
