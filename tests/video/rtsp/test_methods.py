"""Method by method over a real socket (RFC 2326 §10; spec: streaming R1, R2)."""

from dataclasses import replace

import pytest

from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.headers.transport import Transport
from ctserver.video.rtsp.messages import Interleaved
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.rtcp import SenderReport, parse_compound
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import ADA, BOB, PATH, TCP, Client, serving, until
from tests.video.rtsp.film import GOP, FilmHandler, FilmSource, jpeg_film

pytestmark = pytest.mark.anyio


async def test_options_needs_no_credentials_and_lists_get_parameter(server: RtspServer) -> None:
    async with Client(server.port, authorization=None) as client:
        response = await client.ask("OPTIONS")
    public = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
    assert (response.status, response.headers.get("Public")) == (200, public)


async def test_no_answer_makes_ffmpeg_switch_its_dialect(server: RtspServer) -> None:
    async with Client(server.port) as client:
        response = await client.ask("OPTIONS", ClientChallenge="9e26d33f2984236010ef6253fb1887f7", PlayerStarttime="x")
    assert response.headers.get("RealChallenge1") is None
    assert not (response.headers.get("Server") or "").startswith("WMServer/")


async def test_describe_answers_an_sdp_with_its_exact_length(server: RtspServer) -> None:
    async with Client(server.port) as client:
        response = await client.ask("DESCRIBE", Accept="application/sdp")
        following = await client.ask("OPTIONS")
    assert response.headers.get("Content-Type") == "application/sdp"
    assert response.headers.get("Content-Length") == str(len(response.body))
    assert response.body.startswith(b"v=0\r\n")
    assert following.status == 200


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("rtsp://{}/live/view/1.1", "rtsp://{}/live/view/1.1/"),
        ("rtsp://{}/live/view/1.1/", "rtsp://{}/live/view/1.1/"),
        ("rtsp://{}/live/view/1.1?a=b", "rtsp://{}/live/view/1.1?a=b/"),
        ("rtsp://ada:p%21w@{}/live/view/1.1", "rtsp://{}/live/view/1.1/"),
        ("rtsp://ada:p@ss@{}/live/view/1.1", "rtsp://{}/live/view/1.1/"),
    ],
)
async def test_content_base_is_the_clients_url_without_its_password(server: RtspServer, form: str, base: str) -> None:
    """The host name stays the client's own, whatever it is: ours may not be known to it."""
    for host in ("127.0.0.1", "cameras.example:8554"):
        async with Client(server.port) as client:
            response = await client.ask("DESCRIBE", form.format(host))
        assert response.headers.get("Content-Base") == base.format(host)


@pytest.mark.parametrize(("accept", "status"), [("application/sdp", 200), ("*/*", 200), ("application/rtsl", 406)])
async def test_describe_offers_nothing_but_sdp(server: RtspServer, accept: str, status: int) -> None:
    async with Client(server.port) as client:
        assert (await client.ask("DESCRIBE", Accept=accept)).status == status


async def test_describe_of_a_jpeg_too_large_for_rtp_is_415_with_the_reason(
    server: RtspServer, source: FilmSource
) -> None:
    source.film = replace(jpeg_film(), format=StreamFormat(Codec.JPEG, 2560, 1440, 25))
    async with Client(server.port) as client:
        described, setup = await client.ask("DESCRIBE"), await client.setup()
    assert (described.status, setup.status) == (415, 415)
    assert described.reason == "JPEG over RTP goes up to 2040 x 2040 pixels, not 2560 x 1440"


