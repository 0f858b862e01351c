"""What each RTSP method does (RFC 2326 §10), and who may ask for it."""

import asyncio
from collections.abc import Awaitable, Callable

from ctserver.video.rtsp.auth import CredentialsError
from ctserver.video.rtsp.exchange import PUBLIC, Exchange, Link, named_seat, vet
from ctserver.video.rtsp.formats import payload_for
from ctserver.video.rtsp.handler import Recording, Refused
from ctserver.video.rtsp.headers.fields import split
from ctserver.video.rtsp.messages import Headers, MessageError, Request, Response
from ctserver.video.rtsp.play import pause, play
from ctserver.video.rtsp.playout import Extent
from ctserver.video.rtsp.registry import Registry
from ctserver.video.rtsp.sdp import LIVE, Description
from ctserver.video.rtsp.setup import setup
from ctserver.video.rtsp.urls import Target, UrlError


async def respond(registry: Registry, link: Link, request: Request) -> Response | None:
    """The answer, or None if it has been sent. Raises Refused, MessageError, CredentialsError, StateError."""
    vet(request)
    try:
        target = Target.parse(request.url)
    except UrlError as error:
        raise MessageError(400, str(error), cseq=request.cseq) from None
    if seat := named_seat(registry, link, request):
        registry.touch([seat])
    if request.method == "OPTIONS":
        return Response(200, Headers((("Public", PUBLIC),)))
    credentials = link.challenger.credentials(request.headers.get("Authorization"), target)
    identity = await registry.handler.authenticate(credentials, request.method, link.peer[0])
    if identity is None:
        raise CredentialsError("wrong credentials")
    return await _METHODS[request.method](Exchange(registry, link, request, target, identity))


async def describe(exchange: Exchange) -> Response:
    """RFC 2326 §10.2."""
    if not _accepts_sdp(exchange.header("Accept")):
        raise Refused(406, "only application/sdp")
    source = await exchange.source(exchange.target)
    payload = payload_for(source.format)
    try:
        async with asyncio.timeout(exchange.registry.options.describe_timeout):
            parameter_sets = await source.parameter_sets()
    except TimeoutError:
        raise Refused(503, "the stream does not start", told=True) from None
    number, address = exchange.registry.session_number, exchange.link.local[0]
    range_ = Extent(source.begin_us, source.end_us).npt if isinstance(source, Recording) else LIVE
    text = str(Description(source.format, payload, parameter_sets, number, address, range=range_))
    headers = (("Content-Base", exchange.target.content_base), ("Content-Type", "application/sdp"))
    return exchange.answer(*headers, body=text.encode())


async def parameter(exchange: Exchange) -> Response:
    """GET_PARAMETER, SET_PARAMETER (RFC 2326 §10.8, §10.9) as keep-alive: with or without a session, any body."""
    return exchange.answer(seat=exchange.seat() if exchange.header("Session") is not None else None)


async def teardown(exchange: Exchange) -> Response:
    """RFC 2326 §10.7. The connection stays: the client may SETUP again."""
    seat = exchange.own_seat()
    seat.session.advance("TEARDOWN")
    exchange.registry.release(seat, "the client has ended it")
    return exchange.answer(seat=seat)


def _accepts_sdp(accept: str | None) -> bool:
    types = {part.partition(";")[0].strip().lower() for part in split(accept or "*/*", ",")}
    return not types.isdisjoint({"application/sdp", "application/*", "*/*"})


_METHODS: dict[str, Callable[[Exchange], Awaitable[Response | None]]] = {
    "DESCRIBE": describe,
    "SETUP": setup,
    "PLAY": play,
    "PAUSE": pause,
    "TEARDOWN": teardown,
    "GET_PARAMETER": parameter,
    "SET_PARAMETER": parameter,
}
