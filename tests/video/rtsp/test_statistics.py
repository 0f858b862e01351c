"""The server's totals."""

import pytest

from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.server import RtspServer
from ctserver.video.viewing import Totals
from tests.video.rtsp.client import Client, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource

pytestmark = pytest.mark.anyio


async def test_a_new_server_has_done_nothing(server: RtspServer) -> None:
    assert server.totals() == Totals()


async def test_totals_add_up_over_sessions_that_ended_and_that_live(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as one, Client(server.port) as two:
        await one.play()
        await until(lambda: one.pictures() == 3)
        await one.ask("TEARDOWN")
        await two.play()
        source.show(2)
        await until(lambda: two.pictures() == 5)
        sent = sum(len(frame.payload) + 4 for client in (one, two) for frame in client.frames if frame.channel == 0)
        assert server.totals() == Totals(sessions=2, pictures=8, bytes=sent)
    await until(lambda: not server.viewers())
    assert server.totals() == Totals(sessions=2, pictures=8, bytes=sent)


async def test_a_second_setup_is_no_second_session(server: RtspServer) -> None:
    async with Client(server.port) as client:
        await client.setup()
        await client.setup("RTP/AVP/TCP;unicast;interleaved=2-3")
        assert server.totals().sessions == 1


async def test_refusals_are_counted_but_not_the_question_for_a_challenge(server: RtspServer) -> None:
    async with Client(server.port) as client:
        assert (await client.ask("DESCRIBE", Authorization=None)).status == 401
        assert server.totals().refused == 0
        assert (await client.ask("DESCRIBE", Authorization="Basic eDp5")).status == 401
        assert (await client.ask("DESCRIBE", client.url + "9")).status == 404
        client.send(b"BROKEN\r\n\r\n")
        assert (await client.response()).status == 400
    assert server.totals().refused == 3


async def test_connections_that_are_not_even_told_count_as_refused(handler: FilmHandler) -> None:
    async with serving(handler, RtspOptions(max_connections=-64)) as server, Client(server.port) as client:
        await client.hung_up()
        assert server.totals() == Totals(refused=1)
