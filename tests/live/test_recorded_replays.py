"""Replays of recorded times (`?from=…&to=…`) over RTSP and PUSH HTTP, on a clock that began at a known time."""

from collections.abc import Iterator
from datetime import UTC, datetime

import av
import httpx
import pytest

from ctserver.testing import frames
from tests.live.watching import Watcher
from tests.support.serving import Server, serving

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
ADMIN = "user=admin&pass=camtrace"
HOUR_AGO = "2026-06-01T09:00:00Z"
HOUR_AGO_MS = 1_780_304_400_000
GONE = "2026-04-01T09:00:00Z"
"""Older than retention."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("replay"), "--clock", f"{NOW:%Y-%m-%dT%H:%M:%SZ}") as server:
        yield server


def ask(server: Server, stream: str, query: str, user: str = ADMIN) -> httpx.Response:
    with httpx.stream(
        "GET", f"{server.http}/replay/view/{stream}?{user}&{query}", trust_env=False, timeout=30
    ) as answer:
        if answer.status_code != 200:
            answer.read()
        return answer


def test_rtsp_shows_the_time_that_was_asked_for_and_ends(server: Server) -> None:
    address = server.rtsp.replace("rtsp://", "rtsp://admin:camtrace@")
    query = f"from={HOUR_AGO}&to=2026-06-01T09:00:04Z"
    marks = []
    with av.open(f"{address}/replay/view/2.6?{query}", options={"rtsp_transport": "tcp"}, timeout=30) as container:
        marks = [frames.read(frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
    shown = [mark.ms for mark in marks if mark]
    assert min(shown) == HOUR_AGO_MS % 2**32
    assert HOUR_AGO_MS % 2**32 + 3500 < max(shown) < HOUR_AGO_MS % 2**32 + 4000
    assert shown == sorted(shown)


def test_push_shows_it_too(server: Server) -> None:
    with Watcher(server.http, f"/replay/view/2.6?{ADMIN}&from={HOUR_AGO}") as watcher:
        assert watcher.status == 200
        assert watcher.part().mark.ms == HOUR_AGO_MS % 2**32


@pytest.mark.parametrize(
    ("stream", "query", "status", "text"),
    [
        ("2.6", f"from={GONE}&to=2026-04-01T10:00:00Z", 404, "Camera 2 has no recording"),
        ("2.6", "from=2026-06-02T10:00:00Z", 404, "Camera 2 has no recording"),
        ("2.6", f"from={HOUR_AGO}&to=2026-06-01T08:00:00Z", 400, "to"),
        ("2.6", f"from={HOUR_AGO}&to={HOUR_AGO}", 400, "to"),
        ("2.6", "from=yesterday", 400, "from"),
        ("2.6", f"to={HOUR_AGO}", 400, "from"),
        ("2.6", f"from={HOUR_AGO}&from={HOUR_AGO}", 400, "from"),
        ("99.1", f"from={HOUR_AGO}", 404, "99.1"),
    ],
)
def test_what_cannot_be_replayed_is_refused(server: Server, stream: str, query: str, status: int, text: str) -> None:
    answer = ask(server, stream, query)
    assert answer.status_code == status
    assert text in answer.json()["error"]


def test_it_takes_the_right_to_records(server: Server) -> None:
    assert ask(server, "2.6", f"from={HOUR_AGO}", "user=guest&pass=guest").status_code in (403, 404)


def test_where_the_oldest_is_gone_it_begins_with_what_is_left(server: Server) -> None:
    assert ask(server, "2.6", f"from={GONE}").status_code == 200
