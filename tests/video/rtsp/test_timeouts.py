"""Sessions, time-outs, keep-alive and limits (spec: streaming R4), with the times of production."""

import asyncio

import pytest

from ctserver.video.rtsp.messages import Interleaved
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.rtcp import ReceiverReport
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import Client, Hurry, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource

pytestmark = pytest.mark.anyio


def test_more_is_enforced_than_advertised() -> None:
    """Windows Media Foundation sends its keep-alive exactly at the time-out."""
    options = RtspOptions()
    assert options.advertised_timeout == 60
    assert options.session_timeout >= 65


async def test_a_stream_may_take_its_time_to_be_described_but_not_for_ever(
    server: RtspServer, source: FilmSource, hurry: Hurry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine, with many scenes to be coded at once; FFmpeg would wait for ever, GStreamer for 20 s."""
    asked, coded = asyncio.Event(), asyncio.Event()

    async def parameter_sets() -> tuple[bytes, ...]:
        asked.set()
        await coded.wait()
        return source.film.parameter_sets

    monkeypatch.setattr(source, "parameter_sets", parameter_sets)
    async with Client(server.port) as client:
        for seconds, status in (14, 200), (16, 503):
            asked.clear()
            coded.clear()
            answer = asyncio.create_task(client.ask("DESCRIBE"))
            await asked.wait()
            await hurry.by(seconds)
            if status == 200:
                assert not answer.done()
                coded.set()
            response = await answer
            assert response.status == status
        assert response.reason == "the stream does not start"


async def test_a_session_without_a_sign_of_life_ends_after_its_timeout(server: RtspServer, hurry: Hurry) -> None:
    async with Client(server.port) as client:
        await client.setup()
        await hurry.by(69)
        assert len(server.viewers()) == 1
        await hurry.by(2)
        assert server.viewers() == []
        await client.hung_up()


@pytest.mark.parametrize("sign", ["OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "interleaved"])
async def test_any_sign_of_life_keeps_a_session(server: RtspServer, hurry: Hurry, sign: str) -> None:
    async with Client(server.port) as client:
        await client.setup()
        for _ in range(3):
            await hurry.by(60)
            if sign == "interleaved":
                client.send(bytes(Interleaved(1, bytes(ReceiverReport(1)))))
                await client.ask("OPTIONS", Session=None)
            else:
                assert (await client.ask(sign)).status == 200
        assert len(server.viewers()) == 1


async def test_requests_without_the_session_do_not_keep_it(server: RtspServer, hurry: Hurry) -> None:
    async with Client(server.port) as client:
        await client.setup()
        await hurry.by(60)
        await client.ask("OPTIONS", Session=None)
        await hurry.by(60)
        assert server.viewers() == []


async def test_a_tcp_viewer_that_takes_pictures_needs_no_keep_alive(
    server: RtspServer, source: FilmSource, hurry: Hurry
) -> None:
    """GStreamer sends none over TCP while data flows."""
    async with Client(server.port) as client:
        await client.play()
        for pictures in range(4, 10):
            source.show()
            await until(lambda pictures=pictures: client.pictures() == pictures)  # type: ignore[misc]
            await hurry.by(60)
        assert [viewer.state for viewer in server.viewers()] == ["Playing"]
        await client.ask("PAUSE")
        await hurry.by(71)
        assert server.viewers() == []


async def test_closing_the_socket_ends_a_tcp_session(server: RtspServer) -> None:
    async with Client(server.port) as client:
        await client.play()
    await until(lambda: not server.viewers())


@pytest.mark.parametrize("data", [b"", b"OPTIONS * RTSP/1.0\r\nCSeq", b"$\x00\xff\xff", b"\r\n\r\n"])
async def test_a_connection_without_a_complete_request_is_closed(server: RtspServer, hurry: Hurry, data: bytes) -> None:
    async with Client(server.port) as client:
        client.send(data)
        await until(lambda: server.connections)
        await hurry.by(29)
        assert server.connections == 1
        await hurry.by(2)
        await client.hung_up()
    await until(lambda: not server.connections)


async def test_a_connection_without_a_session_is_closed_when_it_falls_silent(server: RtspServer, hurry: Hurry) -> None:
    async with Client(server.port) as client:
        await client.ask("OPTIONS")
        await hurry.by(69)
        assert server.connections == 1
        await hurry.by(2)
        await client.hung_up()


async def test_a_connection_too_many_is_told_so(handler: FilmHandler) -> None:
    async with serving(handler, RtspOptions(max_connections=1)) as server, Client(server.port) as client:
        assert (await client.ask("OPTIONS")).status == 200
        async with Client(server.port) as other:
            assert (await other.ask("OPTIONS")).status == 503
            await other.hung_up()
        await until(lambda: server.connections == 1)
        assert (await client.ask("OPTIONS")).status == 200


async def test_far_too_many_connections_are_not_even_told(handler: FilmHandler) -> None:
    async with serving(handler, RtspOptions(max_connections=-64)) as server, Client(server.port) as client:
        await client.hung_up()
        assert server.connections == 0


async def test_sessions_are_limited_in_all_and_on_a_connection(handler: FilmHandler) -> None:
    options = RtspOptions(max_sessions=3, max_sessions_per_connection=2)
    async with serving(handler, options) as server, Client(server.port) as client, Client(server.port) as other:
        for status in (200, 200, 453):
            client.session = None
            assert (await client.setup("RTP/AVP/TCP;unicast")).status == status
        for status in (200, 453):
            other.session = None
            assert (await other.setup("RTP/AVP/TCP;unicast")).status == status


async def test_requests_in_one_go_are_answered_in_order(server: RtspServer) -> None:
    async with Client(server.port) as client:
        client.send(b"".join(b"OPTIONS * RTSP/1.0\r\nCSeq: %d\r\n\r\n" % number for number in range(300)))
        answers = [(await client.response()).headers.get("CSeq") for _ in range(300)]
    assert answers == [str(number) for number in range(300)]
