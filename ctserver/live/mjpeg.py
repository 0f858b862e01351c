"""An endless body of `multipart/x-mixed-replace`: one client, and the pictures that it is sent."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ctserver.auth.service import Account
from ctserver.http.redaction import redact
from ctserver.live.audience import Audience
from ctserver.live.http_protocol import RawBody, raw_body
from ctserver.video.picture import Picture
from ctserver.video.viewing import ViewerInfo

BOUNDARY = "ctserverpicture"
HEADERS = {
    "Content-Type": f"multipart/x-mixed-replace; boundary={BOUNDARY}",
    "Cache-Control": "no-store, no-cache, must-revalidate",
    "Pragma": "no-cache",
    "Connection": "close",
    "X-Accel-Buffering": "no",
}
HEARTBEAT_SECONDS = 1.0
"""A browser paints a part when the next one begins, so the last picture is sent again when nothing new comes."""
UNSENT_LIMIT = 16 * 1024
"""Bytes that may wait in the kernel beyond what is on its way to the client."""
STALLED_SECONDS = 15.0
"""After this long without progress a viewer is dropped."""


class Subscription(Protocol):
    def close(self) -> None: ...


class Watchable(Protocol):
    """A feed, or a recording: pictures of JPEG."""

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> Subscription: ...


class Show(Protocol):
    """What somebody has asked for."""

    def open(self, account: Account) -> Watchable:
        """As this user may see it now; ApiError where he may not."""
        ...

    def review(self, account: Account, watched: Watchable) -> Watchable:
        """What who watches it may see from now on, mostly the same; ApiError where that is nothing."""
        ...


class MjpegResponse(Response):
    """The show for as long as the client stays and may see it; ApiError where he may not at all."""

    def __init__(self, request: Request, account: Account, show: Show) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._request = request
        self._account = account
        self._show = show
        self._source = show.open(account)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = raw_body(scope)
        await body.start(send, 200, self.raw_headers)
        if (
            scope["state"].get("head") or body.transport.is_closing()
        ):  # who had to prove himself may have gone meanwhile
            return body.finish()
        audience: Audience = self._request.app.state.audience
        viewer = MjpegViewer(self._request, self._account, self._show, self._source, body)
        with audience.seat(viewer):
            try:
                await body.disconnected(receive)
            finally:
                viewer.close()


class MjpegViewer:
    """Passes pictures on to one client, the newest first: one that comes while the last is still unsent is left out."""

    def __init__(self, request: Request, account: Account, show: Show, source: Watchable, body: RawBody) -> None:
        self.session = secrets.token_hex(8)
        self.account = account
        self.pictures = 0
        self.bytes = 0
        self.drops = 0
        self.reason = "the client has gone"
        self._peer = request.client.host if request.client else ""
        self._path = request.scope["path"]
        self._query = redact(f"?{request.url.query}")[1:]
        self._since = request.app.state.clock.now()
        self._show = show
        self._source = source
        self._body = body
        self._parts = _parts_of(source)
        self._loop = asyncio.get_running_loop()
        self._began = self._progress = self._loop.time()
        self._last: Picture | None = None
        self._not_before_us = 0
        self._heartbeat = self._loop.call_later(HEARTBEAT_SECONDS, self._beat)
        _keep_fresh(body.transport)
        body.transport.write(f"--{BOUNDARY}\r\n".encode())
        self._subscription = self._subscribe()

    def close(self) -> None:
        self._heartbeat.cancel()
        self._subscription.close()
        self._body.finish()

    def end(self, reason: str) -> None:
        """The client sees a whole last part, and the connection's end."""
        self.reason = reason
        self._body.finish()

    def review(self, account: Account) -> None:
        """`account` is the user as he is now. ApiError where there is nothing that he may see any more."""
        self.account = account
        source = self._show.review(account, self._source)
        if source is not self._source:
            self._change_to(source)

    def info(self) -> ViewerInfo:
        transport = self._body.transport
        return ViewerInfo(
            session=self.session,
            user=str(self.account),
            peer=self._peer,
            path=self._path,
            query=self._query,
            transport="HTTP",
            state="Playing",
            since=self._since,
            seconds=self._loop.time() - self._began,
            pictures=self.pictures,
            bytes=self.bytes,
            drops=self.drops,
            buffered=0 if transport.is_closing() else transport.get_write_buffer_size(),
        )

    def _change_to(self, source: Watchable) -> None:
        """What was seen before is not shown again meanwhile; nor does time go back where the new feed is a little behind."""
        self._subscription.close()
        self._not_before_us = self._last.time_us if self._last else 0
        self._last = None
        self._source, self._parts = source, _parts_of(source)
        self._subscription = self._subscribe()

    def _subscribe(self) -> Subscription:
        """A warm feed calls us before this returns."""
        return self._source.subscribe(self._on_picture, lambda: self.end("the stream has ended"))

    def _on_picture(self, picture: Picture) -> None:
        if picture.time_us < self._not_before_us:
            return
        self._not_before_us = 0  # the machine's clock may be set back
        self._last = picture
        self.drops += not self._send(picture)

    def _send(self, picture: Picture) -> bool:
        """False if it is left out."""
        self._heartbeat.cancel()
        self._heartbeat = self._loop.call_later(HEARTBEAT_SECONDS, self._beat)
        transport = self._body.transport
        if transport.is_closing():
            return True  # we hear of it in a moment; until then uvloop refuses to be asked or written to
        if transport.get_write_buffer_size():
            if self._loop.time() - self._progress > STALLED_SECONDS:
                self.reason = "the client takes nothing"
                transport.abort()
            return False
        part = self._parts.part(picture)
        self._progress = self._loop.time()
        self.pictures += 1
        self.bytes += len(part)
        transport.write(part)
        return True

    def _beat(self) -> None:
        if self._last is not None:
            self._send(self._last)
        else:
            self._heartbeat = self._loop.call_later(HEARTBEAT_SECONDS, self._beat)


def _keep_fresh(transport: asyncio.Transport) -> None:
    """Else the kernel takes megabytes of pictures that a slow client has not asked for yet, and it falls behind by minutes."""
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        with suppress(OSError):  # the client has gone
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_LIMIT)


class _Parts:
    """The multipart form of a feed's newest picture, made once for all its viewers."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._part = b""

    def part(self, picture: Picture) -> bytes:
        """Part headers, the JPEG, and the boundary that ends it: a browser need not wait for the next picture to see the end."""
        if picture is not self._picture:
            seconds, us = divmod(picture.time_us, 1_000_000)
            jpeg = picture.units[0]
            head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\nX-Timestamp: {seconds}.{us:06d}\r\n\r\n"
            self._picture, self._part = picture, b"%s%s\r\n--%s\r\n" % (head.encode(), jpeg, BOUNDARY.encode())
        return self._part


_all_parts: WeakKeyDictionary[Watchable, _Parts] = WeakKeyDictionary()


def _parts_of(source: Watchable) -> _Parts:
    return _all_parts.setdefault(source, _Parts())
