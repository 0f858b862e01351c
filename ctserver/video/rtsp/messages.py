"""RTSP 1.0 messages (RFC 2326 §4 to §7) and the binary data interleaved with them (§10.12): bytes in, values out.

`Reader` takes bytes as they come. It answers a bad message with `MessageError`, which says what to reply and whether
the end of that message was still certain, so that the connection can go on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

HEAD_LIMIT = 16 * 1024
BODY_LIMIT = 64 * 1024

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    453: "Not Enough Bandwidth",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    457: "Invalid Range",
    459: "Aggregate Operation Not Allowed",
    460: "Only Aggregate Operation Allowed",
    461: "Unsupported Transport",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "RTSP Version Not Supported",
    551: "Option Not Supported",
}

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSION = re.compile(r"[A-Z]+/\d{1,3}\.\d{1,3}")
_CSEQ = re.compile(r"\d{1,10}", re.ASCII)
_STATUS = re.compile(r"[1-9]\d\d", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class MessageError(Exception):
    """A message that cannot be served: the answer's status, its CSeq if it was readable, and further headers."""

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        cseq: str | None = None,
        recoverable: bool = True,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.cseq = cseq
        self.recoverable = recoverable
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in order; names compare without regard to case (RFC 2326 §4.2)."""

    items: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """The first value under this name."""
        return next(self._matching(name), None)

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self._matching(name))

    def _matching(self, name: str) -> Iterator[str]:
        wanted = name.lower()
        return (value for key, value in self.items if key.lower() == wanted)

    def __str__(self) -> str:
        return "".join(f"{name}: {value}\r\n" for name, value in self.items)


@dataclass(frozen=True, slots=True)
class Request:
    """RFC 2326 §6. `url` is as sent, which may include a password: see `urls.Target`."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    version: str = "RTSP/1.0"

    @property
    def cseq(self) -> str | None:
        """The sequence number if there is exactly one readable one (RFC 2326 §12.17)."""
        values = self.headers.all("CSeq")
        return values[0] if len(values) == 1 and _CSEQ.fullmatch(values[0]) else None

    @classmethod
    def parse(cls, data: bytes) -> "Request":
        """One whole message; MessageError for anything else."""
        return _parse_whole(data, cls)

    def __bytes__(self) -> bytes:
        return _serialise(f"{self.method} {self.url} {self.version}", self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """RFC 2326 §7. An empty `reason` stands for the usual one."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    reason: str = ""

    @classmethod
    def parse(cls, data: bytes) -> "Response":
        """One whole message; MessageError for anything else."""
        return _parse_whole(data, cls)

    def __bytes__(self) -> bytes:
        reason = self.reason or REASONS.get(self.status, "Error")
        return _serialise(f"RTSP/1.0 {self.status} {reason}", self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Interleaved:
    """Binary data on a channel of the RTSP connection (RFC 2326 §10.12): at most 65,535 bytes."""

    channel: int
    payload: bytes

    def __bytes__(self) -> bytes:
        return b"$%c%b%b" % (self.channel, len(self.payload).to_bytes(2, "big"), self.payload)


Message = Request | Response | Interleaved
M = TypeVar("M", Request, Response)


class Reader:
    """Cuts a byte stream into messages. `feed` it, then call `next` until that returns None."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        self._awaited = 1
        self._broken = False

    def feed(self, data: bytes) -> None:
        if not self._broken:
            self._buffer += data

    def next(self) -> Message | None:
        """The next complete message, None if more bytes are needed, or MessageError.

        After an error that is not recoverable there are no further messages.
        """
        self._drop_stray_line_ends()
        if self._broken or len(self._buffer) < self._awaited:
            return None
        try:
            return self._interleaved() if self._buffer[0] == ord("$") else self._text()
        except MessageError as error:
            self._broken = not error.recoverable
            raise

    def _drop_stray_line_ends(self) -> None:
        """Some clients end a message with one CRLF too many (RFC 2326 §4 leaves that to the receiver)."""
        if self._buffer[:1].isspace():
            self._buffer = self._buffer.lstrip(b"\r\n")

    def _interleaved(self) -> Interleaved | None:
        size = 4 + int.from_bytes(self._buffer[2:4], "big") if len(self._buffer) >= 4 else 4
        if not self._holds(size):
            return None
        data = self._take(size)
        return Interleaved(data[1], data[4:])

    def _text(self) -> Request | Response | None:
        end = _BLANK_LINE.search(self._buffer, max(0, self._searched - 3))
        if not end or end.start() > HEAD_LIMIT:
            self._searched = len(self._buffer)
            if end or len(self._buffer) > HEAD_LIMIT:
                raise MessageError(400, "Header block too large", recoverable=False)
            return None
        head = bytes(self._buffer[: end.start()])
        size = end.end() + _body_length(head)
        if not self._holds(size):
            return None
        return _parse_head(head, self._take(size)[end.end() :])

    def _holds(self, size: int) -> bool:
        """Whether the whole message is there; if not, nothing is looked at again until it is."""
        self._awaited = size
        return len(self._buffer) >= size

    def _take(self, size: int) -> bytes:
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._searched, self._awaited = 0, 1
        return data


def _body_length(head: bytes) -> int:
    """Content-Length (RFC 2326 §12.14), read apart from the other fields: with it, an error costs one message only."""
    values = {value.strip() for value in re.findall(rb"(?im)^content-length[ \t]*:([^\r\n]*)", head)}
    if not values:
        return 0
    if len(values) > 1 or not re.fullmatch(rb"\d{1,9}", next(iter(values))):
        raise MessageError(400, "Unreadable Content-Length", recoverable=False)
    length = int(next(iter(values)))
    if length > BODY_LIMIT:
        raise MessageError(413, "", recoverable=False)
    return length


def _parse_head(head: bytes, body: bytes) -> Request | Response:
    text = _decode(head)
    start, *lines = text.replace("\r\n", "\n").split("\n")
    words = start.rstrip(" ").split(" ")
    if _VERSION.fullmatch(words[0]):
        return _parse_response(words, lines, body)
    if len(words) != 3 or not all(words) or not _TOKEN.fullmatch(words[0]) or not _VERSION.fullmatch(words[2]):
        # Without a request line there is no telling where the next message begins.
        raise MessageError(400, "Malformed request line", recoverable=False)
    if not words[2].startswith("RTSP/"):
        raise MessageError(505, "", recoverable=False)
    headers = _parse_headers(lines)
    request = Request(words[0], words[1], headers, body, words[2])
    if _CONTROL.search(text.replace("\r\n", "\n")):
        raise MessageError(400, "Control character in header block", cseq=request.cseq)
    return request


def _parse_response(words: list[str], lines: list[str], body: bytes) -> Response:
    if words[0] != "RTSP/1.0" or len(words) < 2 or not _STATUS.fullmatch(words[1]):
        raise MessageError(400, "Malformed status line", recoverable=False)
    return Response(int(words[1]), _parse_headers(lines), body, " ".join(words[2:]))


def _parse_headers(lines: list[str]) -> Headers:
    """Fields, with folded lines (RFC 2326 §4.2 after RFC 2068 §4.2) joined by one space."""
    items: list[tuple[str, str]] = []
    broken = False
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and items:
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        elif colon and _TOKEN.fullmatch(name.rstrip()):
            items.append((name.rstrip(), value.strip(" \t")))
        else:
            broken = True
    headers = Headers(tuple(items))
    if broken:
        raise MessageError(400, "Malformed header field", cseq=Request("", "", headers).cseq)
    return headers


def _parse_whole(data: bytes, kind: type[M]) -> M:
    reader = Reader()
    reader.feed(data)
    message = reader.next()
    if not isinstance(message, kind) or reader.next() is not None:
        raise MessageError(400, f"Expected one {kind.__name__.lower()}", recoverable=False)
    return message


def _decode(head: bytes) -> str:
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _serialise(start: str, headers: Headers, body: bytes) -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body and headers.get("Content-Length") is None else ""
    return f"{start}\r\n{headers}{length}\r\n".encode() + body
