"""Exports: how long an hour of a camera takes, and what it takes from who watches and who downloads meanwhile."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.harness import BrokenError, Server, claim
from benchmarks.requests import API
from benchmarks.wall import live, served, watching

CAMERAS, SIZE, FPS = 4, "1280x720", 25
ADMIN = ("demo", "demo")
HOUR = timedelta(hours=1)
BOUND_SECONDS, MEMORY_MB, RATE = 30, 60, 0.98
WATCH_SECONDS, SETTLE_SECONDS = 20.0, 5.0
POLL_SECONDS, PATIENCE_SECONDS = 0.1, 300.0


def run() -> None:
    """The loops lie on disk, as they do once somebody has watched."""
    with (
        tempfile.TemporaryDirectory(prefix="ctserver-bench-") as name,
        served(Path(name), CAMERAS, SIZE, coded=True) as server,
        httpx.Client(base_url=server.http + API, auth=ADMIN, timeout=60, trust_env=False) as api,
    ):
        _one(server, api)
        _beside_viewers(server, api)


def _one(server: Server, api: httpx.Client) -> None:
    process = psutil.Process(server.pid)
    before, resident, told = process.memory_info().rss, 0, set()
    spent, since = sum(process.cpu_times()[:2]), time.perf_counter()
    number = _create(api, 1)
    while (export := _read(api, number))["p100"] < 100:
        told.add(export["p100"])
        resident = max(resident, process.memory_info().rss)
        _check(since)
        time.sleep(POLL_SECONDS)
    seconds, spent = time.perf_counter() - since, sum(process.cpu_times()[:2]) - spent
    note = f"{export['size'] / 1e6:.0f} MB, {len(told)} percentages told, {spent:.1f} s of processor time"
    claim("exports.hour", seconds, "s", at_most=BOUND_SECONDS, note=note)
    claim("exports.memory", (resident - before) / 1e6, "MB", at_most=MEMORY_MB, note="at its highest")


def _beside_viewers(server: Server, api: httpx.Client) -> None:
    """Two are written at a time, and two wait."""
    with watching(live(server), CAMERAS, WATCH_SECONDS, SETTLE_SECONDS) as audience:
        numbers = [_create(api, camera) for camera in range(1, CAMERAS + 1)]
        seen = audience.end()
    for number in numbers:
        api.delete(f"/exports/{number}").raise_for_status()
    note = f"the worst off of {CAMERAS} viewers meanwhile"
    claim("exports.live", seen.fewest / seen.seconds, "fps", at_least=FPS * RATE, note=note)
    claim("exports.gaps", seen.gaps, "packets", at_most=0)


def _create(api: httpx.Client, camera: int) -> int:
    end = datetime.now(UTC) - timedelta(minutes=1)
    body = {"cameraId": camera, "from": f"{end - HOUR:%Y-%m-%dT%H:%M:%SZ}", "to": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    number: int = api.post("/exports", json={"export": body}).raise_for_status().json()["export"]["id"]
    return number


def _read(api: httpx.Client, number: int) -> dict[str, Any]:
    export: dict[str, Any] = api.get(f"/exports/{number}").raise_for_status().json()["export"]
    return export


def _check(since: float) -> None:
    if time.perf_counter() - since > PATIENCE_SECONDS:
        raise BrokenError(f"an export is not finished after {PATIENCE_SECONDS:.0f} s")
