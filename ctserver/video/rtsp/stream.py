"""One packetization of one source for all its viewers: equal SSRC, sequence numbers and timestamps for everybody."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from ctserver.clock import Clock
from ctserver.video.picture import Picture
from ctserver.video.rtsp.formats import uncarried
from ctserver.video.rtsp.handler import Refused, Source, Subscription
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.packetizer import Packetizer
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.payload import PayloadError
from ctserver.video.rtsp.repeater import Repeater
from ctserver.video.rtsp.rtp import timestamp_of
from ctserver.video.rtsp.viewers import UdpViewer, Viewer

log = logging.getLogger("ctserver.rtsp")

Announce = Callable[[int | None, int | None], None]
"""Gets the sequence number and the RTP timestamp of the viewer's first packet, as far as they are certain."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    announce: Announce
    begun: asyncio.Future[bool]


@dataclass(slots=True)
class _Gop:
    """The pictures since the last key picture, while they stay within `limit` bytes: what a viewer joins with."""

    limit: int
    pictures: list[PacketizedPicture] = field(default_factory=list)
    size: int = 0

    def add(self, picture: PacketizedPicture) -> None:
        if picture.key:
            self.clear()
        elif not self.pictures:
            return
        self.pictures.append(picture)
        self.size += picture.size
        if self.size > self.limit and len(self.pictures) > 1:
            self.clear()

    def clear(self) -> None:
        self.pictures = []
        self.size = 0


class Stream:
    """Subscribed to its source while it has viewers. `ended` is called if the source stops for good.

    If its pictures turn out to be such as cannot be sent, those who wait for one are told, and those who play are ended.
    """

    def __init__(self, source: Source, clock: Clock, options: RtspOptions, ended: Callable[["Stream"], None]) -> None:
        self.key = source.key
        self._fault: Refused | None = None
        self._source = source
        self._packetizer = Packetizer(source.format)
        self._clock = clock
        self._options = options
        self._ended = ended
        self._timestamp_base = secrets.randbelow(2**32)
        self._time_us: int | None = None
        self._gop = _Gop(options.gop_limit)
        self._viewers: dict[Viewer, None] = {}
        self._waiting: dict[Viewer, _Waiting] = {}
        self._subscription: Subscription | None = None
        self._replaying = False
        self._reports = Repeater(options.report_interval, self._send_reports)

    @property
    def ssrc(self) -> int:
        return self._packetizer.ssrc

    @property
    def next_sequence(self) -> int:
        return self._packetizer.sequence

    @property
    def failed(self) -> bool:
        """Whether its pictures could not be sent, when last there was somebody to send them to."""
        return self._fault is not None

    def awaits(self, viewer: Viewer) -> bool:
        """Whether the viewer has joined but not begun."""
        return viewer in self._waiting

    def join(self, viewer: Viewer, announce: Announce) -> asyncio.Future[bool]:
        """Let a viewer begin: at once if the pictures since the last key picture are at hand, else at the next one.

        When it begins, `announce` is called, then it gets a sender report, then pictures. The future's result is
        False if it left before that, and Refused if the pictures cannot be sent.
        """
        begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[viewer] = _Waiting(announce, begun)
        if self._subscription is None:
            self._subscribe()
        if viewer in self._waiting and self._suits(viewer):
            self.begin(viewer)
        return begun

    def begin(self, viewer: Viewer) -> None:
        """Let a waiting viewer begin now, with whatever there is."""
        waiting = self._waiting.pop(viewer)
        first = self._gop.pictures[0] if self._gop.pictures else None
        if first:
            waiting.announce(first.sequence, first.timestamp)
        else:
            # Nothing to begin with: if nothing was ever sent, at least the first number is known.
            waiting.announce(None if self._packetizer.packets else self._packetizer.sequence, None)
        viewer.control(self._report(first.time_us if first else self._now_us()))
        viewer.start(self._gop.pictures)
        self._viewers[viewer] = None
        waiting.begun.set_result(True)
        self._reports.start()

    def leave(self, viewer: Viewer) -> None:
        """Harmless for one that is not here."""
        self._viewers.pop(viewer, None)
        waiting = self._waiting.pop(viewer, None)
        if waiting and not waiting.begun.done():
            waiting.begun.set_result(False)
        if not self._viewers and not self._waiting:
            self._unsubscribe()

    def close(self) -> None:
        for viewer in [*self._viewers, *self._waiting]:
            self.leave(viewer)
        self._unsubscribe()

    def goodbye(self, reason: str) -> bytes:
        """BYE in a compound of its own (RFC 3550 §6.6)."""
        return self._report(self._now_us()) + self._packetizer.goodbye(reason)

    def _suits(self, viewer: Viewer) -> bool:
        """TCP has flow control, so a new viewer gets the pictures since the last key picture in one burst.

        Over UDP a large burst overruns the socket's receive buffer (208 KB by default on Linux) or a switch's queue,
        and the loss spoils the very picture it should speed up: such a viewer waits for the next key picture instead.
        """
        if not self._gop.pictures:
            return False
        return not isinstance(viewer, UdpViewer) or self._gop.size <= self._options.udp_burst_limit

    def _subscribe(self) -> None:
        """A warm source replays its present GOP before `subscribe` returns: kept, not sent picture by picture."""
        self._replaying, self._fault = True, None
        try:
            self._subscription = self._source.subscribe(self._receive, self._end)
        finally:
            self._replaying = False
        if self.failed:
            self._unsubscribe()

    def _unsubscribe(self) -> None:
        if self._subscription:
            self._subscription.close()
            self._subscription = None
        self._reports.stop()
        self._gop.clear()

    def _end(self) -> None:
        self._ended(self)

    def _receive(self, picture: Picture) -> None:
        if self.failed:
            return
        try:
            packetized = self._packetizer.packetize(picture, timestamp_of(picture.time_us, self._timestamp_base))
        except PayloadError as error:
            self._fail(error)
            return
        self._time_us = picture.time_us
        self._gop.add(packetized)
        if self._replaying:
            return
        for viewer in [*self._viewers]:
            self._deliver(viewer, packetized)
        if packetized.key:
            for viewer in [*self._waiting]:
                self._begin_safely(viewer)

    def _fail(self, error: PayloadError) -> None:
        log.error("stream %s cannot be sent: %s", self.key, error)
        self._fault = uncarried(error)
        waiting, self._waiting = self._waiting, {}
        for one in waiting.values():
            one.begun.set_exception(self._fault)
        self._unsubscribe()
        if self._viewers:
            self._ended(self)

    def _deliver(self, viewer: Viewer, picture: PacketizedPicture) -> None:
        """One viewer's failure is that viewer's alone."""
        try:
            viewer.deliver(picture)
        except Exception:
            log.exception("a viewer could not be served")
            self.leave(viewer)
            viewer.abort()

    def _begin_safely(self, viewer: Viewer) -> None:
        try:
            self.begin(viewer)
        except Exception:
            log.exception("a viewer could not begin")
            self.leave(viewer)
            viewer.abort()

    def _now_us(self) -> int:
        """The last picture's instant, which is the stream's own "now"; the clock's before the first picture."""
        return self._time_us if self._time_us is not None else round(self._clock.now() * 1_000_000)

    def _report(self, time_us: int) -> bytes:
        """Both clocks of the report tell the instant that the picture was stamped with."""
        return self._packetizer.report(time_us, timestamp_of(time_us, self._timestamp_base))

    def _send_reports(self) -> None:
        report = self._report(self._now_us())
        for viewer in self._viewers:
            if viewer.buffered() <= self._options.lag_limit:
                viewer.control(report)
