"""aiortsp, a client in pure Python that prefers Basic, with a depacketizer of the test's own (RFC 6184)."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import av
import pytest
from aiortsp.rtsp.connection import RTSPConnection
from aiortsp.rtsp.errors import RTSPResponseError
from aiortsp.rtsp.session import RTSPMediaSession
from aiortsp.transport import RTPTransport, RTPTransportClient, TCPTransport, UDPTransport

from ctserver.video.mark import Mark
from tests.e2e.players import PATIENCE, PICTURES, STREAM, check, marks_in
from tests.support.decoding import packet
from tests.support.serving import Server

START_CODE = b"\0\0\0\1"
STAP_A, FU_A = 24, 28


class Packets(RTPTransportClient):  # type: ignore[misc]
    """Queues what comes in."""

    def __init__(self) -> None:
        self.rtp: asyncio.Queue[tuple[bool, bytes]] = asyncio.Queue()
        self.closed = asyncio.Event()

    def handle_rtp(self, rtp: object) -> None:
        self.rtp.put_nowait((bool(rtp.m), bytes(rtp.data)))  # type: ignore[attr-defined]

    def handle_closed(self, error: object) -> None:
        self.closed.set()


def units_of(payload: bytes) -> bytes:
    """The payload's part of an H.264 byte stream."""
    kind = payload[0] & 31
    if kind == STAP_A:
        stream, at = b"", 1
        while at < len(payload):
            length = int.from_bytes(payload[at : at + 2])
            stream += START_CODE + payload[at + 2 : at + 2 + length]
            at += 2 + length
        return stream
    if kind == FU_A:
        begins = payload[1] & 0x80
        return (START_CODE + bytes([payload[0] & 0xE0 | payload[1] & 31]) if begins else b"") + payload[2:]
    return START_CODE + payload


async def access_units(packets: Packets) -> AsyncIterator[bytes]:
    """One for each marker."""
    unit = b""
    while True:
        marker, payload = await asyncio.wait_for(packets.rtp.get(), PATIENCE)
        unit += units_of(payload)
        if marker:
            yield unit
            unit = b""


async def watch(server: Server, transport: type[RTPTransport], stream: str, password: str, count: int) -> list[bytes]:
    """Plays until `count` access units have come."""
    address = urlsplit(server.rtsp)
    url = f"{server.rtsp}/live/view/{stream}"
    log, packets, found = logging.getLogger("aiortsp"), Packets(), list[bytes]()
    async with (
        RTSPConnection(address.hostname, address.port, "demo", password, logger=log, timeout=20) as connection,
        transport(connection, logger=log, timeout=20) as way,
        RTSPMediaSession(connection, url, transport=way, logger=log) as session,
    ):
        way.subscribe(packets)
        await session.play()
        async for unit in access_units(packets):
            found.append(unit)
            if len(found) == count:
                break
    return found


def decoded(units: list[bytes]) -> list[Mark]:
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    pictures = [picture for unit in units for picture in decoder.decode(packet(unit))] + decoder.decode(None)
    return marks_in(picture.to_ndarray(format="gray") for picture in pictures)


@pytest.mark.parametrize("transport", [TCPTransport, UDPTransport])
def test_aiortsp_gets_every_picture(server: Server, transport: type[RTPTransport]) -> None:
    check(decoded(asyncio.run(watch(server, transport, STREAM, "demo", PICTURES))), server)


@pytest.mark.anyio
async def test_aiortsp_is_told_that_its_password_is_wrong(server: Server) -> None:
    with pytest.raises(RTSPResponseError) as refused:
        await watch(server, TCPTransport, STREAM, "wrong", 1)
    assert refused.value.response.status == 401


@pytest.mark.anyio
async def test_both_schemes_are_offered_digest_first_and_basic_is_taken(server: Server) -> None:
    address = urlsplit(server.rtsp)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    basic = base64.b64encode(b"demo:demo").decode()
    describe = f"DESCRIBE {server.rtsp}/live/view/{STREAM} RTSP/1.0\r\nCSeq: %d\r\n%s\r\n"
    writer.write((describe % (1, "")).encode())
    challenge = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    writer.write((describe % (2, f"Authorization: Basic {basic}\r\n")).encode())
    granted = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    writer.close()
    await writer.wait_closed()
    schemes = [line.split()[1] for line in challenge.splitlines() if line.startswith(b"WWW-Authenticate:")]
    assert schemes == [b"Digest", b"Basic"]
    assert granted.startswith(b"RTSP/1.0 200 OK\r\n")
