"""One viewer's way through a recording: an RTP stream of its own that follows the play-out, wherever that jumps to."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ctserver.video.picture import Picture
from ctserver.video.rtsp.formats import uncarried
from ctserver.video.rtsp.handler import Playback, Recording
from ctserver.video.rtsp.headers.range import ClockRange, NptRange
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.packetizer import Packetizer
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.payload import PayloadError
from ctserver.video.rtsp.playout import Cue, Extent, Playout
from ctserver.video.rtsp.repeater import Repeater
from ctserver.video.rtsp.viewers import Viewer

log = logging.getLogger("ctserver.rtsp")

Announce = Callable[[int, int, int], None]
"""Gets the instant of the first picture (microseconds of Unix time), its first sequence number and its RTP timestamp."""

_REPORT_ERROR_TICKS = 90


@dataclass(eq=False, slots=True)
class _Turn:
    """What one PLAY has begun. Pictures of a former turn that are still on their way are passed over."""

    viewer: Viewer
    cue: Cue
    announce: Announce
    begun: asyncio.Future[bool]
    playback: Playback | None = None
    held: bool = False


class Replay:
    """`ended` is called when the range or the recording is at its end.

    `position_us` is where it is: the last picture's instant, None before the first PLAY. `over` says that the last PLAY
    came to its end.
    """

    def __init__(self, recording: Recording, options: RtspOptions, ended: Callable[["Replay"], None]) -> None:
        self.position_us: int | None = None
        self.over = False
        self._recording = recording
        self._packetizer = Packetizer(recording.format)
        self._playout = Playout(secrets.randbelow(2**32), recording.format.fps)
        self._ended = ended
        self._turn: _Turn | None = None
        self._shown = self._reported = (recording.begin_us, self._playout.next)
        self._reports = Repeater(options.report_interval, self._send_report)

    @property
    def extent(self) -> Extent:
        return Extent(self._recording.begin_us, self._recording.end_us)

    @property
    def ssrc(self) -> int:
        return self._packetizer.ssrc

    @property
    def next_sequence(self) -> int:
        return self._packetizer.sequence

    @property
    def cue(self) -> Cue | None:
        """What PLAY has asked for; None if nothing is played."""
        return self._turn.cue if self._turn else None

    @property
    def rest(self) -> NptRange | ClockRange | None:
        """What is left to be played, from the last picture on."""
        cue = self.cue
        return cue.range(self.position_us if self.position_us is not None else cue.at_us) if cue else None

    def shows(self, recording: Recording) -> bool:
        """Whether a viewer of `recording` can go on here: its codec and size are what the client was told."""
        return recording.format == self._recording.format

    def awaits(self, viewer: Viewer) -> bool:
        """Whether PLAY has not been answered yet."""
        return self._turn is not None and not self._turn.begun.done()

    def play(self, viewer: Viewer, cue: Cue, announce: Announce) -> asyncio.Future[bool]:
        """Go there at once, whatever was played. With the first picture `announce` is called, then the viewer gets a
        sender report, then pictures. The future's result is False if it left before that."""
        self.leave(viewer)
        turn = _Turn(viewer, cue, announce, asyncio.get_running_loop().create_future())
        self._turn, self.position_us, self.over = turn, cue.at_us, False
        self._playout.jump(cue.scale)
        receive, end = partial(self._receive, turn), partial(self._end, turn)
        try:
            turn.playback = self._recording.play(cue.at_us, cue.scale, receive, end)
        except BaseException:
            self.leave(viewer)
            raise
        if self._turn is turn:
            self._hold(turn)
        else:
            turn.playback.close()
        return turn.begun

    def begin(self, viewer: Viewer) -> None:
        """Answer PLAY now, although no picture has come."""
        if self._turn:
            self._begin(self._turn, None)

    def leave(self, viewer: Viewer) -> None:
        """Stop where it is. Harmless if nothing is played."""
        turn, self._turn = self._turn, None
        self._reports.stop()
        if turn and turn.playback:
            turn.playback.close()
        if turn and not turn.begun.done():
            turn.begun.set_result(False)

    def close(self) -> None:
        if self._turn:
            self.leave(self._turn.viewer)

    def goodbye(self, reason: str) -> bytes:
        """BYE in a compound of its own (RFC 3550 §6.6)."""
        return self._packetizer.report(*self._shown) + self._packetizer.goodbye(reason)

    def _receive(self, turn: _Turn, picture: Picture) -> None:
        if turn is not self._turn:
            return
        if turn.cue.beyond(picture.time_us):
            self._end(turn)
            return
        try:
            self._show(turn, self._packetizer.packetize(picture, self._playout.stamp(picture.time_us)))
        except PayloadError as error:
            self._fail(turn, error)
        except Exception:
            log.exception("a viewer of a recording could not be served")
            self.leave(turn.viewer)
            turn.viewer.abort()

    def _show(self, turn: _Turn, picture: PacketizedPicture) -> None:
        self.position_us = picture.time_us
        self._shown = picture.time_us, picture.timestamp
        if not turn.begun.done():
            self._begin(turn, picture)
            return
        if picture.key and not self._foretold(picture):
            turn.viewer.control(self._report_on(picture.time_us, picture.timestamp))
        turn.viewer.deliver(picture)
        self._hold(turn)

    def _begin(self, turn: _Turn, first: PacketizedPicture | None) -> None:
        """Without a picture, its sequence number and RTP timestamp are certain all the same."""
        instant_us, timestamp = (first.time_us, first.timestamp) if first else (turn.cue.at_us, self._playout.next)
        turn.announce(instant_us, first.sequence if first else self._packetizer.sequence, timestamp)
        turn.viewer.control(self._report_on(instant_us, timestamp))
        turn.viewer.start([first] if first else [])
        turn.begun.set_result(True)
        self._reports.start()

    def _end(self, turn: _Turn) -> None:
        if turn is not self._turn:
            return
        if not turn.begun.done():
            self._begin(turn, None)
        self.leave(turn.viewer)
        self.over = True
        self._ended(self)

    def _fail(self, turn: _Turn, error: PayloadError) -> None:
        log.error("a recording cannot be sent: %s", error)
        if turn.begun.done():
            self._end(turn)
        else:
            turn.begun.set_exception(uncarried(error))
            self.leave(turn.viewer)

    def _hold(self, turn: _Turn) -> None:
        """The past can wait: a viewer whose line is full makes the recording pause, and loses nothing."""
        if turn.playback and not turn.held and turn.viewer.congested():
            turn.held = True
            turn.playback.pause()
            turn.viewer.when_drained(partial(self._let_go, turn))

    def _let_go(self, turn: _Turn) -> None:
        turn.held = False
        if turn is self._turn and turn.playback:
            turn.playback.resume()

    def _foretold(self, picture: PacketizedPicture) -> bool:
        """Whether the last report maps this picture's RTP time to its instant: not so at another speed or past a hole."""
        instant_us, timestamp = self._reported
        ticks = (picture.time_us - instant_us) * 9 // 100
        error = (picture.timestamp - timestamp - ticks + 2**31) % 2**32 - 2**31
        return abs(error) <= _REPORT_ERROR_TICKS

    def _report_on(self, instant_us: int, timestamp: int) -> bytes:
        """The wall clock of a recording is the one that its pictures were stamped with."""
        self._reported = instant_us, timestamp
        return self._packetizer.report(instant_us, timestamp)

    def _send_report(self) -> None:
        turn = self._turn
        if turn and not turn.held:
            turn.viewer.control(self._report_on(*self._shown))
