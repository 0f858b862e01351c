"""A bounded load of HTTP/1.1 requests over a few connections, kept if the server keeps them, with one request under way each."""

import re
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.harness import BrokenError

CONNECTIONS = 4
ANSWER_SECONDS = 10.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

NO_CONTENT = b"HTTP/1.1 204 "
GOOD = (b"HTTP/1.1 200 ", b"HTTP/1.1 201 ", NO_CONTENT)

MakeRequest = Callable[[], bytes]
Check = Callable[[bytes], None]
"""Told each answer's body; raises BrokenError for one that should not be."""


@dataclass(frozen=True, slots=True)
class Load:
    """`rate` in requests per second; `latencies` in seconds from the request's sending to the answer's last byte, sorted."""

    rate: float
    latencies: list[float]

    def percentile(self, percent: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * percent / 100))]


@dataclass(slots=True)
class _Connection:
    """Reads one answer at a time; `closing` once the server has said that it will close."""

    address: tuple[str, int]
    link: socket.socket = field(init=False)
    closing: bool = False
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self.link = socket.create_connection(self.address, ANSWER_SECONDS)

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.link.sendall(request)

    def receive(self) -> bytes | None:
        """The body, once it is whole; BrokenError if the answer is not 200, 201 or 204."""
        chunk = self.link.recv(1 << 18)
        self.received += chunk
        head, blank, body = self.received.partition(b"\r\n\r\n")
        if blank and head[:13] not in GOOD:
            raise BrokenError(f"expected one of 200, 201 and 204, got {bytes(self.received[:300])!r}")
        self.closing = bool(blank) and b"connection: close" in head.lower()
        if blank and head[:13] == NO_CONTENT:
            return b""
        length = _LENGTH.search(head) if blank else None
        if length and len(body) >= int(length[1]):
            return bytes(body)
        if not chunk:
            raise BrokenError("the server closed a connection")
        return None


def fetch(port: int, request: bytes) -> bytes:
    """One answer's body."""
    connection = _Connection(("127.0.0.1", port))
    with connection.link:
        connection.send(request)
        while (body := connection.receive()) is None:
            pass
    return body


def about(length: int) -> Check:
    """Of so many bytes: a twentieth may change with the time of day."""

    def check(body: bytes) -> None:
        if abs(len(body) - length) > length // 20:
            raise BrokenError(f"expected about {length} bytes, got {len(body)}")

    return check


def load(port: int, make_request: MakeRequest, count: int, check: Check) -> Load:
    """`count` answers in all, of which each is checked."""
    connections = [_Connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    try:
        since = time.perf_counter()
        latencies = sorted(_exchange(connections, make_request, count, check))
        return Load(count / (time.perf_counter() - since), latencies)
    finally:
        for connection in connections:
            connection.link.close()


def _exchange(connections: list[_Connection], make_request: MakeRequest, count: int, check: Check) -> list[float]:
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.link, selectors.EVENT_READ, connection)
            connection.send(make_request())
        sent = len(connections)
        while len(latencies) < count:
            ready = selector.select(ANSWER_SECONDS)
            if not ready:
                raise BrokenError(f"no answer within {ANSWER_SECONDS:g} s")
            for key, _ in ready:
                body = key.data.receive()
                if body is None:
                    continue
                latencies.append(time.perf_counter() - key.data.sent_at)
                check(body)
                if sent < count:
                    if key.data.closing:
                        _reconnect(selector, key.data)
                    key.data.send(make_request())
                    sent += 1
    return latencies


def _reconnect(selector: selectors.BaseSelector, connection: _Connection) -> None:
    selector.unregister(connection.link)
    connection.link.close()
    connection.connect()
    selector.register(connection.link, selectors.EVENT_READ, connection)
