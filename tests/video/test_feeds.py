"""One feed for each distinct stream that is wanted."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from ctserver.clock import RealClock
from ctserver.video.feeds import PUSH_RATE, Feeds
from ctserver.video.picture import Codec
from ctserver.video.view import Moment
from tests.video.yard import PATIENCE, YARD, Viewer, stopped_clock, turns, until, yard

pytestmark = pytest.mark.anyio


@pytest.fixture
async def feeds() -> AsyncIterator[Feeds]:
    async with Feeds(stopped_clock(), workers=1) as feeds:
        yield feeds


async def test_who_asks_for_the_same_gets_the_same(feeds: Feeds) -> None:
    assert feeds.live(YARD) is feeds.live(yard())
    assert feeds.push(YARD, 65) is feeds.push(yard(), 65)


async def test_each_difference_makes_another_feed(feeds: Feeds) -> None:
    asked = [
        feeds.live(YARD),
        feeds.live(yard(camera_id=8)),
        feeds.live(yard(stream_id=3)),
        feeds.push(YARD, 65),
        feeds.push(YARD, 60),
        feeds.push(yard(width=640, height=480), 65),
    ]
    assert len(set(map(id, asked))) == len(asked)


async def test_a_pushed_feed_is_jpeg_at_no_more_than_ten_pictures_per_second(feeds: Feeds) -> None:
    fast, slow = feeds.push(yard(fps=25), 65), feeds.push(yard(camera_id=8, fps=5), 65)
    assert (fast.format.codec, fast.rate, slow.rate) == (Codec.JPEG, PUSH_RATE, 5)


async def test_a_live_feed_is_what_the_camera_codes(feeds: Feeds) -> None:
    feed = feeds.live(yard(fps=25))
    assert (feed.format, feed.rate) == (yard(fps=25).format, 25)


async def test_a_fast_jpeg_camera_is_not_slowed_down_by_who_has_it_pushed(feeds: Feeds) -> None:
    view = yard(codec=Codec.JPEG, fps=25)
    assert feeds.push(view, 65).rate == PUSH_RATE
    assert feeds.live(view).rate == 25


async def test_a_change_of_the_camera_ends_those_who_watch_it_as_it_was(feeds: Feeds) -> None:
    viewer = Viewer()
    before = feeds.live(YARD)
    before.subscribe(viewer.listen, viewer.end)
    await before.first_picture()
    after = feeds.live(yard(name="Court"))
    assert after is not before
    await until(lambda: viewer.endings == 1)


async def test_a_new_state_function_counts_as_a_change(feeds: Feeds) -> None:
    assert feeds.live(YARD) is not feeds.live(yard(moment_at=lambda _seconds: Moment()))


async def test_leaving_ends_every_feed() -> None:
    viewers = [Viewer() for _ in range(3)]
    async with Feeds(stopped_clock(), workers=1) as feeds:
        for camera, viewer in enumerate(viewers):
            feeds.live(yard(camera_id=camera)).subscribe(viewer.listen, viewer.end)
        await until(lambda: all(viewer.pictures for viewer in viewers))
    await turns()
    assert [viewer.endings for viewer in viewers] == [1, 1, 1]


async def test_a_scene_that_takes_long_to_draw_keeps_nobody_waiting_who_has_one() -> None:
    drawn, viewer = threading.Event(), Viewer()

    def slow(_seconds: float) -> Moment:
        drawn.wait(PATIENCE)
        return Moment()

    async with Feeds(RealClock(), workers=2) as feeds:
        await feeds.live(YARD).first_picture()
        cold = asyncio.ensure_future(feeds.live(yard(camera_id=8, moment_at=slow)).first_picture())
        feeds.live(YARD).subscribe(viewer.listen, viewer.end)
        await until(lambda: len(viewer.pictures) > 10)
        assert not cold.done()
        drawn.set()
        assert await cold


async def test_workers_of_several_feeds_do_their_work_side_by_side() -> None:
    async with Feeds(stopped_clock()) as feeds:
        pictures = [await feeds.live(yard(camera_id=camera)).first_picture() for camera in (1, 2, 3)]
    assert all(picture.units for picture in pictures)
