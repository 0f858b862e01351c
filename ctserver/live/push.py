"""PUSH HTTP: live pictures as `multipart/x-mixed-replace`, which browsers and simple clients show without a player.

Document section "Access to PUSH HTTP video streams". The streams are recompressed to MJPEG.
"""

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ctserver.auth.credentials import find_credentials, from_push_query
from ctserver.auth.dependencies import CurrentAuthenticator
from ctserver.auth.service import Account
from ctserver.errors import CredentialsRequired, InvalidField, TunnelRefused
from ctserver.http.routing import LateRoute
from ctserver.live.mjpeg import MjpegResponse, Watchable
from ctserver.live.targets import Channel, Target, Targets
from ctserver.video.feeds import PUSH_RATE, Feeds, as_jpeg
from ctserver.video.view import View

router = APIRouter(route_class=LateRoute, tags=["PUSH HTTP"])

DEFAULT_COMPRESSION = 35
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_COMPRESSION = re.compile(r"0?[1-9]|[1-9][0-9]")


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
    """The stream `<camera>.<stream>` live, delayed, in alarm, or its last alarm; `/r?id=<camera>` is the last alarm too.

    A replay with `from`, and `to`, shows what was recorded then.
    """
    targets: Targets = request.app.state.targets
    path, query = request.scope["path"], request.url.query
    target = await asyncio.to_thread(targets.target, path, query, viewer)
    return MjpegResponse(request, viewer, StreamShow(targets, request.app.state.feeds, path, query, wish, target))


@dataclass(frozen=True, slots=True)
class StreamShow:
    """One stream, by its path and query, recompressed as wished."""

    targets: Targets
    feeds: Feeds
    path: str
    query: str
    wish: Wish
    target: Target

    def open(self, account: Account) -> Watchable:
        target = self.target
        view = self.wish.sized(target.view)
        if target.channel is Channel.REPLAY:
            return self.feeds.recording(as_jpeg(view), target.begin, target.end, self.wish.quality, PUSH_RATE)
        return self.feeds.push(view, self.wish.quality, target.delay)

    def review(self, account: Account, watched: Watchable) -> Watchable:
        """He goes on with what he watches: a newer alarm does not take the place of the one that is replayed."""
        self.targets.wanted(self.path, self.query, account)
        return watched