@pytest.mark.parametrize(
    ("offered", "answered"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=0-1", "RTP/AVP/TCP;unicast;interleaved=0-1"),
        ("RTP/AVP/TCP;unicast;interleaved=6-7", "RTP/AVP/TCP;unicast;interleaved=6-7"),
        ("RTP/AVP/TCP;interleaved=2-3", "RTP/AVP/TCP;unicast;interleaved=2-3"),
        ("RTP/AVP/TCP;unicast", "RTP/AVP/TCP;unicast;interleaved=0-1"),
        ("RTP/SAVP;unicast;client_port=1-2,RTP/AVP/TCP;unicast", "RTP/AVP/TCP;unicast;interleaved=0-1"),
        ("RTP/AVP;multicast,RTP/AVP/TCP;unicast;interleaved=0-1", "RTP/AVP/TCP;unicast;interleaved=0-1"),
        ('RTP/AVP/TCP;unicast;interleaved=0-1;mode="PLAY"', "RTP/AVP/TCP;unicast;interleaved=0-1"),
        ("RTP/AVP/TCP;unicast;interleaved=x,RTP/AVP/TCP;interleaved=4-5", "RTP/AVP/TCP;unicast;interleaved=4-5"),
    ],
)
async def test_setup_answers_the_first_transport_that_fits(server: RtspServer, offered: str, answered: str) -> None:
    async with Client(server.port) as client:
        response = await client.setup(offered)
    transport = response.headers.get("Transport") or ""
    assert transport.rpartition(";ssrc=")[0] == answered
    assert len(transport.rpartition(";ssrc=")[2]) == 8
    assert Transport.parse(transport).ssrc


@pytest.mark.parametrize(
    "offered",
    ["RTP/AVP;multicast", "RTP/SAVP/TCP;unicast", "RAW/RAW/UDP", "garbage", 'RTP/AVP/TCP;mode="RECORD"', "RTP/AVP"],
)
async def test_setup_without_a_fitting_transport_is_461(server: RtspServer, offered: str) -> None:
    async with Client(server.port) as client:
        assert (await client.setup(offered)).status == 461


async def test_the_session_header_has_no_space_before_its_timeout(server: RtspServer) -> None:
    async with Client(server.port) as client:
        response = await client.setup()
    assert response.headers.get("Session") == f"{client.session};timeout=60"


@pytest.mark.parametrize("suffix", ["", "/", "/trackID=0", "?a=b/trackID=0", "/trackID=0?a=b"])
async def test_setup_takes_the_track_in_every_position(server: RtspServer, handler: FilmHandler, suffix: str) -> None:
    """FFmpeg appends it to the query, GStreamer to the path, VLC's fallback leaves it out."""
    async with Client(server.port) as client:
        response = await client.setup(url=client.url + suffix)
    assert response.status == 200
    assert handler.opened == [(PATH, "a=b" if "?" in suffix else "")]


async def test_setup_of_another_track_is_404(server: RtspServer) -> None:
    async with Client(server.port) as client:
        assert (await client.setup(url=client.url + "/trackID=1")).status == 404


@pytest.mark.parametrize(
    "range_", [None, "npt=0.000-", "npt=now-", "npt=0.000-2.000", "clock=20261126T100000Z-", "npt=0:00:01-"]
)
async def test_play_accepts_every_range_that_clients_send(server: RtspServer, range_: str | None) -> None:
    async with Client(server.port) as client:
        await client.setup()
        response = await client.ask("PLAY", client.url + "/", Range=range_, Scale="1.0")
    assert response.status == 200
    assert response.headers.get("Range") == "npt=now-"


@pytest.mark.parametrize("range_", ["npt=", "npt=abc-", "smpte=0:10:20-", "clock=2026-", "bytes"])
async def test_play_refuses_a_range_it_cannot_read(server: RtspServer, range_: str) -> None:
    async with Client(server.port) as client:
        await client.setup()
        assert (await client.ask("PLAY", Range=range_)).status == 457


