"""Two thousand mutated messages over real sockets, while a healthy viewer sees no gap and the server never fails."""

import random

import pytest

from ctserver.video.rtsp.messages import Interleaved
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import ADA, BOTH_LOOPS, TCP, Client, gaps, until
from tests.video.rtsp.film import FilmSource

pytestmark = pytest.mark.anyio

MESSAGES, PER_CONNECTION, SEED = 2000, 20, 20261126
URL = "rtsp://127.0.0.1/live/view/1.1"
FIELDS = f"CSeq: 1\r\nAuthorization: {ADA}\r\n"
GOOD = [
    f"OPTIONS * RTSP/1.0\r\n{FIELDS}\r\n",
    f"DESCRIBE {URL} RTSP/1.0\r\n{FIELDS}Accept: application/sdp\r\n\r\n",
    f"SETUP {URL}/trackID=0 RTSP/1.0\r\n{FIELDS}Transport: RTP/AVP;unicast;client_port=50000-50001,{TCP}\r\n\r\n",
    f"PLAY {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nRange: npt=0.000-\r\n\r\n",
    f"PAUSE {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\n\r\n",
    f"GET_PARAMETER {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\nContent-Length: 4\r\n\r\nping",
    f"TEARDOWN {URL}/ RTSP/1.0\r\n{FIELDS}Session: SESSION\r\n\r\n",
    f'DESCRIBE {URL} RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Digest username="ada", realm="CT-Server", nonce="n", '
    f'uri="{URL}", response="0"\r\n\r\n',
]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to three random wounds; one message in ten stays whole, so that the fuzz gets past the first state."""
    if chance.random() < 0.1:
        return data
    for _ in range(chance.randint(1, 3)):
        at, to = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        wound = chance.randrange(6)
        match wound:
            case 0:
                data = data[:at] + chance.randbytes(1) + data[at + 1 :]
            case 1:
                data = data[:at] + data[to:]
            case 2:
                data = data[:to] + data[at:to] + data[to:]
            case 3:
                data = (
                    data[:at] + chance.choice([b"\r\n", b"\x00", b"$", b"9" * 30, b";", b"=", b"%", b'"']) + data[at:]
                )
            case 4:
                data = data[:at]
            case _:
                data = data[:at] + chance.randbytes(chance.randint(1, 40)) + data[at:]
    return data


def seeds(session: str) -> list[bytes]:
    texts = [text.replace("SESSION", session).encode() for text in GOOD]
    return [*texts, bytes(Interleaved(1, bytes(range(60))))]


async def attack(port: int, chance: random.Random) -> list[int]:
    """A connection's worth of mutated messages, as far as the server listens. Returns the statuses it answered."""
    async with Client(port) as client:
        await client.setup()
        for _ in range(PER_CONNECTION):
            if not client.closed.is_set():
                client.send(mutate(chance.choice(seeds(client.session or "")), chance))
        client.writer.write_eof()
        await client.hung_up()
        return [client.responses.get_nowait().status for _ in range(client.responses.qsize())]


@BOTH_LOOPS
async def test_no_mutation_of_a_message_harms_the_server_or_another_viewer(
    server: RtspServer, source: FilmSource, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(SEED)
    statuses: set[int] = set()
    async with Client(server.port) as healthy:
        await healthy.play()
        for _ in range(MESSAGES // PER_CONNECTION):
            source.show()
            statuses |= {*await attack(server.port, chance)}
        await until(lambda: healthy.pictures() == 3 + MESSAGES // PER_CONNECTION)
        assert gaps(healthy.packets()) == 0
        assert (await healthy.ask("OPTIONS")).status == 200
    assert 500 not in statuses
    assert {200, 400, 401, 404, 454} <= statuses
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
