"""A large site: seconds to load and to start it, each list of its API, and the server's memory."""

import tempfile
import time
from statistics import median

import psutil

from benchmarks.harness import QUIET_SECONDS, claim, ctserver
from benchmarks.http_load import fetch
from benchmarks.requests import API, wsse
from ctserver.sites.load import load_site

TURNS = 7
BOUND_MS, BOUND_MB, BOUND_LOAD = 150, 250, 10.0
ADMIN = ("admin", "camtrace")
LISTS = (
    "/cameras", "/groups", "/screens", "/exturls", "/regex", "/maps", "/folders", "/folders?details=true", "/scenarios",
    "/tasks", "/servers", "/users/actions", "/users/actions?limit=20", "/users/actions?limit=1000&offset=90000",
    "/users/1/actions", "/cameras/connections", "/cameras/connections?limit=1000&offset=40000",
    "/cameras/alarms?limit=1000", "/cameras/alarms?limit=1000&offset=90000", "/cameras/alarms?q=MOTION",
    "/cameras/alarms?q=nothing",
    "/cameras/7/alarms",
    "/cameras/7/connections", "/system/logs?all=true", "/system/logs?all=true&limit=1000",
    "/system/logs?all=true&search=Refused&noCase=true", "/sysinfo", "/health", "/license",
)  # fmt: skip
SEARCHES: dict[str, list[dict[str, str]]] = {
    "all": [],
    "plates": [{"name": "lpr.plate", "comparator": "like", "value": "AB%"}],
    "no hit": [{"name": "lpr.plate", "comparator": "ilike", "value": "%zz%"}],
}


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        options = ["--site", "large", "--data", directory]
        with ctserver(*options) as server:
            claim("large.load", server.seconds, "s", at_most=BOUND_LOAD, note="first start, which writes the site")
            time.sleep(QUIET_SECONDS)
            _lists(server.http_port)
            _searches(server.http_port)
            claim("large.memory", psutil.Process(server.pid).memory_info().rss / 1e6, "MB", at_most=BOUND_MB)
        with ctserver(*options) as server:
            claim("large.start", server.seconds, "s", note="a start that finds the site written")


def _lists(port: int) -> None:
    for path in LISTS:
        make = wsse(f"{API}{path}", *ADMIN)
        _claim(path, [_seconds(port, make()) for _ in range(TURNS)], len(fetch(port, make())))


def _searches(port: int) -> None:
    """Of metadata events."""
    uuid = load_site("large").devices[0].uuid
    for name, criteria in SEARCHES.items():
        make = wsse(f"{API}/devices/{uuid}/proxy/events/search", *ADMIN, method="POST", body={"criteria": criteria})
        _claim(f"/events, {name}", [_seconds(port, make()) for _ in range(TURNS)], len(fetch(port, make())))


def _seconds(port: int, request: bytes) -> float:
    since = time.perf_counter()
    fetch(port, request)
    return time.perf_counter() - since


def _claim(path: str, seconds: list[float], length: int) -> None:
    note = f"{length / 1e3:.1f} KB, worst {max(seconds) * 1e3:.1f}"
    claim(f"large{path}", median(seconds) * 1e3, "ms", at_most=BOUND_MS, note=note)