async def test_play_answers_then_reports_then_starts_at_a_key_picture(server: RtspServer) -> None:
    async with Client(server.port) as client:
        response = await client.play()
        await until(lambda: client.pictures() == 3)
        at = client.events.index(response)
    report, first = client.events[at + 1 : at + 3]
    assert isinstance(report, Interleaved)
    assert isinstance(first, Interleaved)
    assert (report.channel, first.channel) == (1, 0)
    assert isinstance(parse_compound(report.payload)[0], SenderReport)
    assert client.packets()[0].payload[0] & 0x1F == 24, "SPS and PPS in one STAP-A"


async def test_rtp_info_tells_the_first_packet_and_the_exact_setup_url(server: RtspServer) -> None:
    async with Client(server.port) as client:
        await client.setup(url=f"rtsp://ada:p%21w@127.0.0.1:{server.port}{PATH}/trackID=0")
        response = await client.ask("PLAY", client.url + "/")
        await until(client.packets)
        first = client.packets()[0]
    info = RtpInfo.parse(response.headers.get("RTP-Info") or "")
    assert info == RtpInfo(f"{client.url}/trackID=0", first.sequence, first.timestamp)
    assert info.seq


async def test_play_of_a_cold_stream_waits_for_its_first_picture(server: RtspServer, source: FilmSource) -> None:
    source.number = 0
    async with Client(server.port) as client:
        await client.setup()
        client.send(f"PLAY {client.url}/ RTSP/1.0\r\nCSeq: 9\r\nAuthorization: {ADA}\r\n".encode())
        client.send(f"Session: {client.session}\r\n\r\n".encode())
        await until(lambda: source.listeners)
        assert client.responses.empty()
        source.show()
        response = await client.response()
        await until(client.packets)
    info = RtpInfo.parse(response.headers.get("RTP-Info") or "")
    assert (info.seq, info.rtptime) == (client.packets()[0].sequence, client.packets()[0].timestamp)


async def test_play_of_a_stream_that_shows_nothing_succeeds_in_the_end(
    handler: FilmHandler, source: FilmSource
) -> None:
    source.number = 0
    async with serving(handler, RtspOptions(start_timeout=0.05)) as server, Client(server.port) as client:
        response = await client.play()
        source.show()
        await until(lambda: client.pictures() == 1)
    info = RtpInfo.parse(response.headers.get("RTP-Info") or "")
    assert (info.seq, info.rtptime) == (client.packets()[0].sequence, None)


