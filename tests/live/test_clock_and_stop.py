"""What viewers see when time stands still, and when the server stops."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.watching import watch
from tests.support.serving import Server, serving

INSTANT = "2026-06-01T10:00:00Z"
SECONDS = 1_780_308_000


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("frozen"), "--site", "minimal", "--clock", f"frozen@{INSTANT}") as running:
        yield running


def test_a_stopped_clock_repeats_the_last_picture(frozen: Server) -> None:
    with watch(frozen.http, "1.2") as watcher:
        one, same, again = watcher.parts(3)
    assert one == same == again


def test_a_picture_of_a_stopped_clock_is_of_that_instant(frozen: Server) -> None:
    with watch(frozen.http, "1.2") as watcher:
        assert watcher.get("Date") == "Mon, 01 Jun 2026 10:00:00 GMT"
        part = watcher.part()
    assert 0 <= SECONDS - part.timestamp <= 0.2
    assert part.mark.number == part.timestamp * 10 % 2**24


def test_who_comes_later_sees_the_same_picture(frozen: Server) -> None:
    with watch(frozen.http, "1.2") as early, watch(frozen.http, "1.2") as late:
        assert early.part() == late.part()


def test_a_clock_that_runs_faster_shows_its_own_time(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "--site", "minimal", "--clock", f"x5@{INSTANT}") as server,
        watch(server.http, "1.2") as watcher,
    ):
        parts = watcher.parts(20)
    assert all(after.timestamp > before.timestamp for before, after in itertools.pairwise(parts))
    assert 0 <= parts[0].timestamp - SECONDS < 600


def test_a_stopping_server_ends_bodies_after_a_whole_part(tmp_path: Path) -> None:
    with serving(tmp_path, "--site", "minimal") as server, watch(server.http, "1.2") as watcher:
        watcher.parts(3)
        server.process.terminate()
        rest = watcher.rest()  # until the end, which is no reset
        assert server.process.wait(5) == 0
    assert rest == b"" or rest.endswith(b"\xff\xd9\r\n" + watcher.boundary)
    assert "Traceback" not in server.log
