"""A viewer that does not read: others see nothing of it, memory stays bounded, it is counted and then closed."""

import itertools

import pytest

from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import BOTH_LOOPS, Client, Hurry, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource, plain_film

pytestmark = pytest.mark.anyio

SIZE = 40_000
LAG = 200_000


@pytest.fixture
def source() -> FilmSource:
    return FilmSource("1.1", plain_film(SIZE))


@pytest.fixture
def options() -> RtspOptions:
    return RtspOptions(lag_limit=LAG, stall_timeout=600)


async def show_in_turn(source: FilmSource, healthy: Client, count: int) -> None:
    """Each picture only when the healthy viewer has the one before: the pace of a slow machine, without clocks."""
    for _ in range(count):
        expected = healthy.pictures() + 1
        source.show()
        await until(lambda expected=expected: healthy.pictures() >= expected)  # type: ignore[misc]


async def drops_of(server: RtspServer, client: Client) -> int:
    return next(viewer.drops for viewer in server.viewers() if viewer.session == client.session)


@BOTH_LOOPS
async def test_a_stalled_viewer_costs_bounded_memory_and_nobody_elses_pictures(
    handler: FilmHandler, source: FilmSource, options: RtspOptions
) -> None:
    async with serving(handler, options) as server, Client(server.port) as healthy, Client(server.port) as stalled:
        source.show()
        await healthy.play()
        await stalled.play()
        stalled.stall()
        highest = 0
        for _ in range(20):
            await show_in_turn(source, healthy, 10)
            highest = max(highest, *(viewer.buffered for viewer in server.viewers()))
        drops = {viewer.session: viewer.drops for viewer in server.viewers()}
    assert gaps(healthy.packets()) == 0
    assert healthy.pictures() == 201
    assert drops[healthy.session or ""] == 0
    assert drops[stalled.session or ""] > 20
    assert highest <= LAG + 2 * SIZE


async def test_a_viewer_that_reads_again_goes_on_at_a_key_picture(
    handler: FilmHandler, source: FilmSource, options: RtspOptions
) -> None:
    async with serving(handler, options) as server, Client(server.port) as healthy, Client(server.port) as slow:
        source.show()
        await healthy.play()
        await slow.play()
        slow.writer.transport.pause_reading()  # type: ignore[attr-defined]
        while not await drops_of(server, slow):
            await show_in_turn(source, healthy, 10)
        slow.writer.transport.resume_reading()  # type: ignore[attr-defined]
        received = slow.pictures()
        while slow.pictures() < received + 200 and gaps(slow.packets()) == 0:
            await show_in_turn(source, healthy, 1)
        packets = slow.packets()
    after = next(b for a, b in itertools.pairwise(packets) if (b.sequence - a.sequence) & 0xFFFF != 1)
    before = packets[packets.index(after) - 1]
    assert before.marker, "the last picture before the gap is whole"
    assert after.payload[0] & 0x1F == 24, "parameter sets first: a key picture"


async def test_a_viewer_that_takes_nothing_for_12_seconds_is_closed(
    handler: FilmHandler, source: FilmSource, hurry: Hurry
) -> None:
    options = RtspOptions(lag_limit=LAG)
    async with serving(handler, options) as server, Client(server.port) as healthy, Client(server.port) as stalled:
        source.show()
        await healthy.play()
        await stalled.play()
        stalled.stall()
        while not await drops_of(server, stalled):
            await show_in_turn(source, healthy, 10)
        await hurry.by(1)
        await hurry.by(11)
        assert len(server.viewers()) == 2
        await hurry.by(2)
        await until(lambda: len(server.viewers()) == 1)
        await show_in_turn(source, healthy, 10)
        assert [viewer.session for viewer in server.viewers()] == [healthy.session]
    assert gaps(healthy.packets()) == 0
