"""A PUSH HTTP client on a bare socket, which takes nothing but exactly what the checklist asks for."""

import json
import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import cv2
import numpy as np

from ctserver.testing import frames
from ctserver.video.mark import Mark

PATIENCE = 20.0
"""Seconds that a read waits at most."""
ADMIN = "user=admin&pass=camtrace"
PART_HEAD = re.compile(rb"Content-Type: image/jpeg\r\nContent-Length: (\d+)\r\nX-Timestamp: (\d+\.\d{6})\r\n\r\n")


@dataclass(frozen=True, slots=True)
class Part:
    jpeg: bytes
    timestamp: float
    """X-Timestamp."""

    @property
    def mark(self) -> Mark:
        """The picture's mark; a picture without one fails the test."""
        image = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        mark = frames.read(image)
        assert mark
        return mark


class Watcher:
    """One request and its answer. `status_line` and `head` are bytes as they came; `get` reads a header's one value."""

    def __init__(
        self,
        http: str,
        target: str,
        headers: Iterable[str] = (),
        *,
        method: str = "GET",
        version: str = "HTTP/1.1",
        receive_buffer: int = 0,
    ) -> None:
        address = urlsplit(http)
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.connect((address.hostname, address.port))
        lines = [f"{method} {target} {version}", f"Host: {address.netloc}", *headers, "", ""]
        self._socket.sendall("\r\n".join(lines).encode("latin-1"))
        self._stream = self._socket.makefile("rb")
        self.status_line = self._stream.readline()
        self.head = b""
        while (line := self._stream.readline()) not in (b"\r\n", b""):
            self.head += line
        self.boundary = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._socket.close()

    @property
    def status(self) -> int:
        return int(self.status_line.split()[1])

    def get(self, name: str) -> str | None:
        """The header's value; it must not stand there twice."""
        found = re.findall(rb"(?im)^%s: (.*)\r$" % name.encode(), self.head)
        assert len(found) <= 1, found
        return found[0].decode("latin-1") if found else None

    def open(self) -> Self:
        """Reads the first boundary, which the header has announced."""
        assert self.status == 200, self.status_line
        token = re.fullmatch(r"multipart/x-mixed-replace; boundary=([A-Za-z0-9]{1,70})", self.get("Content-Type") or "")
        assert token, self.head
        self.boundary = b"--%s\r\n" % token[1].encode()
        assert self._stream.read(len(self.boundary)) == self.boundary
        return self

    def part(self) -> Part:
        """The next part, whole, with the boundary that ends it."""
        if not self.boundary:
            self.open()
        head = b"".join(self._stream.readline() for _ in range(4))
        fields = PART_HEAD.fullmatch(head)
        assert fields, head
        jpeg = self._stream.read(int(fields[1]))
        assert self._stream.read(2 + len(self.boundary)) == b"\r\n" + self.boundary
        return Part(jpeg, float(fields[2]))

    def parts(self, count: int) -> list[Part]:
        return [self.part() for _ in range(count)]

    def error(self) -> str:
        """The text of a refusal, which is JSON of the length that it says."""
        assert self.get("Content-Type") == "application/json", self.head
        text = json.loads(self._stream.read(int(self.get("Content-Length") or 0)))["error"]
        assert isinstance(text, str)
        return text

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def reset_on_close(self) -> None:
        """Makes leaving the block break the connection instead of closing it."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def rest(self) -> bytes:
        """All that comes until the server closes; a connection that is cut off fails the test."""
        return self._stream.read()


def watch(http: str, stream: str, query: str = ADMIN) -> Watcher:
    """As admin, unless the query says otherwise."""
    return Watcher(http, f"/live/view/{stream}?{query}")


def status(http: str, target: str, *headers: str, method: str = "GET") -> int:
    with Watcher(http, target, headers, method=method) as watcher:
        return watcher.status
