"""SETUP (RFC 2326 §10.4): the choice of a transport, and a seat at the stream."""

from dataclasses import replace
from itertools import count

from ctserver.video.rtsp.exchange import Exchange
from ctserver.video.rtsp.formats import payload_for
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.transport import Transport, parse_transports
from ctserver.video.rtsp.messages import Response
from ctserver.video.rtsp.replay import Replay
from ctserver.video.rtsp.seats import Seat
from ctserver.video.rtsp.session import Session
from ctserver.video.rtsp.stream import Stream
from ctserver.video.rtsp.udp import Address
from ctserver.video.rtsp.urls import TRACK
from ctserver.video.rtsp.viewers import TcpViewer, UdpViewer, Viewer

_PATIENCE = 8


async def setup(exchange: Exchange) -> Response:
    """The aggregate URL is taken as the stream's only track: VLC's fallback dialect asks so.

    A session may SETUP again, with another transport, until it plays: clients that fall back from UDP to TCP do.
    """
    offered = exchange.header("Transport")
    if offered is None:
        raise Refused(400, "Transport missing")
    if exchange.target.track not in (None, TRACK):
        raise Refused(404, "no such track")
    _former(exchange)
    source = await exchange.source(exchange.target)
    payload_for(source.format)
    former = _former(exchange)
    transport = _choose(parse_transports(offered), exchange, former)
    seat = _take_seat(exchange, exchange.registry.stream(source), transport, former)
    session = seat.session.header(exchange.registry.options.advertised_timeout)
    answer = replace(transport, ssrc=seat.stream.ssrc, mode=None)
    return exchange.answer(("Session", str(session)), ("Transport", str(answer)))


def _former(exchange: Exchange) -> Seat | None:
    """The seat that this SETUP changes, if it may; None if it asks for a new one, and the limits allow that."""
    if exchange.header("Session") is None:
        _check_limits(exchange)
        return None
    seat = exchange.seat()
    if not seat.target.same_stream(exchange.target):
        raise Refused(459, "one session, one stream")
    seat.session.require("SETUP")
    if seat.stream.awaits(seat.viewer):
        raise Refused(455, "PLAY is under way")
    return seat


def _check_limits(exchange: Exchange) -> None:
    registry = exchange.registry
    if len(registry.seats) >= registry.options.max_sessions:
        raise Refused(453, "too many sessions")
    if len(registry.seats.of_connection(exchange.link)) >= registry.options.max_sessions_per_connection:
        raise Refused(453, "too many sessions on one connection")


def _choose(offered: list[Transport], exchange: Exchange, former: Seat | None) -> Transport:
    """The first that fits, with our side filled in; Refused(461). FFmpeg fails on two, or on another kind."""
    for transport in offered:
        if transport.delivery == "multicast" or transport.mode not in (None, "PLAY"):
            continue
        chosen = _accept(transport, exchange, former)
        if chosen:
            # live555 takes an answer without this word for multicast, which is RFC 2326's default.
            return replace(chosen, delivery="unicast")
    raise Refused(461, "no transport fits")


def _accept(transport: Transport, exchange: Exchange, former: Seat | None) -> Transport | None:
    registry, link = exchange.registry, exchange.link
    if transport.lower == "TCP":
        seats = [seat for seat in registry.seats.of_connection(link) if seat is not former]
        taken = {channel for seat in seats for channel in seat.transport.interleaved or ()}
        pair = transport.interleaved or next((n, n + 1) for n in count(0, 2) if taken.isdisjoint((n, n + 1)))
        fits = taken.isdisjoint(pair) and max(pair) <= 255
        return replace(transport, interleaved=pair, client_port=None, server_port=None) if fits else None
    if transport.lower == "UDP" and registry.udp and transport.client_port and min(transport.client_port) > 0:
        if registry.seats.port_in_use(link.peer[0], transport.client_port, but=former):
            return None
        return replace(transport, interleaved=None, server_port=registry.udp.ports)
    return None


def _take_seat(exchange: Exchange, stream: Stream | Replay, transport: Transport, former: Seat | None) -> Seat:
    registry, now = exchange.registry, exchange.now()
    session = former.session if former else Session(timeout=registry.options.session_timeout, now=now)
    seat = Seat(
        session=session,
        target=exchange.target,
        transport=transport,
        identity=exchange.identity,
        stream=stream,
        viewer=_viewer(exchange, transport, stream),
        peer=exchange.link.peer,
        connection=exchange.link,
        since=former.since if former else registry.clock.now(),
        began=former.began if former else now,
    )
    registry.add(seat)
    if former:
        registry.release(former)
    session.advance("SETUP")
    return seat


def _viewer(exchange: Exchange, transport: Transport, stream: Stream | Replay) -> Viewer:
    registry, peer = exchange.registry, exchange.link.peer
    lag_limit = registry.options.lag_limit
    if transport.interleaved:
        # A recording pauses when its viewer's line is full. Should it not, this bounds the memory that it costs.
        limit = lag_limit * _PATIENCE if isinstance(stream, Replay) else lag_limit
        return TcpViewer(exchange.link, transport.interleaved, limit)
    assert registry.udp
    assert transport.client_port
    rtp, rtcp = transport.client_port
    return UdpViewer(registry.udp, _at_port(peer, rtp), _at_port(peer, rtcp), lag_limit)


def _at_port(peer: Address, port: int) -> Address:
    """Only the RTSP peer's own address is ever sent to, whatever `destination=` asks."""
    return (peer[0], port, peer[2], peer[3]) if len(peer) == 4 else (peer[0], port)
