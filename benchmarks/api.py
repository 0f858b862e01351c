"""API: requests per second and latency of the camera list and of one camera, the server on one core, the client on another."""

import json
import os
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5, sha1
from itertools import count
from pathlib import Path

import psutil

from benchmarks.harness import PASSWORD, QUIET_SECONDS, USER, BrokenError, claim, ctserver, first_line, pin, running
from benchmarks.http_load import CONNECTIONS, Load, MakeRequest, fetch, load

REQUESTS = 3000
WARM_UP = 200
ROUNDS = 3
BOUND_RATE = 500
CAMERAS, CAMERA = "/api/v1.2/cameras", "/api/v1.2/cameras/1"


@dataclass(frozen=True, slots=True)
class Result:
    """`cpu` in processor seconds of the server by request: it depends less on what else the machine does than the rate."""

    load: Load
    cpu: float


def run() -> None:
    """Both servers run throughout and are loaded in turn, in three rounds; each figure is the median of its rounds."""
    with ctserver() as server:
        time.sleep(QUIET_SECONDS)
        document = json.loads(fetch(server.http_port, basic(CAMERAS)()))
        if len(document["cameras"]) < 10:
            raise BrokenError(f"expected the demo site's cameras, got {len(document['cameras'])}")
        with _reference(document) as (reference_pid, reference_port), _on_two_cores(server.pid, reference_pid):
            ours, other = (server.pid, server.http_port), (reference_pid, reference_port)
            cases: dict[str, tuple[int, int, MakeRequest]] = {
                "cameras_wsse": (*ours, wsse(CAMERAS)),
                "cameras_basic": (*ours, basic(CAMERAS)),
                "camera_wsse": (*ours, wsse(CAMERA)),
                "camera_basic": (*ours, basic(CAMERA)),
                "reference_document": (*other, basic("/document")),
                "reference_text": (*other, basic("/text")),
            }
            rounds = [{name: _measure(*case) for name, case in cases.items()} for _ in range(ROUNDS)]
    _print(
        {name: sorted((each[name] for each in rounds), key=lambda each: each.load.rate)[ROUNDS // 2] for name in cases}
    )


def _print(results: dict[str, Result]) -> None:
    for name, each in results.items():
        bound = BOUND_RATE if name == "cameras_wsse" else None
        latency = f"p50 {each.load.percentile(50) * 1e3:.2f} ms, p99 {each.load.percentile(99) * 1e3:.2f} ms"
        note = f"{latency}, {each.cpu * 1e6:.0f} us of processor each, {CONNECTIONS} connections"
        claim(f"api.{name}", each.load.rate, "req/s", at_least=bound, note=note)
    ours = results["cameras_wsse"]
    for name in ("reference_document", "reference_text"):
        peer = results[name]
        note = f"cameras_wsse to {name}; processor time {ours.cpu / peer.cpu:.2f} x"
        claim(f"api.ratio_{name.removeprefix('reference_')}", ours.load.rate / peer.load.rate, "x", note=note)


def _measure(pid: int, port: int, make_request: MakeRequest) -> Result:
    length = len(fetch(port, make_request()))
    load(port, make_request, WARM_UP, length)
    before = psutil.Process(pid).cpu_times()
    loaded = load(port, make_request, REQUESTS, length)
    after = psutil.Process(pid).cpu_times()
    return Result(loaded, (after.user + after.system - before.user - before.system) / REQUESTS)


def wsse(path: str, user: str = USER, password: str = PASSWORD) -> MakeRequest:
    """Signs each request anew, with a nonce of its own, as the document computes it from the password's MD5."""
    numbers = count()
    secret = md5(password.encode()).hexdigest()
    prefix = f"{os.getpid():08x}{time.monotonic_ns():016x}"

    def make() -> bytes:
        nonce, created = f"{prefix}{next(numbers):08x}", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = b64encode(sha1(f"{nonce}{created}{secret}".encode()).digest()).decode()
        token = f'UsernameToken Username="{user}", PasswordDigest="{digest}", Nonce="{nonce}", Created="{created}"'
        return _request(path, f'Authorization: WSSE profile="UsernameToken"\r\nX-WSSE: {token}')

    return make


def basic(path: str, user: str = USER, password: str = PASSWORD) -> MakeRequest:
    request = _request(path, f"Authorization: Basic {b64encode(f'{user}:{password}'.encode()).decode()}")
    return lambda: request


def _request(path: str, credentials: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{credentials}\r\n\r\n".encode()


@contextmanager
def _reference(document: object) -> Iterator[tuple[int, int]]:
    """The process and the port of a minimal FastAPI application that answers with an equal document."""
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        file, log = Path(directory, "document.json"), Path(directory, "log")
        file.write_text(json.dumps(document))
        with running([sys.executable, "-m", "benchmarks.peers.fastapi_app", str(file)], log) as process:
            port = int(first_line(log, process))
            fetch(port, basic("/text")())  # answers once it listens
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
