"""Slow viewers of recordings: the past waits for them, nothing is left out, and memory stays bounded."""

import asyncio
from collections.abc import Iterator

import pytest

from ctserver.video.rtsp.options import RtspOptions
from tests.video.rtsp.client import BOTH_LOOPS, REPLAY, Client, Hurry, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, plain_film
from tests.video.rtsp.recording import FilmRecording
from tests.video.rtsp.viewer import Viewer

pytestmark = pytest.mark.anyio

SIZE = 40_000
OPTIONS = RtspOptions(lag_limit=100_000)
PICTURES = 300


@pytest.fixture
def recording(handler: FilmHandler) -> Iterator[FilmRecording]:
    recording = FilmRecording(plain_film(SIZE), PICTURES)
    handler.recordings[REPLAY] = recording
    yield recording
    recording.stop()


async def fill(recording: FilmRecording) -> None:
    """Shows pictures until it is held back."""
    while not recording.playback.held:
        recording.playback.show()
        await asyncio.sleep(0)


def stop_reading(client: Client) -> None:
    client.writer.transport.pause_reading()  # type: ignore[attr-defined]


def read_again(client: Client) -> None:
    client.writer.transport.resume_reading()  # type: ignore[attr-defined]


@BOTH_LOOPS
async def test_a_recording_is_held_back_by_a_viewer_that_does_not_read(
    handler: FilmHandler, recording: FilmRecording
) -> None:
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        (info,) = server.viewers()
        assert (info.drops, info.buffered <= 2 * OPTIONS.lag_limit + 2 * SIZE) == (0, True)
        read_again(viewer)
        await recording.playback.show_all()
        await viewer.hung_up()
    assert viewer.pictures() == PICTURES
    assert gaps(viewer.packets()) == 0
    log = recording.playback.log
    assert log == ["pause", "resume"] * (len(log) // 2)


async def test_the_end_is_seen_by_a_viewer_that_reads_it_late(
    handler: FilmHandler, recording: FilmRecording, hurry: Hurry
) -> None:
    """A connection that closes lets what was written leave, for as long as the peer takes it."""
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        shown = server.viewers()[0].pictures
        recording.playback.pictures = iter(())
        recording.playback.held = False
        recording.playback.show()
        await hurry.by(2)
        assert server.viewers() == []
        await hurry.by(5)
        read_again(viewer)
        await viewer.hung_up()
        assert viewer.pictures() == shown
        assert viewer.said_goodbye()


async def test_a_viewer_that_never_reads_the_end_is_closed(
    handler: FilmHandler, recording: FilmRecording, hurry: Hurry
) -> None:
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        recording.playback.ended()
        await hurry.by(2)
        await hurry.by(10)
        assert server.connections == 1
        await hurry.by(2)
        await until(lambda: not server.connections)


async def test_a_viewer_that_looks_at_one_picture_for_a_while_is_not_closed(
    handler: FilmHandler, recording: FilmRecording, hurry: Hurry
) -> None:
    """Not before its session would have timed out."""
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        await hurry.by(1)
        await hurry.by(60)
        assert len(server.viewers()) == 1
        await hurry.by(11)
        await until(lambda: not server.viewers())
    assert recording.playback.closed


async def test_a_viewer_that_seeks_while_it_lags_is_served_from_there(
    handler: FilmHandler, recording: FilmRecording
) -> None:
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        former = recording.playback
        seeking = asyncio.create_task(viewer.seek("npt=11-"))
        read_again(viewer)
        response = await seeking
        assert former.closed
        await recording.playback.show_all()
        await viewer.hung_up()
        after = [e for e in viewer.events[viewer.events.index(response) :] if getattr(e, "channel", 1) == 0]
    assert gaps(viewer.packets()) == 0
    assert after


async def test_a_recording_that_does_not_wait_costs_bounded_memory(
    handler: FilmHandler, recording: FilmRecording
) -> None:
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as viewer:
        await viewer.play()
        stop_reading(viewer)
        await fill(recording)
        for _ in range(PICTURES):
            recording.playback.held = False
            recording.playback.show()
        await asyncio.sleep(0)
        assert server.totals().drops > 0
        viewer.writer.transport.abort()
        await until(lambda: not server.connections)


async def test_other_viewers_of_the_recording_see_nothing_of_it(handler: FilmHandler, recording: FilmRecording) -> None:
    async with serving(handler, OPTIONS) as server, Viewer(server.port) as slow, Viewer(server.port) as healthy:
        await slow.play()
        stop_reading(slow)
        await fill(recording)
        await healthy.play()
        await recording.playback.show_all()
        await healthy.hung_up()
        assert (healthy.pictures(), gaps(healthy.packets())) == (PICTURES, 0)
