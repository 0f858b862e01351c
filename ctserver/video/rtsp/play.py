"""PLAY (RFC 2326 §10.5) and PAUSE (§10.6)."""

import asyncio
import logging

from ctserver.video.rtsp.exchange import Exchange
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.headers.range import parse_range
from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.messages import Response
from ctserver.video.rtsp.registry import Seat
from ctserver.video.rtsp.sdp import LIVE

log = logging.getLogger("ctserver.rtsp")


async def play(exchange: Exchange) -> Response | None:
    """The answer leaves when the first picture is at hand, so that its RTP-Info tells what really comes next."""
    _check_range(exchange.header("Range"))
    _ready(exchange)
    source = await exchange.source(exchange.own_seat().target)
    seat = _ready(exchange)
    if seat.playing:
        return _playing(exchange, seat, seat.stream.next_sequence, None)
    seat.identity = exchange.identity
    if source.key != seat.stream.key:
        exchange.registry.move(seat, exchange.registry.stream(source))
    await _start(exchange, seat)
    return None


async def pause(exchange: Exchange) -> Response:
    """Valid for live streams too: GStreamer sends it before TEARDOWN, FFmpeg before it tries TCP instead of UDP."""
    seat = exchange.own_seat()
    seat.session.advance("PAUSE")
    seat.stream.leave(seat.viewer)
    return exchange.answer(seat=seat)


def _check_range(text: str | None) -> None:
    """A live stream has nothing to seek in: `npt=0.000-` (FFmpeg, VLC), `npt=now-` and the like all mean now."""
    try:
        if text is not None:
            parse_range(text)
    except HeaderError as error:
        raise Refused(457, str(error)) from None


def _ready(exchange: Exchange) -> Seat:
    """The session, if it may PLAY. Asked before and after every wait, since it can end meanwhile."""
    seat = exchange.own_seat()
    seat.session.require("PLAY")
    if seat.stream.awaits(seat.viewer):
        raise Refused(455, "PLAY is under way")
    return seat


async def _start(exchange: Exchange, seat: Seat) -> None:
    stream, viewer = seat.stream, seat.viewer

    def announce(seq: int | None, rtptime: int | None) -> None:
        seat.session.advance("PLAY")
        log.info("session %s plays %r over %s", seat.session.id, seat.target.path, seat.transport.lower)
        exchange.link.send(exchange.request, _playing(exchange, seat, seq, rtptime))

    begun = stream.join(viewer, announce)
    await asyncio.wait([begun], timeout=exchange.registry.options.start_timeout)
    if not begun.done():
        stream.begin(viewer)
    elif not begun.result():
        raise Refused(454, "the session ended")


def _playing(exchange: Exchange, seat: Seat, seq: int | None, rtptime: int | None) -> Response:
    scale = (("Scale", "1"),) if exchange.header("Scale") is not None else ()
    info = RtpInfo(seat.target.url, seq, rtptime)
    return exchange.answer(("Range", LIVE), *scale, ("RTP-Info", str(info)), seat=seat)
