"""UDP delivery (spec: streaming R6.6, R4)."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from ctserver.video.rtsp import udp
from ctserver.video.rtsp.headers.transport import Transport
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.rtcp import Goodbye, ReceiverReport, SenderReport, parse_compound
from ctserver.video.rtsp.rtp import RtpPacket
from ctserver.video.rtsp.server import RtspServer
from ctserver.video.rtsp.udp import UdpPorts
from ctserver.video.rtsp.viewers import UdpViewer
from tests.video.rtsp.client import BOTH_LOOPS, PATIENCE, Client, Hurry, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource, plain_film
from tests.video.rtsp.recording import FilmRecording
from tests.video.rtsp.viewer import END, Begun, Viewer

pytestmark = pytest.mark.anyio


class Ports:
    """A client's pair of UDP sockets."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.rtp, self.rtcp = self.sockets = [socket.socket(family, socket.SOCK_DGRAM) for _ in range(2)]
        for sock in self.sockets:
            sock.bind((host, 0))
            sock.setblocking(False)

    @property
    def transport(self) -> str:
        rtp, rtcp = (sock.getsockname()[1] for sock in self.sockets)
        return f"RTP/AVP;unicast;client_port={rtp}-{rtcp}"

    async def packets(self, pictures: int) -> list[RtpPacket]:
        """What arrives until so many pictures are whole."""
        found: list[RtpPacket] = []
        async with asyncio.timeout(PATIENCE):
            while sum(packet.marker for packet in found) < pictures:
                found.append(RtpPacket.parse(await asyncio.get_running_loop().sock_recv(self.rtp, 2048)))
        return found

    async def report(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.get_running_loop().sock_recv(self.rtcp, 2048)

    def said_goodbye(self) -> bool:
        """Whether BYE is among the reports that have come; they are taken."""
        found = False
        with suppress(BlockingIOError):
            while True:
                found |= any(isinstance(packet, Goodbye) for packet in parse_compound(self.rtcp.recv(2048)))
        return found

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()


@pytest.fixture
def ports() -> Iterator[Ports]:
    ports = Ports()
    yield ports
    ports.close()


async def test_setup_names_an_even_server_port_and_its_successor(server: RtspServer, ports: Ports) -> None:
    async with Client(server.port) as client:
        response = await client.setup(ports.transport)
    answer = Transport.parse(response.headers.get("Transport") or "")
    assert (answer.protocol, answer.delivery) == ("RTP/AVP", "unicast")
    assert answer.client_port == Transport.parse(ports.transport).client_port
    assert answer.server_port
    assert answer.server_port[0] % 2 == 0
    assert answer.server_port[1] == answer.server_port[0] + 1


async def test_pictures_and_reports_come_from_the_ports_that_were_named(
    server: RtspServer, ports: Ports, source: FilmSource
) -> None:
    async with Client(server.port) as client:
        response = await client.setup(ports.transport)
        answer = Transport.parse(response.headers.get("Transport") or "")
        await client.ask("PLAY")
        packets = await ports.packets(3)
        data, sender = await asyncio.get_running_loop().sock_recvfrom(ports.rtcp, 2048)
    assert gaps(packets) == 0
    assert {packet.ssrc for packet in packets} == {answer.ssrc}
    report = parse_compound(data)[0]
    assert isinstance(report, SenderReport)
    assert (report.rtp, sender[1]) == (packets[0].timestamp, (answer.server_port or (0, 0))[1])


@BOTH_LOOPS
@pytest.mark.parametrize("gso", [True, False])
async def test_with_and_without_segmentation_offload_the_packets_are_the_same(
    handler: FilmHandler, source: FilmSource, ports: Ports, monkeypatch: pytest.MonkeyPatch, gso: bool
) -> None:
    source.film = plain_film(20_000)
    if not gso:
        monkeypatch.setattr("sys.platform", "other")
    async with serving(handler) as server, Client(server.port) as tcp, Client(server.port) as client:
        await tcp.play()
        await client.play(ports.transport)
        packets = await ports.packets(3)
        source.show(2)
        packets += await ports.packets(2)
        await until(lambda: tcp.pictures() == 5)
        assert packets == tcp.packets()


async def test_a_large_gop_is_not_burst_at_a_udp_viewer(handler: FilmHandler, source: FilmSource, ports: Ports) -> None:
    source.film = plain_film(5_000)
    async with serving(handler, RtspOptions(udp_burst_limit=10_000)) as server, Client(server.port) as client:
        await client.setup(ports.transport)
        playing = asyncio.create_task(client.ask("PLAY"))
        await until(lambda: source.listeners)
        source.show(6)
        assert not playing.done()
        source.show(2)
        response = await playing
        packets = await ports.packets(1)
    assert f"seq={packets[0].sequence};rtptime={packets[0].timestamp}" in (response.headers.get("RTP-Info") or "")
    assert packets[0].payload[0] & 0x1F == 24


async def test_a_port_of_another_session_of_that_address_is_refused(server: RtspServer, ports: Ports) -> None:
    async with Client(server.port) as client, Client(server.port) as other:
        await client.setup(ports.transport)
        assert (await other.setup(ports.transport)).status == 461
        assert (await client.setup(ports.transport)).status == 200, "its own session may name it again"
        await client.ask("TEARDOWN")
        assert (await other.setup(ports.transport)).status == 200


async def test_nothing_is_sent_to_a_destination_that_the_client_names(
    server: RtspServer, ports: Ports, source: FilmSource
) -> None:
    async with Client(server.port) as client:
        response = await client.setup(ports.transport + ";destination=127.0.0.2")
        assert "destination" not in (response.headers.get("Transport") or "")
        await client.ask("PLAY")
        assert len(await ports.packets(3)) >= 3


async def test_junk_moves_a_port_only_before_play_and_only_within_the_address(
    server: RtspServer, ports: Ports, source: FilmSource
) -> None:
    """A NAT that gives the client other ports than it said shows in the junk that the client punches with."""
    mapped, stranger = Ports(), Ports("127.0.0.2")
    async with Client(server.port) as client:
        response = await client.setup(ports.transport)
        rtp, _rtcp = Transport.parse(response.headers.get("Transport") or "").server_port or (0, 0)
        stranger.rtp.sendto(b"junk", ("127.0.0.1", rtp))
        mapped.rtp.sendto(bytes(200), ("127.0.0.1", rtp))
        mapped.rtp.sendto(b"", ("127.0.0.1", rtp))
        await client.ask("OPTIONS")
        await client.ask("PLAY")
        await mapped.packets(3)
        ports.rtp.sendto(b"late", ("127.0.0.1", rtp))
        await client.ask("OPTIONS")
        source.show()
        assert len(await mapped.packets(1)) >= 1
    mapped.close()
    stranger.close()


async def test_a_udp_viewer_outlives_its_connection_until_its_signs_of_life_end(
    server: RtspServer, source: FilmSource, ports: Ports, hurry: Hurry
) -> None:
    async with Client(server.port) as client:
        response = await client.setup(ports.transport)
        answer = Transport.parse(response.headers.get("Transport") or "")
        await client.ask("PLAY")
    await until(lambda: server.connections == 0)
    await ports.packets(3)
    for _ in range(3):
        await hurry.by(60)
        ports.rtcp.sendto(bytes(ReceiverReport(1)), ("127.0.0.1", (answer.server_port or (0, 0))[1]))
        await hurry.by(0)
        source.show()
        await ports.packets(1)
    assert [viewer.state for viewer in server.viewers()] == ["Playing"]
    await hurry.by(71)
    assert server.viewers() == []
    while not any(isinstance(packet, Goodbye) for packet in parse_compound(await ports.report())):
        continue


async def test_a_udp_session_can_be_ended_from_another_connection(server: RtspServer, ports: Ports) -> None:
    async with Client(server.port) as client:
        await client.play(ports.transport)
    async with Client(server.port) as other:
        await until(lambda: server.connections == 1)
        other.session = client.session
        assert (await other.ask("TEARDOWN")).status == 200
    assert server.viewers() == []


async def test_a_udp_session_that_does_not_play_ends_with_its_connection(server: RtspServer, ports: Ports) -> None:
    async with Client(server.port) as client:
        await client.setup(ports.transport)
    await until(lambda: not server.viewers())


async def test_udp_can_be_switched_off(handler: FilmHandler, ports: Ports) -> None:
    async with serving(handler, RtspOptions(udp=False)) as server, Client(server.port) as client:
        assert (await client.setup(ports.transport)).status == 461
        assert (await client.setup(ports.transport + ",RTP/AVP/TCP")).status == 200


@pytest.mark.parametrize("unsupported", [set(), {errno.EINVAL}], ids=["this time", "for good"])
async def test_what_the_kernel_will_not_cut_is_sent_packet_by_packet(
    server: RtspServer, source: FilmSource, ports: Ports, monkeypatch: pytest.MonkeyPatch, unsupported: set[int]
) -> None:
    """An unknown control message is EINVAL, as is a segment larger than the path's MTU."""
    monkeypatch.setattr(udp, "_UDP_SEGMENT", 9999)
    monkeypatch.setattr(udp, "_GSO_UNSUPPORTED", unsupported)
    source.film = plain_film(20_000)
    async with Client(server.port) as client:
        await client.play(ports.transport)
        source.show()
        assert gaps(await ports.packets(4)) == 0


async def test_a_picture_that_does_not_leave_is_a_drop_and_the_viewer_waits_for_a_key_picture(ports: Ports) -> None:
    closed = UdpPorts.open(socket.AF_INET, "127.0.0.1", 0, lambda data, address, is_rtcp: None)
    closed.close()
    viewer = UdpViewer(closed, ports.rtp.getsockname(), ports.rtcp.getsockname(), 1000)
    key, other = (PacketizedPicture((bytes(20),), key, 0, 0, 0) for key in (True, False))
    viewer.start([key])
    viewer.deliver(other)
    viewer.control(b"report")
    assert (viewer.pictures, viewer.drops) == (0, 2)


async def test_a_recording_over_udp_is_sought_in_and_ends(
    server: RtspServer, ports: Ports, recording: FilmRecording
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play(ports.transport)
        recording.playback.show(2)
        packets = await ports.packets(3)
        begun = Begun.of(await viewer.seek("npt=9.7-"))
        recording.playback.show(10)
        sought = await ports.packets(10)
        await viewer.hung_up()
    assert (begun.range, begun.info.seq, begun.info.rtptime) == (
        f"npt=9.600000-{END}",
        sought[0].sequence,
        sought[0].timestamp,
    )
    assert gaps([*packets, *sought]) == 0
    while not any(isinstance(packet, Goodbye) for packet in parse_compound(await ports.report())):
        continue


async def test_what_was_sent_can_be_read_before_the_server_says_goodbye(
    handler: FilmHandler, source: FilmSource, ports: Ports, hurry: Hurry
) -> None:
    """FFmpeg takes BYE first, of what waits at both its ports, and then nothing more."""
    async with serving(handler, RtspOptions(settling=1000)) as server, Client(server.port) as client:
        await client.play(ports.transport)
        stopping = asyncio.create_task(server.__aexit__(None, None, None))
        await until(lambda: not source.listeners)
        assert not ports.said_goodbye()
        assert gaps(await ports.packets(3)) == 0
        await hurry.by(1000)
        await until(ports.said_goodbye)
        await client.hung_up()
        await stopping


async def test_a_recording_is_read_to_its_end_before_goodbye_is_said(
    handler: FilmHandler, recording: FilmRecording, ports: Ports, hurry: Hurry
) -> None:
    """Whoever goes elsewhere before that does not hear it."""
    async with serving(handler, RtspOptions(settling=20)) as server, Viewer(server.port) as viewer:
        await viewer.play(ports.transport)
        for place in ("npt=9.6-", "npt=8-"):
            await viewer.seek(place)
            await recording.playback.show_all()
            await until(lambda: [info.state for info in server.viewers()] == ["Ready"])
            assert not ports.said_goodbye()
        await viewer.seek("npt=9-")
        await hurry.by(20)
        assert not ports.said_goodbye()
        await recording.playback.show_all()
        await hurry.by(20)
        await until(ports.said_goodbye)
        await viewer.hung_up()


async def test_ipv6(handler: FilmHandler, source: FilmSource) -> None:
    try:
        ports = Ports("::1")
    except OSError:
        pytest.skip("no IPv6 here")
    async with serving(handler, host="::1") as server, Client(server.port, host="::1") as client:
        assert b"o=- " in (description := (await client.ask("DESCRIBE")).body)
        assert b" IN IP6 ::1\r\n" in description
        await client.play(ports.transport)
        assert gaps(await ports.packets(3)) == 0
    ports.close()


async def test_a_fixed_port_pair_must_be_free_and_even() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        for port in {taken.getsockname()[1], taken.getsockname()[1] | 1}:
            with pytest.raises(OSError, match="no even UDP port"):
                UdpPorts.open(socket.AF_INET, "127.0.0.1", port, lambda data, address, is_rtcp: None)
