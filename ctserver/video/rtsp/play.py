"""PLAY (RFC 2326 §10.5) and PAUSE (§10.6), live and in recordings."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from ctserver.video.rtsp.exchange import Exchange
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.headers.range import ClockRange, NptRange, parse_range
from ctserver.video.rtsp.headers.scale import format_scale, nearest, parse_scale
from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.messages import Response
from ctserver.video.rtsp.playout import cue
from ctserver.video.rtsp.replay import Replay
from ctserver.video.rtsp.sdp import LIVE
from ctserver.video.rtsp.seats import Seat
from ctserver.video.rtsp.stream import Stream

log = logging.getLogger("ctserver.rtsp")


async def play(exchange: Exchange) -> Response | None:
    """The answer leaves when the first picture is at hand, so that its RTP-Info tells what really comes next."""
    asked = _range(exchange.header("Range"))
    _ready(exchange)
    opened = await exchange.source(exchange.own_seat().target)
    seat = _ready(exchange)
    seat.identity = exchange.identity
    exchange.registry.follow(seat, opened)
    if isinstance(seat.stream, Replay):
        return await _play_recording(exchange, seat, seat.stream, asked)
    if seat.playing:
        return _Answer(exchange, seat, LIVE, 1.0)(seat.stream.next_sequence, None)
    await _play_live(exchange, seat, seat.stream)
    return None


async def pause(exchange: Exchange) -> Response:
    """Valid for live streams too: GStreamer sends it before TEARDOWN, FFmpeg before it tries TCP instead of UDP."""
    seat = exchange.own_seat()
    seat.session.advance("PAUSE")
    rest = seat.stream.rest if isinstance(seat.stream, Replay) else None
    seat.stream.leave(seat.viewer)
    headers = (("Range", str(rest)),) if rest else ()
    return exchange.answer(*headers, seat=seat)


@dataclass(frozen=True, slots=True)
class _Answer:
    """PLAY's answer. `range` and `scale` are what is really done; the latter is stated if it was asked for."""

    exchange: Exchange
    seat: Seat
    range: str
    scale: float

    def __call__(self, seq: int | None, rtptime: int | None) -> Response:
        asked = self.exchange.header("Scale") is not None
        scale = (("Scale", format_scale(self.scale)),) if asked else ()
        info = RtpInfo(self.seat.target.url, seq, rtptime)
        return self.exchange.answer(("Range", self.range), *scale, ("RTP-Info", str(info)), seat=self.seat)

    def send(self, seq: int | None, rtptime: int | None) -> None:
        """From here on the session plays."""
        seat = self.seat
        seat.session.advance("PLAY")
        log.info("session %s plays %r over %s", seat.session.id, seat.target.path, seat.transport.lower)
        self.exchange.link.send(self.exchange.request, self(seq, rtptime))


def _range(text: str | None) -> NptRange | ClockRange | None:
    """A live stream has nothing to seek in: `npt=0.000-` (FFmpeg, VLC), `npt=now-` and the like all mean now."""
    try:
        return parse_range(text) if text is not None else None
    except HeaderError as error:
        raise Refused(457, str(error)) from None


def _scale(text: str | None) -> float:
    """Each PLAY without the header is at normal speed."""
    try:
        return nearest(parse_scale(text)) if text is not None else 1.0
    except HeaderError as error:
        raise Refused(400, str(error)) from None


def _ready(exchange: Exchange) -> Seat:
    """The session, if it may PLAY. Asked before and after every wait, since it can end meanwhile."""
    seat = exchange.own_seat()
    seat.session.require("PLAY")
    if seat.stream.awaits(seat.viewer):
        raise Refused(455, "PLAY is under way")
    return seat


async def _play_live(exchange: Exchange, seat: Seat, stream: Stream) -> None:
    begun = stream.join(seat.viewer, _Answer(exchange, seat, LIVE, 1.0).send)
    await _wait(exchange, begun, lambda: stream.begin(seat.viewer))


async def _play_recording(
    exchange: Exchange, seat: Seat, replay: Replay, asked: NptRange | ClockRange | None
) -> Response | None:
    wanted = cue(replay.extent, asked, _scale(exchange.header("Scale")), replay.position_us)
    playing = replay.cue
    if playing and asked is None and wanted.scale == playing.scale:
        # "If a stream is playing, such a PLAY request causes no further action" (§10.5): it is a keep-alive.
        return _Answer(exchange, seat, str(replay.rest), wanted.scale)(replay.next_sequence, None)

    def announce(start_us: int, seq: int, rtptime: int) -> None:
        _Answer(exchange, seat, str(wanted.range(start_us)), wanted.scale).send(seq, rtptime)

    try:
        begun = replay.play(seat.viewer, wanted, announce)
        await _wait(exchange, begun, lambda: replay.begin(seat.viewer))
    except Exception:
        if seat.playing:  # it has left the place where it was, and cannot go where it should
            seat.session.advance("PAUSE")
        raise
    return None


async def _wait(exchange: Exchange, begun: asyncio.Future[bool], begin: Callable[[], None]) -> None:
    """For the first picture, but not for ever: then `begin` answers without one."""
    await asyncio.wait([begun], timeout=exchange.registry.options.start_timeout)
    if not begun.done():
        begin()
    elif not begun.result():
        raise Refused(454, "the session ended")
