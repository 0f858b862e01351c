"""A server that is killed at any moment loses nothing that it has answered with success."""

import random
from pathlib import Path

from benchmarks.durability import KINDS, Promises, kill_while_writing, lost
from tests.support.serving import serving

ROUNDS = 5


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    promises, chance = Promises(), random.Random(7)
    for turn in range(ROUNDS):
        with serving(tmp_path / f"log {turn}", "--data", str(tmp_path / "data")) as server:
            assert lost(server.http, promises) == []
            kill_while_writing(server.http, server.pid, promises, chance.uniform(0.2, 1))
            server.process.wait(10)
    with serving(tmp_path / "last", "--data", str(tmp_path / "data")) as server:
        assert lost(server.http, promises) == []
        assert "Traceback" not in server.log
    assert {kind for kind, things in promises.there.items() if things} == set(KINDS)
