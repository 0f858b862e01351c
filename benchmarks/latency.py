"""Latency: mixed reads of the API at 100 requests/s while sixteen cameras stream to a viewer each, the server on one core."""

import os
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.harness import claim, pin
from benchmarks.http_load import fetch
from benchmarks.requests import API, wsse
from benchmarks.wall import live, served, watching

CAMERAS, SIZE, RATE, SECONDS, SETTLE_SECONDS = 16, "1280x720", 100, 20, 5.0
BOUND_MS = 30
PATHS = (
    "/cameras", "/cameras/1", "/groups", "/maps", "/folders?details=true", "/tasks", "/users/actions?limit=20", "/health",
)  # fmt: skip


def run() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="ctserver-bench-") as name,
        served(Path(name), CAMERAS, SIZE, coded=True) as server,
        watching(live(server), CAMERAS, SECONDS + 2, SETTLE_SECONDS) as audience,
    ):
        pin(server.pid, min(os.sched_getaffinity(0)))
        answers = list(_paced(server.http_port))
        seen = audience.end()
    late, alone = sorted(done for _, done in answers), sorted(done - sent for sent, done in answers)
    note = f"p50 {late[len(late) // 2] * 1e3:.1f} ms, worst {late[-1] * 1e3:.1f} ms, of {len(late)} requests"
    claim("latency.p99", _p99(late) * 1e3, "ms", at_most=BOUND_MS, note=note)
    note = f"from when it was sent; p50 {alone[len(alone) // 2] * 1e3:.1f} ms, worst {alone[-1] * 1e3:.1f} ms"
    claim("latency.answer_p99", _p99(alone) * 1e3, "ms", note=note)
    claim("latency.gaps", seen.gaps, "packets", at_most=0, note=f"of {CAMERAS} viewers meanwhile")


def _p99(ordered: list[float]) -> float:
    return ordered[len(ordered) * 99 // 100]


def _paced(port: int) -> Iterator[tuple[float, float]]:
    """Seconds from when each request was due until it was sent, and until it was answered: what a late answer delays counts
    for those behind it too."""
    requests = [wsse(f"{API}{path}") for path in PATHS]
    for make in requests:
        fetch(port, make())  # texts and statements are read and composed at their first use
    since = time.perf_counter()
    for number, make in enumerate(islice(cycle(requests), RATE * SECONDS)):
        due = since + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        sent = time.perf_counter() - due
        fetch(port, make())
        yield sent, time.perf_counter() - due
