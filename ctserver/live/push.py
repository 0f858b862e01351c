"""PUSH HTTP: live pictures as `multipart/x-mixed-replace`, which browsers and simple clients show without a player.

Document section "Access to PUSH HTTP video streams". The streams are recompressed to MJPEG.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Protocol
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ctserver.auth.credentials import find_credentials, from_push_query
from ctserver.auth.dependencies import CurrentAuthenticator
from ctserver.auth.service import Account
from ctserver.errors import CredentialsRequired, InvalidField, TunnelRefused
from ctserver.live.http_protocol import RawBody, raw_body
from ctserver.live.views import Channel, Views
from ctserver.video.feeds import PUSH_RATE, Feeds, as_jpeg
from ctserver.video.picture import Picture
from ctserver.video.view import View

router = APIRouter(tags=["PUSH HTTP"])

BOUNDARY = "ctserverpicture"
HEADERS = {
    "Content-Type": f"multipart/x-mixed-replace; boundary={BOUNDARY}",
    "Cache-Control": "no-store, no-cache, must-revalidate",
    "Pragma": "no-cache",
    "Connection": "close",
    "X-Accel-Buffering": "no",
}
DEFAULT_COMPRESSION = 35
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_COMPRESSION = re.compile(r"0?[1-9]|[1-9][0-9]")
HEARTBEAT_SECONDS = 1.0
"""A browser paints a part when the next one begins, so the last picture is sent again when nothing new comes."""
UNSENT_LIMIT = 16 * 1024
"""Bytes that may wait in the kernel beyond what is on its way to the client."""
STALLED_SECONDS = 15.0
"""After this long without progress a viewer is dropped."""


async def identify_viewer(request: Request, authenticator: CurrentAuthenticator) -> Account:
    """All the ways of the API, and `?user=…&pass=…`."""
    query = request.scope["query_string"].decode("latin-1")
    credentials = find_credentials(request.headers, query) or from_push_query(query)
    if credentials is None:
        raise CredentialsRequired
    return await authenticator.identify(credentials)


Viewer = Annotated[Account, Depends(identify_viewer)]


async def refuse_tunnel(request: Request) -> None:
    """RTSP over HTTP asks for the same paths; it would wait for ever for its session in an endless MJPEG body."""
    if "x-sessioncookie" in request.headers or "application/x-rtsp-tunnelled" in request.headers.get("accept", ""):
        raise TunnelRefused


def jpeg_quality(compr: str | None) -> int:
    """JPEG quality 1 to 99 for a compression of 99 to 1, in steps of five so that like requests share their pictures."""
    if compr is None:
        return 100 - DEFAULT_COMPRESSION
    if not _COMPRESSION.fullmatch(compr):
        raise InvalidField("compr", "expected.compression")
    return max(1, min(95, 100 - 5 * round(int(compr) / 5)))


def _size(field: str, given: str | None, least: int, most: int) -> int | None:
    if given is None:
        return None
    if not _NUMBER.fullmatch(given) or not least <= int(given) <= most or int(given) % 2:
        raise InvalidField(field, "expected.size", minimum=least, maximum=most)
    return int(given)


class Wish:
    """How the pictures are wanted: `compr` 1 to 99, higher is smaller; `width` and `height` in pixels, even numbers."""

    def __init__(self, compr: str | None = None, width: str | None = None, height: str | None = None) -> None:
        self.quality = jpeg_quality(compr)
        self._width = _size("width", width, 320, 3840)
        self._height = _size("height", height, 240, 2160)

    def sized(self, view: View) -> View:
        """One of the two is enough: the other follows from the stream's shape."""
        shown = view.format
        width, height = self._width, self._height
        if width is None:
            width = shown.width if height is None else max(320, height * shown.width // shown.height // 2 * 2)
        if height is None:
            height = shown.height if self._width is None else max(240, width * shown.height // shown.width // 2 * 2)
        return replace(view, format=replace(shown, width=width, height=height))


@router.get("/live/view/{stream_id}", dependencies=[Depends(refuse_tunnel)], response_class=Response)
@router.get("/live/delayed/{stream_id}", dependencies=[Depends(refuse_tunnel)], response_class=Response)
@router.get("/live/alarm/{stream_id}", dependencies=[Depends(refuse_tunnel)], response_class=Response)
@router.get("/replay/view/{stream_id}", dependencies=[Depends(refuse_tunnel)], response_class=Response)
@router.get("/r", dependencies=[Depends(refuse_tunnel)], response_class=Response)
async def watch(request: Request, viewer: Viewer, wish: Annotated[Wish, Depends()]) -> Response:
    """The stream `<camera>.<stream>` live, delayed, in alarm, or its last alarm; `/r?id=<camera>` is the last alarm too."""
    views: Views = request.app.state.views
    feeds: Feeds = request.app.state.feeds
    target = views.target(request.scope["path"], request.url.query, viewer)
    view = wish.sized(target.view)
    if target.channel is Channel.REPLAY:
        return MjpegResponse(feeds.recording(as_jpeg(view), target.begin, target.end, wish.quality, PUSH_RATE))
    return MjpegResponse(feeds.push(view, wish.quality, target.delay))


class Subscription(Protocol):
    def close(self) -> None: ...


class Watchable(Protocol):
    """A feed, or a recording: pictures of JPEG."""

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> Subscription: ...


class MjpegResponse(Response):
    """The source's pictures for as long as the client stays."""

    def __init__(self, source: Watchable) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = raw_body(scope)
        await body.start(send, 200, self.raw_headers)
        if (
            scope["state"].get("head") or body.transport.is_closing()
        ):  # who had to prove himself may have gone meanwhile
            return body.finish()
        viewer = MjpegViewer(self._source, body)
        try:
            await body.disconnected(receive)
        finally:
            viewer.close()


class MjpegViewer:
    """Passes pictures on to one client, the newest first: one that comes while the last is still unsent is left out."""

    def __init__(self, source: Watchable, body: RawBody) -> None:
        self._body = body
        self._parts = _parts_of(source)
        self._loop = asyncio.get_running_loop()
        self._progress = self._loop.time()
        self._last: Picture | None = None
        self.sent = 0
        self.dropped = 0
        self._heartbeat = self._loop.call_later(HEARTBEAT_SECONDS, self._beat)
        _keep_fresh(body.transport)
        body.transport.write(f"--{BOUNDARY}\r\n".encode())
        self._subscription = source.subscribe(self._on_picture, body.finish)  # a warm feed calls us before it returns

    def close(self) -> None:
        self._heartbeat.cancel()
        self._subscription.close()
        self._body.finish()

    def _on_picture(self, picture: Picture) -> None:
        self._last = picture
        self._heartbeat.cancel()
        self._heartbeat = self._loop.call_later(HEARTBEAT_SECONDS, self._beat)
        self._send(picture)

    def _send(self, picture: Picture) -> None:
        transport = self._body.transport
        if transport.is_closing():
            return  # we hear of it in a moment; until then uvloop refuses to be asked or written to
        if transport.get_write_buffer_size():
            self.dropped += 1
            if self._loop.time() - self._progress > STALLED_SECONDS:
                transport.abort()
            return
        self._progress = self._loop.time()
        self.sent += 1
        transport.write(self._parts.part(picture))

    def _beat(self) -> None:
        if self._last is not None:
            self._on_picture(self._last)
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
