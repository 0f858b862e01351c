"""Messages with wounds, from a seed: what the fuzz test and the long fuzz (`benchmarks.rtsp_fuzz`) attack a server with."""

import asyncio
import random

from ctserver.video.rtsp.messages import Interleaved
from tests.video.rtsp.client import ADA, TCP, Client

URL = "rtsp://127.0.0.1/live/view/1.1"
FIELDS = f"CSeq: 1\r\nAuthorization: {ADA}\r\n"
GOOD = [
    f"OPTIONS * RTSP/1.0\r\n{FIELDS}\r\n",
    f"DESCRIBE {URL} RTSP/1.0\r\n{FIELDS}Accept: application/sdp\r\n\r\n",
    f"SETUP {URL}/trackID=0 RTSP/1.0\r\n{FIELDS}Transport: RTP/AVP;unicast;client_port=50000-50001,{TCP}\r\n\r\n",
    f"PLAY {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nRange: npt=0.000-\r\n\r\n",
    f"PLAY {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nRange: npt=3.5-7\r\nScale: -2.0\r\n\r\n",
    f"PLAY {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nRange: clock=20260921T141322.5Z-\r\nScale: 4\r\n\r\n",
    f"PAUSE {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\n\r\n",
    f"GET_PARAMETER {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nContent-Length: 4\r\n\r\nping",
    f"TEARDOWN {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\n\r\n",
    f'DESCRIBE {URL} RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Digest username="ada", realm="CT-Server", nonce="n", '
    f'uri="{URL}", response="0"\r\n\r\n',
]
_INSERTIONS = [b"\r\n", b"\x00", b"$", b"9" * 30, b";", b"=", b"%", b'"']


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to three random wounds; one message in ten stays whole, so that the fuzz gets past the first state."""
    if chance.random() < 0.1:
        return data
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        data = _wound(data, chance)
    return data


def _wound(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    to = min(len(data), at + chance.choice([1, 4, 16, 400]))
    match chance.randrange(6):
        case 0:
            return data[:at] + chance.randbytes(1) + data[at + 1 :]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:to] + data[at:to] + data[to:]
        case 3:
            return data[:at] + chance.choice(_INSERTIONS) + data[at:]
        case 4:
            return data[:at]
    return data[:at] + chance.randbytes(chance.randint(1, 40)) + data[at:]


def seeds(session: str, url: str) -> list[bytes]:
    """Good messages of a session, one of each kind."""
    texts = [text.replace("SESSION", session).replace(URL, url).encode() for text in GOOD]
    return [*texts, bytes(Interleaved(1, bytes(range(60))))]


async def attack(port: int, chance: random.Random, messages: int, path: str) -> tuple[int, list[int]]:
    """A connection's worth of mutated messages, or fewer if the server hangs up. Returns how many it heard, and the
    statuses that it answered."""
    async with Client(port) as client:
        client.url = f"rtsp://127.0.0.1:{port}{path}"
        await client.setup()
        sent = 0
        while sent < messages and not client.closed.is_set():
            client.send(mutate(chance.choice(seeds(client.session or "", client.url)), chance))
            sent += 1
            for _ in range(4):
                await asyncio.sleep(0)  # the server, on the same loop, has its say before the next one
        if not client.closed.is_set():
            client.writer.write_eof()
        await client.hung_up()
        return sent, [client.responses.get_nowait().status for _ in range(client.responses.qsize())]
