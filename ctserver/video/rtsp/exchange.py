"""One request on its way through the server: the checks that come first, and what a method can then rely on."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from ctserver.video.rtsp.auth import Challenger
from ctserver.video.rtsp.handler import Recording, Refused, Source
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.headers.session import SessionHeader
from ctserver.video.rtsp.messages import Headers, MessageError, Request, Response
from ctserver.video.rtsp.registry import Registry
from ctserver.video.rtsp.seats import Peer, Seat
from ctserver.video.rtsp.udp import Address
from ctserver.video.rtsp.urls import Target

METHODS = ("OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER")
PUBLIC = ", ".join(METHODS)
"""VLC sends keep-alives only if GET_PARAMETER is listed; aiortsp fails without the header."""

_NOT_ALLOWED = ("ANNOUNCE", "RECORD")


class Link(Peer, Protocol):
    """The connection as a method sees it."""

    @property
    def challenger(self) -> Challenger: ...

    @property
    def local(self) -> Address: ...

    def send(self, request: Request, response: Response) -> None: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that passed the checks, from a client whose credentials held."""

    registry: Registry
    link: Link
    request: Request
    target: Target
    identity: object

    def header(self, name: str) -> str | None:
        return self.request.headers.get(name)

    async def source(self, target: Target) -> Source | Recording:
        """Refused if the user may not see it (now)."""
        return await self.registry.handler.open(target.path, target.query, self.identity)

    def seat(self) -> Seat:
        """The session that the request names; Refused(454)."""
        seat = named_seat(self.registry, self.link, self.request)
        if seat is None:
            raise Refused(454, "unknown session")
        return seat

    def own_seat(self) -> Seat:
        """As `seat`, and the URL must be that session's: with one track, the aggregate and the track are the same."""
        seat = self.seat()
        if self.target.path and not self.target.same_stream(seat.target):
            raise Refused(404, "not this session's URL")
        return seat

    def answer(self, *headers: tuple[str, str], seat: Seat | None = None, body: bytes = b"") -> Response:
        session = (("Session", seat.session.id),) if seat else ()
        return Response(200, Headers((*session, *headers)), body)

    def now(self) -> float:
        return asyncio.get_running_loop().time()


def vet(request: Request) -> None:
    """MessageError for what no state of the server could make valid."""
    cseq = request.cseq
    if request.version != "RTSP/1.0":
        raise MessageError(505, "", cseq=cseq)
    if cseq is None:
        raise MessageError(400, "CSeq missing or unreadable")
    if request.method in _NOT_ALLOWED:
        raise MessageError(405, "", cseq=cseq, headers=(("Allow", PUBLIC),))
    if request.method not in METHODS:
        raise MessageError(501, "", cseq=cseq, headers=(("Public", PUBLIC),))
    required = ", ".join(request.headers.all("Require"))
    if required:
        raise MessageError(551, "", cseq=cseq, headers=(("Unsupported", required),))


def named_seat(registry: Registry, link: Link, request: Request) -> Seat | None:
    """The session of the request's Session header, if there is one that this connection may steer."""
    text = request.headers.get("Session")
    try:
        return registry.seat(SessionHeader.parse(text).id, link) if text is not None else None
    except HeaderError:
        return None
