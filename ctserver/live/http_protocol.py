"""What the HTTP listener does that uvicorn leaves to a proxy: bounded heads, JSON for broken requests, raw endless bodies.

An endless MJPEG body must not be chunked (simple clients read it as it stands) and must see how much of it is still
unsent. `RawBody` gives an endpoint the transport for that, after its head went out through the application as usual.
"""

import asyncio
import json
from email.utils import formatdate
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ctserver.clock import Clock
from ctserver.http.identity import SERVER
from ctserver.http.messages import DEFAULT_LANGUAGE, text

MAX_HEAD = 64 * 1024
HEAD_SECONDS = 30.0
"""How long a new connection may take to send its first request line and headers."""
CLOSE_SECONDS = 0.5
"""How long a client may take for what is left of an endless body when the server stops."""
EXTENSION = "ctserver.raw_body"


class RawBody:
    """The transport under one answer."""

    def __init__(self, protocol: "HttpProtocol") -> None:
        self._protocol = protocol
        self._cycle = protocol.cycle
        self.transport = protocol.transport

    async def start(self, send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Send the head through `send`; the body is then written to `transport`, as it stands."""
        self._protocol.endless = self
        self._cycle.chunked_encoding = False  # otherwise uvicorn announces chunks for a body without a length
        await send({"type": "http.response.start", "status": status, "headers": headers})

    async def disconnected(self, receive: Receive) -> None:
        """Returns when the client has gone or `finish` was called."""
        while (await receive())["type"] != "http.disconnect":
            pass

    def finish(self) -> None:
        """Closes the connection once what was written is sent."""
        self._cycle.response_complete = True
        self._cycle.message_event.set()
        self.transport.close()


def raw_body(scope: Scope) -> RawBody:
    return scope["extensions"][EXTENSION]["body"]  # type: ignore[no-any-return]


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    endless: RawBody | None = None
    """The body that is being sent, if it is one that does not end by itself."""
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def __init__(self, clock: Clock, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clock = clock

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_head_timer()
        if self.endless:
            self.endless.finish()  # uvicorn tells only the newest request, which a client may have sent after this one
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: an endless body ends now, and is cut off where the client does not take the rest in time."""
        if self.endless is None:
            return super().shutdown()
        self.endless.finish()
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        if not self.transport.is_closing():
            super().data_received(data)

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._cancel_head_timer()
        super().on_headers_complete()
        self.scope["extensions"] = {EXTENSION: {"body": RawBody(self)}}

    def send_400_response(self, msg: str) -> None:
        """Broken HTTP is refused in the same form as everything else."""
        if self.transport.is_closing():
            return
        body = json.dumps({"error": text(DEFAULT_LANGUAGE, "invalid_http")}, separators=(",", ":")).encode()
        date = formatdate(self._clock.now(), usegmt=True)
        head = (
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\nDate: {date}\r\nServer: {SERVER.decode()}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD:
            raise ValueError(
                f"a request head of more than {MAX_HEAD} bytes"
            )  # the parser reports it as a broken request

    def _cancel_head_timer(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None
