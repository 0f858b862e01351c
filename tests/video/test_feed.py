"""A feed produces pictures while somebody watches, paced by the clock."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import NoReturn

import pytest

from ctserver.clock import SteerableClock
from ctserver.video import feed as feed_module
from ctserver.video import loop_coder, painter
from ctserver.video.clips import Clips
from ctserver.video.feed import PHASES, Feed, FeedStopped, Run
from ctserver.video.pacer import Pacer
from ctserver.video.picture import Codec
from ctserver.video.view import Moment, View
from tests.video.yard import NOON, YARD, AtOnce, Slide, Viewer, stopped_clock, until, yard

pytestmark = pytest.mark.anyio


class Stage:
    """A feed whose time passes only with `clock.advance`."""

    def __init__(self, view: View = YARD, rate: int = 10) -> None:
        self.clock: SteerableClock = stopped_clock()
        self.pacer = Pacer(self.clock, AtOnce(), AtOnce())
        self.feed = Feed(view, self.pacer, Clips(), rate=rate, quality=65)

    def enter(self) -> Viewer:
        """A viewer, who leaves with `leave`."""
        viewer = Viewer()
        self._subscription = self.feed.subscribe(viewer.listen, viewer.end)
        return viewer

    def leave(self) -> None:
        self._subscription.close()

    async def step(self, seconds: float) -> None:
        """Let time pass, and what is to be done in it be done."""
        await self.clock.advance(seconds)


@asynccontextmanager
async def on_stage(view: View = YARD, rate: int = 10) -> AsyncIterator[Stage]:
    stage = Stage(view, rate)
    async with stage.pacer:
        yield stage
        stage.feed.close()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        yield stage


def broken(_seconds: float) -> NoReturn:
    raise RuntimeError("the painter has broken its brush")


async def test_nothing_is_produced_for_nobody(stage: Stage) -> None:
    await stage.step(10)
    assert stage.feed.statistics.pictures == 0


async def test_the_first_viewer_starts_it_and_sees_a_key_picture_at_once(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(0)
    assert [picture.key for picture in viewer.pictures] == [True, *[False] * 9]  # up to the present, in one go
    assert 0 <= NOON - viewer.pictures[-1].time_us / 1e6 <= 0.2


async def test_pictures_come_at_the_views_rate_and_none_is_left_out(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(5)
    assert len(viewer.pictures) == 60
    assert all(after - before == 1 for before, after in pairwise(viewer.numbers))


async def test_a_picture_is_never_shown_before_its_instant(stage: Stage) -> None:
    early: list[float] = []
    stage.feed.subscribe(lambda picture: early.append(stage.clock.now() - picture.time_us / 1e6), lambda: None)
    await stage.step(3)
    assert len(early) == 40
    assert min(early) >= 0


async def test_a_stopped_clock_stops_the_pictures(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(0)
    count = len(viewer.pictures)
    await stage.step(0)
    assert len(viewer.pictures) == count == 10


async def test_each_second_begins_with_a_key_picture(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(5)
    keys = [picture.number for picture in viewer.pictures if picture.key]
    assert keys == [number for number in viewer.numbers if number % 10 == 0]
    assert len(keys) == 6


async def test_all_viewers_share_one_encode(stage: Stage) -> None:
    viewers = [stage.enter() for _ in range(20)]
    await stage.step(2)
    assert stage.feed.statistics.pictures == 30
    assert all(viewer.pictures[-1] is viewers[0].pictures[-1] for viewer in viewers)


async def test_the_statistics_count_what_was_published(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(2)
    counted = stage.feed.statistics
    sizes = sum(picture.size for picture in viewer.pictures)
    assert (counted.pictures, counted.bytes, counted.skipped) == (30, sizes, 0)


async def test_a_latecomer_starts_at_the_last_key_picture(stage: Stage) -> None:
    early = stage.enter()
    await stage.step(2.55)
    late = stage.enter()
    assert late.pictures[0].key
    assert late.numbers == early.numbers[-len(late.numbers) :]


async def test_one_that_falls_far_behind_goes_on_with_the_present(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(0)
    stage.clock._move(stage.clock.now() + 60)  # as if a worker had taken a minute for a picture
    await stage.step(1)
    present = YARD.number_at(stage.clock.now())
    leap = next(after for earlier, after in pairwise(viewer.numbers) if after - earlier > 1)
    assert leap % 10 == 0  # a key picture
    assert 0 <= present - viewer.numbers[-1] <= 1
    assert stage.feed.statistics.skipped >= 580


async def test_one_that_is_settled_makes_up_for_seconds(stage: Stage) -> None:
    viewer = stage.enter()
    await stage.step(1.5)
    stage.clock._move(stage.clock.now() + 2.5)
    await stage.step(1)
    assert all(after - before == 1 for before, after in pairwise(viewer.numbers))
    assert YARD.number_at(stage.clock.now()) - viewer.numbers[-1] <= 1


@pytest.mark.parametrize(
    ("view", "shown", "seconds"),
    [(YARD, 10, 1), (YARD, 20, 3), (YARD, 50, 3), (yard(codec=Codec.JPEG), 1, 1), (yard(codec=Codec.JPEG), 20, 1)],
    ids=["begun", "settled", "later", "begun with JPEG", "JPEG"],
)
async def test_how_far_behind_it_may_fall(view: View, shown: int, seconds: int) -> None:
    """When it has shown so many pictures."""
    for late, skipped in (seconds - 0.1, 0), (seconds + 0.2, 10 * seconds):
        async with on_stage(view) as stage:
            run = Run(stage.feed)
            run.begin(NOON)
            for _ in range(shown - 1):
                run.advance(run.due)
            run.advance(run.due + 1 / stage.feed.rate + late)
            assert skipped <= stage.feed.statistics.skipped <= skipped + 2


async def test_it_goes_on_for_a_while_when_its_viewer_leaves(stage: Stage) -> None:
    stage.enter()
    await stage.step(1)
    stage.leave()
    await stage.step(1)
    back = stage.enter()
    assert back.pictures
    assert stage.feed.statistics.pictures == 30


async def test_it_stops_when_nobody_comes_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    stage.enter()
    await stage.step(1)
    stage.leave()
    await until(lambda: stage.feed.hub.last is None)
    await stage.step(10)
    assert stage.feed.statistics.pictures == 20


async def test_who_comes_after_a_stop_gets_the_present_and_not_the_past(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    stage.enter()
    await stage.step(1)
    stage.leave()
    await until(lambda: stage.feed.hub.last is None)
    await stage.step(100)
    back = stage.enter()
    await stage.step(0)
    assert back.pictures[0].key
    assert 0 <= stage.clock.now() - back.pictures[-1].time_us / 1e6 <= 0.2


async def test_a_viewer_who_comes_back_ends_the_grace(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    stage.enter()
    await stage.step(0)
    stage.leave()
    back = stage.enter()
    await stage.step(1)
    assert len(back.pictures) == 20


async def test_it_can_be_kept_warm_without_a_viewer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    stage.feed.keep_warm(3600)
    await stage.step(1)
    assert stage.feed.statistics.pictures == 20


async def test_it_is_kept_warm_no_longer_than_was_asked_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    stage.enter()
    stage.feed.keep_warm(0)
    await stage.step(1)
    stage.leave()
    await until(lambda: stage.feed.hub.last is None)
    await stage.step(10)
    assert stage.feed.statistics.pictures == 20


async def test_closing_tells_every_viewer_once_and_produces_nothing_more(stage: Stage) -> None:
    viewers = [stage.enter() for _ in range(3)]
    await stage.step(1)
    stage.feed.close()
    stage.feed.close()
    await stage.step(1)
    assert [viewer.endings for viewer in viewers] == [1, 1, 1]
    assert stage.feed.statistics.pictures == 20


async def test_who_comes_after_the_end_is_told(stage: Stage) -> None:
    stage.feed.close()
    late = stage.enter()
    await stage.step(1)
    assert (late.endings, late.pictures) == (1, [])
    with pytest.raises(FeedStopped):
        await stage.feed.first_picture()


async def test_the_first_picture_can_be_waited_for(stage: Stage) -> None:
    picture = await stage.feed.first_picture()
    assert [unit[0] & 31 for unit in picture.parameter_sets] == [7, 8]


async def test_waiting_for_the_first_picture_ends_with_the_feed(stage: Stage) -> None:
    waiting = asyncio.ensure_future(Feed.first_picture(stage.feed))
    stage.feed.close()
    with pytest.raises(FeedStopped):
        await waiting


async def test_a_painters_failure_ends_the_viewers_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async with on_stage(yard(moment_at=broken)) as stage:
        with caplog.at_level(logging.ERROR):
            viewer = stage.enter()
            await stage.step(0)
    assert (viewer.endings, viewer.pictures) == (1, [])
    assert [record.getMessage() for record in caplog.records] == ["feed 7.2 failed"]


async def test_who_waits_for_the_first_picture_of_a_broken_painter_is_told() -> None:
    async with on_stage(yard(moment_at=broken)) as stage:
        for _ in range(2):
            with pytest.raises(FeedStopped, match=r"7\.2 stopped"):
                await stage.feed.first_picture()


async def test_a_painter_that_is_well_again_is_found_well() -> None:
    illness = [RuntimeError("a passing one")]

    def ailing(seconds: float) -> Moment:
        if illness:
            raise illness.pop()
        return YARD.moment_at(seconds)

    async with on_stage(yard(moment_at=ailing)) as stage:
        with pytest.raises(FeedStopped):
            await stage.feed.first_picture()
        assert await stage.feed.first_picture()


@pytest.mark.parametrize(("fps", "rate"), [(25, 10), (15, 10), (12, 10), (30, 10), (60, 10), (10, 10), (1, 1)])
async def test_a_slower_feed_shows_a_selection_of_the_views_pictures(fps: int, rate: int) -> None:
    async with on_stage(yard(codec=Codec.JPEG, fps=fps), rate) as stage:
        viewer = stage.enter()
        await stage.step(3)
    assert len(viewer.pictures) in (3 * rate, 3 * rate + 1)
    assert all(0 < after - before <= fps / rate + 1 for before, after in pairwise(viewer.numbers))
    assert all(picture.time_us == stage.feed.view.instant_us(picture.number) for picture in viewer.pictures)


async def test_cameras_are_spread_over_the_period() -> None:
    pacer = Pacer(stopped_clock(), AtOnce(), AtOnce())
    feeds = [Feed(yard(camera_id=camera), pacer, Clips(), rate=10) for camera in range(50)]
    runs = [Run(feed) for feed in feeds]
    phases = {run.due for run in runs}
    assert len(phases) == PHASES
    assert all(0 <= phase < 0.1 for phase in phases)


async def test_what_cannot_be_spliced_is_said_in_the_feeds_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (loop_coder, painter):
        monkeypatch.setattr(module, "open_scene", Slide)
    async with on_stage() as stage:
        viewer = stage.enter()
        await stage.step(3)
        made = stage.feed.production
        assert "changes with its strip" in made.unspliceable
        assert made.live > 20
        assert len(viewer.pictures) == 40
        assert viewer.endings == 0
