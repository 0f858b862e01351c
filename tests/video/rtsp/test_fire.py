"""Floods, storms and connections that say nothing, while a healthy viewer sees no gap and the server stays whole."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import ADA, BOTH_LOOPS, REPLAY, TCP, Client, Hurry, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource, plain_film
from tests.video.rtsp.recording import FilmRecording
from tests.video.rtsp.viewer import Viewer

pytestmark = pytest.mark.anyio

LIMITS = RtspOptions(max_connections=30, max_sessions=20, max_sessions_per_connection=4)


@asynccontextmanager
async def healthy_viewer(server: RtspServer, source: FilmSource) -> AsyncIterator[Client]:
    """A picture is shown at every turn of the event loop; at the end it must have seen them all, and be answered."""
    async with Client(server.port) as healthy:
        await healthy.play()
        showing = asyncio.create_task(_show(source, healthy))
        yield healthy
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing
        await until(lambda: healthy.pictures() == source.number)
        assert gaps(healthy.packets()) == 0
        assert (await healthy.ask("OPTIONS")).status == 200
        assert next(viewer.drops for viewer in server.viewers() if viewer.session == healthy.session) == 0


async def _show(source: FilmSource, healthy: Client) -> None:
    while True:
        if healthy.pictures() >= source.number - 20:
            source.show()
        await asyncio.sleep(0.001)


async def many(count: int, act: Callable[[int], Awaitable[None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(_each(act, number))


async def _each(act: Callable[[int], Awaitable[None]], number: int) -> None:
    await act(number)


@BOTH_LOOPS
async def test_a_flood_of_connections_over_the_limit(handler: FilmHandler, source: FilmSource) -> None:
    answers: list[int | None] = []

    async def knock(number: int) -> None:
        async with Client(server.port) as client:
            client.send(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
            await until(lambda: client.closed.is_set() or not client.responses.empty())
            answers.append(None if client.responses.empty() else client.responses.get_nowait().status)
            await until(lambda: len(answers) == 150)

    async with serving(handler, LIMITS) as server, healthy_viewer(server, source):
        await many(150, knock)
        await until(lambda: server.connections == 1)
        assert {200, 503} <= {*answers} <= {200, 503, None}, "the last ones are not even told"
        assert answers.count(200) < LIMITS.max_connections
        assert server.totals().refused >= 150 - LIMITS.max_connections
        async with Client(server.port) as client:
            assert (await client.ask("OPTIONS")).status == 200, "once it is over, everybody is served"


async def test_connections_that_never_ask_anything(handler: FilmHandler, source: FilmSource, hurry: Hurry) -> None:
    async with serving(handler) as server, healthy_viewer(server, source), AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(Client(server.port)) for _ in range(60)]
        for number, client in enumerate(silent):
            client.send(b"DESCRIBE rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n"[: number % 40])
        await until(lambda: server.connections == 61)
        await hurry.by(31)
        await until(lambda: server.connections == 1)


@BOTH_LOOPS
async def test_connections_that_are_reset_at_any_point(handler: FilmHandler, source: FilmSource) -> None:
    fields = f"CSeq: 1\r\nAuthorization: {ADA}\r\n"

    async def break_off(number: int) -> None:
        async with Client(server.port) as client:
            head = f"SETUP {client.url}/trackID=0 RTSP/1.0\r\n{fields}Transport: {TCP}\r\n\r\n"
            rest = f"DESCRIBE {client.url} RTSP/1.0\r\n{fields}\r\n"
            client.send((head + rest).encode()[: number * 4])
            if number % 2:
                await asyncio.sleep(0)

    async with serving(handler) as server, healthy_viewer(server, source):
        await many(100, break_off)
        await until(lambda: server.connections == 1)
        assert len(server.viewers()) == 1


@BOTH_LOOPS
async def test_a_storm_of_setup_play_and_teardown(handler: FilmHandler, source: FilmSource) -> None:
    async def come_and_go(number: int) -> None:
        async with Client(server.port) as client:
            for _ in range(5):
                client.session = None
                await client.play()
                assert (await client.ask("TEARDOWN", client.url + "/")).status == 200
                assert (await client.ask("TEARDOWN", client.url + "/")).status == 454

    async with serving(handler) as server, healthy_viewer(server, source):
        await many(40, come_and_go)
        await until(lambda: server.connections == 1)
        assert len(server.viewers()) == 1
        assert server.totals().sessions == 201
        assert len(source.listeners) == 1


@BOTH_LOOPS
async def test_more_sessions_than_there_may_be(handler: FilmHandler, source: FilmSource) -> None:
    statuses: list[int] = []

    async def sit_down(number: int) -> None:
        async with Client(server.port) as client:
            for _ in range(6):
                client.session = None
                statuses.append((await client.setup("RTP/AVP/TCP;unicast")).status)
            await until(lambda: len(statuses) == 60)

    async with serving(handler, LIMITS) as server, healthy_viewer(server, source):
        await many(10, sit_down)
        await until(lambda: len(server.viewers()) == 1)
    assert (statuses.count(200), statuses.count(453)) == (LIMITS.max_sessions - 1, 60 - LIMITS.max_sessions + 1)


@BOTH_LOOPS
async def test_a_storm_of_seeks(handler: FilmHandler, source: FilmSource, recording: FilmRecording) -> None:
    async def jump_about(number: int) -> None:
        async with Viewer(server.port) as viewer:
            await viewer.setup()
            for at in range(number, number + 10):
                assert (await viewer.seek(f"npt={at % 10}-", f"{(-1) ** at * (1 + at % 3)}")).status == 200
            await until(lambda: viewer.pictures() >= 10)
            assert gaps(viewer.packets()) == 0

    async with serving(handler) as server, healthy_viewer(server, source):
        await many(20, jump_about)
        await until(lambda: len(server.viewers()) == 1)
    assert len(recording.playbacks) == 200
    assert all(playback.closed for playback in recording.playbacks), f"{REPLAY} is left by everybody"


async def test_slow_readers_by_the_dozen(handler: FilmHandler, source: FilmSource, hurry: Hurry) -> None:
    source.film, options = plain_film(20_000), RtspOptions(lag_limit=20_000)
    async with serving(handler, options) as server, AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(Client(server.port)) for _ in range(24)]
        async with healthy_viewer(server, source):
            for client in slow:
                await client.play()
                client.stall()
            await until(lambda: sum(viewer.drops > 0 for viewer in server.viewers()) == len(slow))
            while len(server.viewers()) > 1:
                await hurry.by(1)