async def test_play_while_playing_changes_nothing(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        assert (await client.ask("PLAY", client.url + "/")).status == 200
        source.show()
        await until(lambda: client.pictures() == 4)
    assert client.pictures() == 4


async def test_pause_stops_a_live_stream_and_play_goes_on(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        assert (await client.ask("PAUSE", client.url + "/")).status == 200
        assert not source.listeners
        received = len(client.frames)
        source.show(GOP)
        assert (await client.ask("PLAY", client.url)).status == 200
        await until(lambda: len(client.frames) > received)
    assert client.packets()[-1].payload


@pytest.mark.parametrize("method", ["GET_PARAMETER", "SET_PARAMETER"])
async def test_keep_alive_succeeds_with_and_without_a_session(server: RtspServer, method: str) -> None:
    async with Client(server.port) as client:
        without = await client.ask(method)
        await client.setup()
        with_session = await client.ask(method, client.url + "/")
    assert (without.status, with_session.status, with_session.body) == (200, 200, b"")


async def test_teardown_leaves_the_socket_open_for_another_setup(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play()
        assert (await client.ask("TEARDOWN", client.url + "/")).status == 200
        assert not source.listeners
        assert server.viewers() == []
        client.session = None
        assert (await client.play()).status == 200


@pytest.mark.parametrize(("method", "status"), [("ANNOUNCE", 405), ("RECORD", 405), ("REDIRECT", 501), ("BREW", 501)])
async def test_what_a_camera_server_does_not_do(server: RtspServer, method: str, status: int) -> None:
    async with Client(server.port, authorization=None) as client:
        assert (await client.ask(method)).status == status
        assert (await client.ask("OPTIONS")).status == 200


async def test_a_required_option_is_named_as_unsupported(server: RtspServer) -> None:
    async with Client(server.port) as client:
        response = await client.ask("DESCRIBE", Require="onvif-replay")
    assert (response.status, response.headers.get("Unsupported")) == (551, "onvif-replay")


@pytest.mark.parametrize("method", ["PLAY", "PAUSE", "TEARDOWN"])
async def test_methods_of_an_unknown_session_are_454(server: RtspServer, method: str) -> None:
    async with Client(server.port) as client:
        assert (await client.ask(method)).status == 454
        assert (await client.ask(method, Session="0123456789abcdef")).status == 454
        assert (await client.ask(method, Session="\\*/")).status == 454


async def test_a_tcp_session_cannot_be_steered_from_another_connection(server: RtspServer) -> None:
    async with Client(server.port) as client, Client(server.port) as other:
        await client.play()
        other.session = client.session
        assert (await other.ask("TEARDOWN")).status == 454


async def test_setup_while_playing_is_455(server: RtspServer) -> None:
    async with Client(server.port) as client:
        await client.play()
        assert (await client.setup()).status == 455


async def test_one_session_cannot_hold_two_streams(
    server: RtspServer, handler: FilmHandler, source: FilmSource
) -> None:
    handler.sources["/live/view/2.1"] = FilmSource("2.1", source.film)
    async with Client(server.port) as client:
        await client.setup()
        other = client.url.replace("1.1", "2.1")
        assert (await client.setup("RTP/AVP/TCP;interleaved=2-3", other)).status == 459
        assert (await client.ask("PLAY", other)).status == 404


async def test_a_second_setup_changes_the_transport_of_a_session(server: RtspServer, source: FilmSource) -> None:
    """What a client does that first asks for UDP and thinks better of it."""
    async with Client(server.port) as client:
        await client.setup("RTP/AVP;unicast;client_port=50000-50001")
        session = client.session
        await client.play()
        await until(lambda: client.pictures() == 3)
        assert client.session == session
        assert [(viewer.transport, viewer.state) for viewer in server.viewers()] == [("TCP", "Playing")]
        async with Client(server.port) as other:
            await other.play()
            source.show()
            await until(lambda: client.pictures() == 4 and other.pictures() == 4)
            assert client.packets()[-1] == other.packets()[-1], "still one packetization"


async def test_two_sessions_on_one_connection_have_their_own_channels(server: RtspServer, source: FilmSource) -> None:
    async with Client(server.port) as client:
        await client.play(TCP)
        client.session = None
        assert (await client.setup("RTP/AVP/TCP;unicast;interleaved=1-2")).status == 461
        response = await client.setup("RTP/AVP/TCP;unicast")
        assert ";interleaved=2-3;" in (response.headers.get("Transport") or "")
        await client.ask("PLAY")
        source.show()
        await until(lambda: client.pictures(0) == 4 and client.pictures(2) == 4)


@pytest.mark.parametrize(
    ("authorization", "path", "status"),
    [(ADA, PATH, 200), (ADA, "/live/view/9.9", 404), (ADA, "/", 404), (BOB, PATH, 403), (None, PATH, 401)],
)
async def test_who_may_see_what(server: RtspServer, authorization: str | None, path: str, status: int) -> None:
    async with Client(server.port, authorization) as client:
        url = f"rtsp://127.0.0.1:{server.port}{path}"
        assert (await client.ask("DESCRIBE", url)).status == status
        assert (await client.setup(url=url + "/trackID=0")).status == status


@pytest.mark.parametrize("url", ["*", "http://host/live", "rtsp:///live", "rtsp://", "live/view/1.1", "rtsp:/x"])
async def test_an_unusable_url_names_no_stream(server: RtspServer, url: str) -> None:
    async with Client(server.port) as client:
        assert (await client.ask("DESCRIBE", url)).status in (400, 404)
        assert (await client.ask("OPTIONS", "*")).status == 200
