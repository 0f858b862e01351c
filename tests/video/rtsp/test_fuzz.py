"""Four thousand mutated messages over real sockets, while a healthy viewer sees no gap and the server never fails."""

import random

import pytest

from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import BOTH_LOOPS, PATH, REPLAY, Client, gaps, until
from tests.video.rtsp.film import FilmSource
from tests.video.rtsp.mutations import attack
from tests.video.rtsp.recording import FilmRecording

pytestmark = pytest.mark.anyio

CONNECTIONS, PER_CONNECTION, SEED = 100, 20, 20261126


@BOTH_LOOPS
@pytest.mark.parametrize("path", [PATH, REPLAY])
async def test_no_mutation_of_a_message_harms_the_server_or_another_viewer(
    server: RtspServer, source: FilmSource, recording: FilmRecording, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    chance = random.Random(SEED)
    statuses: set[int] = set()
    async with Client(server.port) as healthy:
        await healthy.play()
        for _ in range(CONNECTIONS):
            source.show()
            _, answered = await attack(server.port, chance, PER_CONNECTION, path)
            statuses |= {*answered}
        await until(lambda: healthy.pictures() == 3 + CONNECTIONS)
        assert gaps(healthy.packets()) == 0
        assert (await healthy.ask("OPTIONS")).status == 200
    assert 500 not in statuses
    assert {200, 400, 401, 404} <= statuses
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
