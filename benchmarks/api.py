"""API: requests per second of reads and writes, the server on one core, the client on another, each request with a WSSE
token of its own; what a peer takes for the like; and latency while sixteen cameras stream."""

import json
import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.harness import QUIET_SECONDS, BrokenError, Server, claim, ctserver, first_line, pin, running
from benchmarks.http_load import CONNECTIONS, Check, Load, MakeRequest, about, fetch, load
from benchmarks.peers.moto_server import BUCKETS, NOT_INSTALLED, SIGNED
from benchmarks.requests import API, basic, request, signer, wsse

REQUESTS, WARM_UP, ROUNDS = 600, 100, 3
LISTS_BOUND, READS_BOUND, WRITES_BOUND, PEER_BOUND = 500, 700, 200, 2.0
ADMIN = ("admin", "camtrace")
CAMERAS = f"{API}/cameras"
LISTS = (
    "/cameras", "/groups", "/screens", "/exturls", "/regex", "/maps", "/folders", "/folders?details=true", "/scenarios",
    "/tasks", "/servers", "/users/actions?limit=20", "/cameras/connections?limit=20", "/cameras/alarms",
    "/cameras/12/alarms", "/snapshots", "/system/logs", "/sysinfo", "/health",
)  # fmt: skip
SINGLE = ("/cameras/1", "/groups/1", "/screens/1", "/exturls/1", "/tasks/1", "/license", "/snapshots/1")


@dataclass(frozen=True, slots=True)
class Case:
    pid: int
    port: int
    make: MakeRequest
    check: Check | None = None
    """None: the answer is as long as the one just before."""
    bound: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`cpu` in processor seconds of the server by request: it depends less on what else the machine does than the rate."""

    load: Load
    cpu: float


def run() -> None:
    """All servers run throughout and are loaded in turn, in three rounds; each figure is the median of its rounds."""
    with ctserver() as server:
        time.sleep(QUIET_SECONDS)
        document = json.loads(fetch(server.http_port, wsse(CAMERAS)()))
        if len(document["cameras"]) < 10:
            raise BrokenError(f"expected the demo site's cameras, got {len(document['cameras'])}")
        with _reference(document) as minimal, _moto() as moto:
            peers = {name: peer for name, peer in (("minimal", minimal), ("moto", moto)) if peer}
            with _on_two_cores(server.pid, *(pid for pid, _ in peers.values())):
                cases = _ours(server) | _peers(peers)
                rounds = [{name: _measure(case) for name, case in cases.items()} for _ in range(ROUNDS)]
    results = {
        name: sorted((each[name] for each in rounds), key=lambda each: each.load.rate)[ROUNDS // 2] for name in cases
    }
    _print(results, cases)


def _ours(server: Server) -> dict[str, Case]:
    pid, port = server.pid, server.http_port
    reads: dict[str, tuple[MakeRequest, float | None]] = {
        "cameras_basic": (basic(CAMERAS), None),
        "cameras_demo": (wsse(CAMERAS), LISTS_BOUND),
    }
    reads |= {f"list{path}": (wsse(f"{API}{path}", *ADMIN), LISTS_BOUND) for path in LISTS}
    reads |= {f"read{path}": (wsse(f"{API}{path}", *ADMIN), READS_BOUND) for path in SINGLE}
    sign = signer(*ADMIN)
    reads["cameras_closed"] = (lambda: request(CAMERAS, f"{sign()}\r\nConnection: close"), None)
    cases = {name: Case(pid, port, make, None, bound) for name, (make, bound) in reads.items()}
    mosaic = json.loads(fetch(port, wsse(f"{API}/groups/1", *ADMIN)()))
    writes = {
        "write/groups/1": wsse(f"{API}/groups/1", *ADMIN, method="PUT", body={"group": mosaic}),
        "write/screens/1": wsse(f"{API}/screens/1", *ADMIN, method="PUT", body={"screen": {"cameraId": 3}}),
    }
    cases |= {name: Case(pid, port, make, _any, WRITES_BOUND) for name, make in writes.items()}
    return cases | {"write/folders": Case(pid, port, *_folders(), WRITES_BOUND)}


def _peers(peers: Mapping[str, tuple[int, int]]) -> dict[str, Case]:
    made = {"minimal": basic("/document"), "moto": lambda: request("/", f"Authorization: {SIGNED}")}
    return {name: Case(*peer, made[name]) for name, peer in peers.items()}


def _folders() -> tuple[MakeRequest, Check]:
    """Creates a folder and deletes it, in turn."""
    sign, created = signer(*ADMIN), deque[str]()

    def make() -> bytes:
        if created:
            return request(created.popleft(), sign(), "DELETE")
        return request(
            f"{API}/folders", sign(), "POST", {"folder": {"name": "Rounds", "items": [{"type": "camera", "id": 1}]}}
        )

    def check(body: bytes) -> None:
        if body:
            created.append(json.loads(body)["folder"]["detailUrl"])

    return make, check


def _any(_body: bytes) -> None:
    """Its status says enough."""


def _print(results: Mapping[str, Result], cases: Mapping[str, Case]) -> None:
    for name, each in results.items():
        latency = f"p50 {each.load.percentile(50) * 1e3:.2f} ms, p99 {each.load.percentile(99) * 1e3:.2f} ms"
        note = f"{latency}, {each.cpu * 1e6:.0f} us of processor each, {CONNECTIONS} connections"
        claim(f"api.{name}", each.load.rate, "req/s", at_least=cases[name].bound, note=note)
    for kind, bound in (("list", LISTS_BOUND), ("read", READS_BOUND), ("write", WRITES_BOUND)):
        rates = {name: each.load.rate for name, each in results.items() if name.startswith(f"{kind}/")}
        slowest = min(rates, key=rates.__getitem__)
        claim(f"api.slowest_{kind}", rates[slowest], "req/s", at_least=bound, note=slowest.removeprefix(kind))
    _print_ratios(results)


def _print_ratios(results: Mapping[str, Result]) -> None:
    """moto's server closes the connection after each answer: ours is told to do so too, for the ratio."""
    ratios = (("minimal", "cameras_demo", None), ("moto", "cameras_closed", PEER_BOUND))
    for peer, name, bound in ratios:
        if peer in results:
            ours, other = results[name], results[peer]
            note = f"{name}, to its document of 16; processor time {ours.cpu / other.cpu:.2f} x"
            claim(f"api.ratio_{peer}", ours.load.rate / other.load.rate, "x", at_least=bound, note=note)
    if "moto" not in results:
        print("api.ratio_moto                    not measured: moto is not installed (pip install -e '.[bench]')")


