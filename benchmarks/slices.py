"""Slices: how soon and how fast a recording's file comes, and what ten at once take from who watches live."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil

from benchmarks.harness import PASSWORD, USER, BrokenError, Server, claim
from benchmarks.requests import API
from benchmarks.wall import live, served, watching

CAMERAS, SIZE, FPS = 4, "1280x720", 25
SLICE_SECONDS = 600
AT_ONCE, SHARE = 10, 0.1
"""Downloads at a time, and how much of its file each takes."""
LOOP_SHARE = 0.02
"""Of a file, so much that the whole loop of its scene is in memory."""
LOOK_EVERY = 20
"""Chunks, at the server's memory."""
WATCH_SECONDS, SETTLE_SECONDS = 25.0, 5.0
FIRST_SECONDS, SPEED, MEMORY_MB, RATE = 0.3, 100, 20, 0.98


def run() -> None:
    """The loops lie on disk, as they do once somebody has watched."""
    with (
        tempfile.TemporaryDirectory(prefix="ctserver-bench-") as name,
        served(Path(name), CAMERAS, SIZE, coded=True) as server,
    ):
        slices = _whole_slices(server)
        for one in slices[:AT_ONCE]:
            _download(server, one, LOOP_SHARE)
        _one(server, slices[0])
        _ten(server, slices)


def _whole_slices(server: Server) -> list[dict[str, object]]:
    """Of ten minutes, the newest first, the cameras in turn."""
    since = datetime.now(UTC) - timedelta(hours=1)
    query = {"type": "r", "from": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
    with httpx.Client(base_url=server.http + API, auth=(USER, PASSWORD), trust_env=False) as api:
        found = api.get("/slices", params=query).raise_for_status().json()["slices"]
    whole = [one for one in found if _seconds(one) == SLICE_SECONDS]
    if len(whole) < AT_ONCE:
        raise BrokenError(f"expected at least {AT_ONCE} slices of ten minutes in the last hour, got {len(whole)}")
    return whole[::-1]


def _seconds(one: dict[str, object]) -> float:
    start, stop = (datetime.fromisoformat(str(one[name])) for name in ("start", "stop"))
    return (stop - start).total_seconds()


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds until the first byte and until the last, and the largest resident set of the server meanwhile."""

    first: float
    whole: float
    resident: int


def _download(server: Server, one: dict[str, object], share: float) -> Taken:
    process = psutil.Process(server.pid)
    last = int(int(str(one["size"])) * share)
    since, first, taken, resident = time.perf_counter(), 0.0, 0, 0
    with (
        httpx.Client(auth=(USER, PASSWORD), timeout=120, trust_env=False) as client,
        client.stream("GET", server.http + str(one["downloadUrl"]), headers={"Range": f"bytes=0-{last - 1}"}) as answer,
    ):
        for number, chunk in enumerate(answer.iter_raw()):
            first = first or time.perf_counter() - since
            taken += len(chunk)
            if number % LOOK_EVERY == 0:
                resident = max(resident, process.memory_info().rss)
    if taken != last:
        raise BrokenError(f"expected {last} bytes of {one['downloadUrl']}, got {taken}")
    return Taken(first, time.perf_counter() - since, resident)


def _one(server: Server, one: dict[str, object]) -> None:
    process = psutil.Process(server.pid)
    spent, resident = sum(process.cpu_times()[:2]), process.memory_info().rss
    taken = _download(server, one, 1.0)
    spent = sum(process.cpu_times()[:2]) - spent
    note = f"{SLICE_SECONDS // 60} minutes of {SIZE} at {FPS}, {int(str(one['size'])) / 1e6:.0f} MB, in {taken.whole:.1f} s"
    claim("slices.first_byte", _download(server, one, 1e-4).first, "s", at_most=FIRST_SECONDS)
    claim("slices.speed", SLICE_SECONDS / taken.whole, "x", at_least=SPEED, note=note)
    claim(
        "slices.picture",
        spent / SLICE_SECONDS / FPS * 1000,
        "ms",
        note="processor time of the server, sending included",
    )
    claim("slices.memory", (taken.resident - resident) / 1e6, "MB", at_most=MEMORY_MB, note="at its highest")


def _ten(server: Server, slices: list[dict[str, object]]) -> None:
    """While each camera has a viewer."""
    with (
        watching(live(server), CAMERAS, WATCH_SECONDS, SETTLE_SECONDS) as audience,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        before = psutil.Process(server.pid).memory_info().rss
        taken = list(pool.map(lambda one: _download(server, one, SHARE), slices[:AT_ONCE]))
        seen = audience.end()
    last = [one.whole for one in taken]
    growth = max(one.resident for one in taken) - before
    note = f"of {AT_ONCE} at once, each a tenth of its file, in {min(last):.1f} to {max(last):.1f} s"
    claim("slices.ten.first_byte", max(one.first for one in taken), "s", note="the last one's")
    claim("slices.ten.speed", AT_ONCE * SLICE_SECONDS * SHARE / max(last), "x", note=note)
    claim("slices.ten.memory", growth / 1e6, "MB", note="at its highest")
    note = f"the worst off of {CAMERAS} viewers meanwhile"
    claim("slices.ten.live", seen.fewest / seen.seconds, "fps", at_least=FPS * RATE, note=note)
    claim("slices.ten.gaps", seen.gaps, "packets", at_most=0)
