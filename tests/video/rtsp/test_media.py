"""What viewers receive over TCP: one packetization, reports, BYE (RFC 3550; spec: streaming R6)."""

import asyncio
import itertools

import pytest

from ctserver.clock import SteerableClock
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.rtcp import (
    Goodbye,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    ntp_of,
    parse_compound,
    unix_us_of,
)
from ctserver.video.rtsp.server import RtspServer
from ctserver.video.rtsp.stream import Stream
from ctserver.video.rtsp.viewers import TcpViewer
from tests.video.rtsp.client import BOTH_LOOPS, PATH, Client, Hurry, Pipe, gaps, serving, until
from tests.video.rtsp.film import START_US, FilmHandler, FilmSource, jpeg_film, plain_film

pytestmark = pytest.mark.anyio


def rtcp(client: Client) -> list[RtcpPacket]:
    return [packet for frame in client.frames if frame.channel == 1 for packet in parse_compound(frame.payload)]


def reports(client: Client) -> list[SenderReport]:
    return [packet for packet in rtcp(client) if isinstance(packet, SenderReport)]


def said_goodbye(client: Client) -> bool:
    return any(isinstance(packet, Goodbye) for packet in rtcp(client))


async def test_all_viewers_get_the_same_packets(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as one, Client(server.port) as two:
        await one.play()
        source.show(4)
        await two.play("RTP/AVP/TCP;unicast;interleaved=8-9")
        source.show(30)
        await until(lambda: one.pictures() == 37 and two.pictures(8) == 37)
        assert one.packets() == two.packets(8)
        assert gaps(one.packets()) == 0
        assert len(source.listeners) == 1


async def test_the_marker_ends_a_picture_and_its_packets_share_a_timestamp(
    server: RtspServer, source: FilmSource
) -> None:
    async with Client(server.port) as client:
        await client.play()
        await until(lambda: client.pictures() == 3)
        packets = client.packets()
    changes = [a.timestamp != b.timestamp for a, b in itertools.pairwise(packets)]
    assert changes == [packet.marker for packet in packets[:-1]]


async def test_timestamps_follow_the_pictures_instants(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        source.number += 50
        source.show()
        await until(lambda: client.pictures() == 4)
        stamps = [packet.timestamp for packet in client.packets() if packet.marker]
    steps = [(b - a) % 2**32 for a, b in itertools.pairwise(stamps)]
    assert steps == [3600, 3600, 51 * 3600], "a stall of two seconds shows"


async def test_the_first_report_maps_the_first_picture_to_its_wall_clock_time(server: RtspServer) -> None:
    async with Client(server.port) as client:
        await client.play()
        await until(client.packets)
    report, description = rtcp(client)[:2]
    assert isinstance(report, SenderReport)
    first = client.packets()[0]
    assert (report.ssrc, report.rtp, report.ntp) == (first.ssrc, first.timestamp, ntp_of(START_US))
    assert unix_us_of(report.ntp) == START_US
    assert isinstance(description, SourceDescription)
    assert description.cname


async def test_reports_come_every_five_seconds_at_least_and_count_what_was_sent(
    server: RtspServer, hurry: Hurry
) -> None:
    async with Client(server.port) as client:
        await client.play()
        await hurry.by(5)
        await hurry.by(5)
        await until(lambda: len(reports(client)) == 3)
        report, packets = reports(client)[-1], client.packets()
    assert (report.rtp, report.ntp) == (packets[-1].timestamp, ntp_of(START_US + 2 * 40_000))
    assert report.packets == len(packets)
    assert report.octets == sum(len(packet.payload) for packet in packets)


async def test_a_new_viewer_gets_the_pictures_since_the_last_key_picture(
    server: RtspServer, source: FilmSource
) -> None:
    async with Client(server.port) as first, Client(server.port) as second:
        await first.play()
        source.show(12)
        await second.play()
        source.show()
        await until(lambda: second.pictures() == 6)
        assert second.packets() == first.packets()[-len(second.packets()) :]


async def test_a_gop_too_large_to_keep_makes_a_viewer_wait_for_the_next(
    handler: FilmHandler, source: FilmSource
) -> None:
    source.film = plain_film(10_000)
    async with serving(handler, RtspOptions(gop_limit=15_000)) as server, Client(server.port) as client:
        waiting = asyncio.create_task(client.play())
        await until(lambda: source.listeners)
        source.show(7)
        assert not client.frames
        source.show()
        await waiting
        await until(lambda: client.pictures() == 1)


async def test_the_source_is_left_when_nobody_watches(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        assert len(source.listeners) == 1
    await until(lambda: not source.listeners)
    assert server.viewers() == []


async def test_the_end_of_a_stream_is_bye_and_a_closed_connection(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        source.end()
        await client.hung_up()
        assert said_goodbye(client)
    assert server.viewers() == []


async def test_a_withdrawn_right_is_bye_and_a_closed_connection_for_that_viewer_only(
    server: RtspServer, handler: FilmHandler, source: FilmSource, hurry: Hurry
) -> None:
    handler.passwords["eve"] = handler.passwords["ada"]
    async with Client(server.port) as client, Client(server.port) as other:
        other.authorization = "Basic ZXZlOnAhdy9kQDE="
        await other.play()
        await client.play()
        handler.revoked.add("ada")
        await hurry.by(4)
        await client.hung_up()
        assert said_goodbye(client)
        assert [viewer.user for viewer in server.viewers()] == ["eve"]
        source.show()
        await until(lambda: other.pictures() == 4)


@BOTH_LOOPS
async def test_viewers_are_listed_and_can_be_cut(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        source.show()
        (viewer,) = server.viewers()
        assert (viewer.session, viewer.user, viewer.path) == (client.session, "ada", PATH)
        assert (viewer.transport, viewer.state, viewer.pictures, viewer.drops) == ("TCP", "Playing", 4, 0)
        await until(lambda: sum(4 + len(f.payload) for f in client.frames if f.channel == 0) == viewer.bytes)
        assert server.cut(viewer.session)
        await client.hung_up()
        assert said_goodbye(client)
        assert not server.cut(viewer.session)


@BOTH_LOOPS
async def test_the_server_says_goodbye_when_it_stops(handler: FilmHandler) -> None:
    async with serving(handler) as server, Client(server.port) as client:
        await client.play()
        await server.__aexit__(None, None, None)
        await client.hung_up()
        assert said_goodbye(client)
        assert server.connections == 0


async def test_another_session_on_the_connection_outlives_the_end_of_one(
    server: RtspServer, handler: FilmHandler, source: FilmSource
) -> None:
    other = handler.sources["/live/view/2.1"] = FilmSource("2.1", source.film)
    async with Client(server.port) as client:
        await client.play()
        client.session = None
        url = client.url.replace("1.1", "2.1")
        await client.setup("RTP/AVP/TCP;unicast;interleaved=2-3", url)
        other.show()
        await client.ask("PLAY", url)
        source.end()
        other.show()
        await until(lambda: client.pictures(2) == 2)
        assert said_goodbye(client)
        assert not client.closed.is_set()


async def test_a_stream_that_ends_before_play_is_answered_closes_the_connection(
    server: RtspServer, source: FilmSource
) -> None:
    source.number = 0
    async with Client(server.port) as client:
        await client.setup()
        playing = asyncio.create_task(client.ask("PLAY"))
        await until(lambda: source.listeners)
        source.end()
        await client.hung_up()
        playing.cancel()
    assert server.viewers() == []


async def test_a_path_that_changes_its_stream_between_setup_and_play(
    server: RtspServer, handler: FilmHandler, source: FilmSource
) -> None:
    async with Client(server.port) as client:
        await client.setup()
        handler.sources[PATH] = FilmSource("1.1 at another size", source.film)
        handler.sources[PATH].show()
        await client.ask("PLAY")
        await until(lambda: client.pictures() == 1)
    assert not source.listeners


async def test_a_review_that_fails_ends_nobody(
    server: RtspServer, handler: FilmHandler, source: FilmSource, hurry: Hurry, caplog: pytest.LogCaptureFixture
) -> None:
    async with Client(server.port) as client:
        await client.play()
        handler.fault = RuntimeError("database is locked")
        await hurry.by(4)
        source.show()
        await until(lambda: client.pictures() == 4)
    assert "review of '/live/view/1.1' failed: RuntimeError" in caplog.text


async def test_a_viewer_that_fails_is_dropped_and_the_others_are_served(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(TcpViewer):
        def deliver(self, picture: PacketizedPicture) -> None:
            raise RuntimeError("no")

    source = FilmSource("1.1", plain_film(100))
    stream = Stream(source, SteerableClock(0, rate=0), RtspOptions(), lambda stream: None)
    pipes = [Pipe(), Pipe()]
    viewers = [Broken(pipes[0], (0, 1), 1000), TcpViewer(pipes[1], (0, 1), 1000)]
    source.show()
    for viewer in viewers:
        assert stream.join(viewer, lambda seq, rtptime: None).result()
    source.show(2)
    assert ([pipe.aborted for pipe in pipes], viewers[1].pictures) == ([True, False], 3)
    assert caplog.text.count("a viewer could not be served") == 1
    stream.close()


async def test_a_viewer_that_cannot_be_served_harms_nobody_else(
    server: RtspServer, source: FilmSource, caplog: pytest.LogCaptureFixture
) -> None:
    """A connection reset in mid-stream, seen only when the next picture is written."""
    async with Client(server.port) as client, Client(server.port) as other:
        await client.play()
        await other.play()
        other.writer.transport.abort()
        source.show(20)
        await until(lambda: client.pictures() == 23)
        assert gaps(client.packets()) == 0
        await until(lambda: len(server.viewers()) == 1)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_pictures_that_no_client_could_show_end_those_who_play_and_refuse_those_who_come(
    server: RtspServer, handler: FilmHandler
) -> None:
    """As when an encoder begins to optimise its Huffman tables, which RTP implies."""
    source = handler.sources[PATH] = FilmSource("1.1", jpeg_film())
    source.show()
    async with Client(server.port) as client, Client(server.port) as late:
        await client.play()
        source.film = jpeg_film(optimise=True)
        source.show()
        await client.hung_up()
        assert said_goodbye(client)
        await late.setup()
        response = await late.ask("PLAY")
        assert (response.status, response.reason[:38]) == (415, "JPEG over RTP needs the standard Huffm")
        assert not source.listeners
        source.film = jpeg_film()
        source.show()
        assert (await late.ask("PLAY")).status == 200, "the session is still there"
        await until(lambda: late.pictures() == 1)


async def test_who_waits_for_a_first_picture_is_told_that_it_cannot_be_sent(
    server: RtspServer, handler: FilmHandler
) -> None:
    source = handler.sources[PATH] = FilmSource("1.1", jpeg_film(optimise=True))
    async with Client(server.port) as client:
        await client.setup()
        playing = asyncio.create_task(client.ask("PLAY"))
        await until(lambda: source.listeners)
        source.show()
        assert (await playing).status == 415
