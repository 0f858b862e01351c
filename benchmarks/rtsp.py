"""A small RTSP client for measuring: interleaved RTP over TCP, Digest login, and a check of every sequence number."""

import asyncio
import re
import struct
import time
from hashlib import md5
from typing import cast
from urllib.parse import urljoin, urlsplit

from benchmarks.harness import PASSWORD, USER, BrokenError

ANSWER_SECONDS = 30.0
_FRAME = struct.Struct("!BBHBBH")
"""Interleaved header (RFC 2326 §10.12), then the RTP header's first four bytes (RFC 3550 §5.1)."""
_CHALLENGE = re.compile(r'www-authenticate: *digest .*?realm="([^"]*)".*?nonce="([^"]*)"', re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_FU_A, _STAP_A, _IDR = 28, 24, 5


class Viewer(asyncio.Protocol):
    """One session. `gaps` counts packets whose number is not one more than the last one's; `pictures` counts marker bits.

    `key_at` is the perf_counter instant at which the first access unit with a key picture was complete.
    """

    def __init__(self) -> None:
        self.packets = self.pictures = self.octets = self.gaps = 0
        self.key_at: float | None = None
        self._next: int | None = None
        self._in_key = False
        self._pending = b""
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[str, str]] | None = None
        self._sequence = 0
        self._headers = ""
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        if self._answer and not self._answer.done():
            self._answer.set_exception(BrokenError("the server closed the connection"))

    @property
    def lost(self) -> bool:
        return self._lost

    def data_received(self, data: bytes) -> None:
        if self._pending:
            data = self._pending + data
        at, end = 0, len(data)
        while end - at >= _FRAME.size:
            if data[at] == 0x24:
                _, channel, length, _, second, number = _FRAME.unpack_from(data, at)
                if at + 4 + length > end:
                    break
                if channel == 0:
                    self._packet(data, at + 4, length, second, number)
                at += 4 + length
            else:
                size = self._message(data[at:])
                if not size:
                    break
                at += size
        self._pending = data[at:]

    def _packet(self, data: bytes, start: int, length: int, second: int, number: int) -> None:
        self.packets += 1
        self.octets += length
        if number != self._next and self._next is not None:
            self.gaps += 1
        self._next = (number + 1) & 0xFFFF
        if self.key_at is None:
            self._in_key |= _has_key(data, start + 12, start + length)
        if second & 0x80:
            self.pictures += 1
            if self._in_key and self.key_at is None:
                self.key_at = time.perf_counter()

    def _message(self, data: bytes) -> int:
        """The bytes of an answer, handed to who awaits it; 0 if it is not whole."""
        head, blank, rest = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if not blank or len(rest) < size:
            return 0
        if self._answer and not self._answer.done():
            self._answer.set_result((head.decode(), rest[:size].decode()))
        return len(head) + 4 + size

    async def request(self, method: str, url: str, headers: str = "") -> tuple[str, str]:
        """Head and body of an answer that is 200 or 401."""
        assert self._transport
        self._sequence += 1
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(f"{method} {url} RTSP/1.0\r\nCSeq: {self._sequence}\r\n{headers}\r\n".encode())
        head, body = await asyncio.wait_for(self._answer, ANSWER_SECONDS)
        if head.split(" ", 2)[1] not in ("200", "401"):
            raise BrokenError(f"{method} {url}: {head.splitlines()[0]}")
        return head, body

    async def play(self, url: str) -> None:
        """DESCRIBE, with a login if one is asked for, SETUP of the only track, PLAY; returns at the answer to PLAY."""
        head, sdp = await self.request("DESCRIBE", url)
        challenge = _CHALLENGE.search(head)
        if challenge:
            head, sdp = await self.request("DESCRIBE", url, _login(challenge, "DESCRIBE", url))
        track = _track(url, head, sdp)
        interleaved = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        head, _ = await self.request("SETUP", track, interleaved + _login(challenge, "SETUP", track))
        session = re.search(r"(?im)^session: *([^;\s]+)", head)
        if session is None:
            raise BrokenError(f"SETUP was answered with {head!r}")
        await self.request("PLAY", url, f"Session: {session[1]}\r\n{_login(challenge, 'PLAY', url)}")

    async def first_key(self) -> float:
        """`key_at`, once there is one, looked for every millisecond."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while self.key_at is None:
            if time.monotonic() > deadline or self._lost:
                raise BrokenError("no key picture came")
            await asyncio.sleep(0.001)
        return self.key_at

    def stall(self) -> None:
        """Read no more: what is sent stays with the sender."""
        if self._transport:
            self._transport.pause_reading()

    def close(self) -> None:
        if self._transport:
            self._transport.abort()


async def connect(url: str) -> Viewer:
    parts = urlsplit(url)
    host, port = str(parts.hostname), int(parts.port or 554)
    _, viewer = await asyncio.get_running_loop().create_connection(Viewer, host, port)
    return viewer


def _has_key(data: bytes, start: int, end: int) -> bool:
    """Whether an RTP payload (RFC 6184 §5.2) holds a piece of an IDR picture."""
    kind = data[start] & 31
    if kind == _FU_A:
        return data[start + 1] & 31 == _IDR
    at = start + 1
    while kind == _STAP_A and at + 2 < end:
        if data[at + 2] & 31 == _IDR:
            return True
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    return kind == _IDR


def _login(challenge: "re.Match[str] | None", method: str, uri: str) -> str:
    """An Authorization line (RFC 2069's form of Digest), or nothing where no login is wanted."""
    if challenge is None:
        return ""
    realm, nonce = challenge[1], challenge[2]
    response = _md5(f"{_md5(f'{USER}:{realm}:{PASSWORD}')}:{nonce}:{_md5(f'{method}:{uri}')}")
    fields = f'username="{USER}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}"'
    return f"Authorization: Digest {fields}\r\n"


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _track(url: str, head: str, sdp: str) -> str:
    base = re.search(r"(?im)^content-base: *(\S+)", head)
    control = re.search(r"(?m)^m=video(?:.|\s)*?^a=control:(\S+)", sdp)
    if control is None:
        raise BrokenError(f"{url} describes no video: {sdp!r}")
    return urljoin(str(base[1] if base else f"{url}/"), str(control[1]))
