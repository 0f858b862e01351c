"""The archive: seconds until a list of slices is whole, at the demo site and at a large one."""

import time
from datetime import UTC, datetime, timedelta
from statistics import median

import httpx

from benchmarks.harness import QUIET_SECONDS, BrokenError, Server, claim, ctserver
from benchmarks.requests import API

TURNS = 7
ADMIN = ("admin", "camtrace")
DAY = timedelta(days=1)


def run() -> None:
    with ctserver() as server:
        time.sleep(QUIET_SECONDS)
        _list(server, "archive.day_of_16", DAY, 1000, at_most=100)
        _list(server, "archive.month_of_one", 30 * DAY, 4000, at_most=200, cameraId="2")
        _list(server, "archive.month_of_16", 30 * DAY, 40_000)
    with ctserver("--site", "large") as server:
        time.sleep(QUIET_SECONDS)
        _list(server, "archive.day_of_500", DAY, 70_000, at_most=1000)
        _list(server, "archive.hour_of_500", DAY / 24, 2900)


def _list(server: Server, name: str, length: timedelta, least: int, at_most: float | None = None, **query: str) -> None:
    """Milliseconds from the request to the answer's last byte; BrokenError for fewer slices than there must be."""
    seconds = []
    with httpx.Client(base_url=server.http + API, auth=ADMIN, timeout=60, trust_env=False) as api:
        for _ in range(TURNS):
            end = datetime.now(UTC)
            asked = {"from": f"{end - length:%Y-%m-%dT%H:%M:%SZ}", "to": f"{end:%Y-%m-%dT%H:%M:%SZ}", **query}
            since = time.perf_counter()
            content = api.get("/slices", params=asked).raise_for_status().content
            seconds.append(time.perf_counter() - since)
            count = content.count(b'"cameraId"')
            if count < least:
                raise BrokenError(f"{name}: expected at least {least} slices, got {count}")
    note = f"{count} slices, {len(content) / 1e6:.1f} MB, worst {max(seconds) * 1e3:.0f}"
    claim(name, median(seconds) * 1e3, "ms", at_most=at_most, note=note)