def _measure(case: Case) -> Result:
    check = case.check or about(len(fetch(case.port, case.make())))
    load(case.port, case.make, WARM_UP, check)
    before = psutil.Process(case.pid).cpu_times()
    loaded = load(case.port, case.make, REQUESTS, check)
    after = psutil.Process(case.pid).cpu_times()
    return Result(loaded, (after.user + after.system - before.user - before.system) / REQUESTS)


@contextmanager
def _reference(document: object) -> Iterator[tuple[int, int]]:
    """The process and the port of a minimal FastAPI application that answers with an equal document."""
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        file, log = Path(directory, "document.json"), Path(directory, "log")
        file.write_text(json.dumps(document))
        with running([sys.executable, "-m", "benchmarks.peers.fastapi_app", str(file)], log) as process:
            port = int(first_line(log, process))
            fetch(port, basic("/document")())  # answers once it listens
            yield process.pid, port


@contextmanager
def _moto() -> Iterator[tuple[int, int] | None]:
    """The process and the port of moto's server with 16 buckets; None where it is not installed."""
    python = os.environ.get("BENCH_MOTO_PYTHON", sys.executable)
    command = [python, "-m", "benchmarks.peers.moto_server"]
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        log = Path(directory, "log")
        with running(command, log) as process:
            try:
                port = int(first_line(log, process))
            except BrokenError:
                if process.wait() != NOT_INSTALLED:
                    raise
                yield None
                return
            listed = fetch(port, request("/", f"Authorization: {SIGNED}"))
            if listed.count(b"<Bucket>") != BUCKETS:
                raise BrokenError(f"expected {BUCKETS} buckets, got {listed[:300]!r}")
            yield process.pid, port


@contextmanager
def _on_two_cores(*servers: int) -> Iterator[None]:
    """The servers on the first core that we may use, this process on the last one."""
    allowed = os.sched_getaffinity(0)
    for pid in servers:
        pin(pid, min(allowed))
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
