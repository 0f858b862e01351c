"""Durability: fifty times the server is killed while clients write; what was answered with success is there afterwards.

`kill_while_writing` is one such turn, which a test makes too.
"""

import os
import random
import signal
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from json import dumps, loads
from pathlib import Path
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.harness import BrokenError, claim, ctserver

ROUNDS = 50
AT_MOST_SECONDS = 1.5
"""Until the server is killed."""
API = "/api/v1.2"
_LOGIN = "Basic " + b64encode(b"admin:camtrace").decode()


@dataclass
class Promises:
    """What a server has said that it has done; a name or a number stands for each thing."""

    there: dict[str, set[Any]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    gone: set[str] = field(default_factory=set)
    """Folders that were deleted, or may have been: the answer to the last one did not come."""
    count: int = 0

    def keep(self, kind: str, thing: Any) -> None:
        self.there[kind].add(thing)
        self.count += 1


def run() -> None:
    chance, promises, broken = random.Random(1), Promises(), 0
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        for _ in range(ROUNDS):
            with ctserver("--data", directory) as server:
                broken += len(lost(server.http, promises))
                kill_while_writing(server.http, server.pid, promises, chance.uniform(0, AT_MOST_SECONDS))
        with ctserver("--data", directory) as server:
            broken += len(lost(server.http, promises))
        leftovers = list(Path(directory, "exports").glob(".*.part"))
    claim("durability.lost", broken, "writes", at_most=0, note=f"of {promises.count}, {ROUNDS} times killed")
    claim("durability.left_over", len(leftovers), "files", at_most=0, note="of exports that were being written")


def kill_while_writing(http: str, pid: int, promises: Promises, seconds: float) -> None:
    """Clients of each kind write until the server, `seconds` later, is no more."""
    over = Event()
    with ThreadPoolExecutor(len(KINDS)) as clients:
        writing = [clients.submit(_write, http, write, promises, over) for write in KINDS.values()]
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        over.set()
        for client in writing:
            client.result()


def lost(http: str, promises: Promises) -> list[str]:
    """What was promised and is not so."""
    found: dict[str, set[Any]] = {
        "folder": {folder["name"] for folder in _ask(http, "GET", "/folders")["folders"]},
        "mosaic": {mosaic["name"] for mosaic in _ask(http, "GET", "/groups")["groups"]},
        "export": {export["id"] for export in _ask(http, "GET", "/exports")["exports"]},
        "criterion": {criterion["name"] for criterion in _ask(http, "GET", "/regex")["regex"]},
    }
    missing = [
        f"{kind} {thing}" for kind, things in promises.there.items() for thing in things if thing not in found[kind]
    ]
    return missing + [f"folder {name} is back" for name in promises.gone & found["folder"]]


def _write(http: str, write: "Write", promises: Promises, over: Event) -> None:
    while not over.is_set():
        try:
            write(http, promises)
        except HTTPError as error:
            raise BrokenError(f"{error.url}: {error.code}, {error.read()[:200]!r}") from None
        except (OSError, HTTPException):
            return  # the server has gone


def _folder(http: str, promises: Promises) -> None:
    """Every other one is deleted again."""
    keeps, goes = _name(), _name()
    for name in (keeps, goes):
        uuid = _ask(http, "POST", "/folders", {"folder": {"name": name, "items": []}})["folder"]["uuid"]
        if name == keeps:
            promises.keep("folder", name)
    _ask(http, "DELETE", f"/folders/{uuid}")
    promises.gone.add(goes)
    promises.count += 1


def _mosaic(http: str, promises: Promises) -> None:
    name = _name()
    content = {"name": name, "layout": [[0]], "rows": 1, "cols": 1, "levels": [{"name": "l", "elements": []}]}
    _ask(http, "POST", "/groups", {"group": content})
    promises.keep("mosaic", name)


def _criterion(http: str, promises: Promises) -> None:
    name = _name()
    content = {"name": name, "default": False, "params": {"value": "(a)", "group": [1]}}
    _ask(http, "POST", "/regex", {"regex": content})
    promises.keep("criterion", name)


def _export(http: str, promises: Promises) -> None:
    """Of two seconds of the smallest camera; its ten minutes are written meanwhile, or aborted."""
    asked = {"cameraId": 6, "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:02Z"}
    if promises.count % 10 == 0:
        end = time.time() - 60
        asked |= {"from": _iso(end - 2), "to": _iso(end)}
    export = _ask(http, "POST", "/exports", {"export": asked})["export"]["id"]
    promises.keep("export", export)


Write = Callable[[str, Promises], None]
KINDS: dict[str, Write] = {"folder": _folder, "mosaic": _mosaic, "criterion": _criterion, "export": _export}


def _ask(http: str, method: str, path: str, body: object = None) -> Any:
    data = None if body is None else dumps(body).encode()
    headers = {"Authorization": _LOGIN, "Content-Type": "application/json"}
    with urlopen(Request(f"{http}{API}{path}", data, headers, method=method), timeout=60) as answer:
        content = answer.read()
    return loads(content) if content else None


def _name() -> str:
    return f"{random.getrandbits(64):016x}"


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
