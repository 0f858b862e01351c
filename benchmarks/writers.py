"""Writers: twenty clients write mosaics, folders and maps at once for a minute; each write is answered, and none is lost."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.harness import BrokenError, Server, claim, ctserver
from benchmarks.http_load import fetch
from benchmarks.requests import API, request, signer, wsse

CLIENTS, SECONDS = 20, 60.0
ADMIN = ("admin", "camtrace")
BOUND_RATE = 200


def run() -> None:
    with ctserver() as server:
        known = _read(server, "/maps")["maps"][0]["uuid"]
        version = _version(server, known)
        since = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            done = list(clients.map(lambda client: _write(server, client, known, since + SECONDS), range(CLIENTS)))
        seconds = time.perf_counter() - since
        lost = sum(done) - (_version(server, known) - version) + _missing(server, done)
    writes = 3 * sum(done)
    claim("writers.rate", writes / seconds, "req/s", note=f"{CLIENTS} clients, a connection for each write")
    claim("writers.lost", lost, "writes", at_most=0, note=f"of {writes}")


def _write(server: Server, client: int, known: str, until: float) -> int:
    """Turns: in each the client changes a mosaic and a folder of its own, and a map that all share."""
    sign, turns = signer(*ADMIN), 0

    def send(method: str, path: str, body: object) -> Any:
        return json.loads(fetch(server.http_port, request(path, sign(), method, body)))

    content = {
        "name": _name(client, 0),
        "layout": [[0]],
        "rows": 1,
        "cols": 1,
        "levels": [{"name": "l", "elements": []}],
    }
    mosaic = send("POST", f"{API}/groups", {"group": content})["group"]["id"]
    folder = send("POST", f"{API}/folders", {"folder": {"name": _name(client, 0), "items": []}})["folder"]["uuid"]
    while time.perf_counter() < until:
        turns += 1
        name = {"name": _name(client, turns)}
        for path, kind in ((f"groups/{mosaic}", "group"), (f"folders/{folder}", "folder"), (f"maps/{known}", "map")):
            send("PUT", f"{API}/{path}", {kind: name})
    return turns


def _name(client: int, turn: int) -> str:
    return f"Client {client}, turn {turn}"


def _missing(server: Server, done: list[int]) -> int:
    """Mosaics and folders that are not as their client has left them."""
    last = {_name(client, turns) for client, turns in enumerate(done)}
    lists = (_read(server, "/groups")["groups"], _read(server, "/folders")["folders"])
    return sum(len(last - {entry["name"] for entry in entries}) for entries in lists)


def _version(server: Server, known: str) -> int:
    version = _read(server, f"/maps/{known}")["map"]["version"]
    if not isinstance(version, int):
        raise BrokenError(f"expected the version of a map, got {version!r}")
    return version


def _read(server: Server, path: str) -> Any:
    return json.loads(fetch(server.http_port, wsse(f"{API}{path}", *ADMIN)()))
