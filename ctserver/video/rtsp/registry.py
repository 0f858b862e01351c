"""What the connections share: streams, and the sessions that watch them."""

import asyncio
import logging
from collections.abc import Iterable

from ctserver.clock import Clock
from ctserver.video.rtsp.handler import Handler, Recording, Source
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.replay import Replay
from ctserver.video.rtsp.seats import Peer, Seat, Seats
from ctserver.video.rtsp.stream import Stream
from ctserver.video.rtsp.udp import Address, UdpPorts
from ctserver.video.rtsp.viewers import Viewer
from ctserver.video.viewing import Ledger, Totals, ViewerInfo, log_farewell

log = logging.getLogger("ctserver.rtsp")

_END = "end of the range"


class Registry:
    """Seats and streams. All calls are made on the event loop."""

    def __init__(self, handler: Handler, clock: Clock, options: RtspOptions) -> None:
        self.handler = handler
        self.clock = clock
        self.options = options
        self.udp: UdpPorts | None = None
        self.session_number = round(clock.now())
        self.ledger = Ledger()
        self.seats = Seats()
        self._streams: dict[str, Stream] = {}

    def seat(self, session_id: str, connection: Peer) -> Seat | None:
        """The session, if this connection may steer it; UDP sessions also from another one of the same address."""
        seat = self.seats.get(session_id)
        if seat is None or seat.connection is connection:
            return seat
        return seat if not seat.over_tcp and seat.peer[0] == connection.peer[0] else None

    def stream(self, opened: Source | Recording) -> Stream | Replay:
        """Live, all viewers of a source share one; each viewer of a recording has its own."""
        if isinstance(opened, Recording):
            return Replay(opened, self.options, self._replay_ended)
        stream = self._streams.get(opened.key)
        if stream is None:
            stream = self._streams[opened.key] = Stream(opened, self.clock, self.options, self._stream_ended)
        return stream

    def add(self, seat: Seat) -> None:
        """Takes the place of the session's former seat, which the caller releases."""
        self.ledger.sessions += self.seats.get(seat.session.id) is None
        self.seats.add(seat)

    def follow(self, seat: Seat, opened: Source | Recording) -> None:
        """The path may name another stream now than at SETUP."""
        left = seat.stream
        if isinstance(opened, Recording):
            stays = isinstance(left, Replay) and left.shows(opened)
        else:
            stays = isinstance(left, Stream) and left.key == opened.key
        if not stays:
            seat.stream = self.stream(opened)
            self._forget_if_unused(left)

    def release(self, seat: Seat, reason: str = "") -> None:
        """Ends a session without a word to the client. Without a `reason`, another seat of the same session takes its place."""
        if seat.released:
            return
        seat.released = True
        if reason:
            log_farewell(seat.info(asyncio.get_running_loop().time()), reason)
        self.seats.remove(seat)
        self.ledger.settle(seat.viewer)
        seat.stream.leave(seat.viewer)
        self._forget_if_unused(seat.stream)

    def end(self, seat: Seat, reason: str, *, patiently: bool = False) -> None:
        """Ends a session from our side: BYE, and the connection closes unless other sessions use it.

        `patiently` lets a slow viewer see the end of the film first.
        """
        goodbye, connection = seat.stream.goodbye(reason) if seat.playing else b"", seat.connection
        self.release(seat, reason)
        if goodbye:
            seat.viewer.control(goodbye)
        if connection and not self.seats.of_connection(connection):
            if patiently:
                connection.finish()
            else:
                connection.close()

    def connection_lost(self, connection: Peer) -> None:
        """A UDP viewer that plays goes on without its control connection, until its session times out."""
        for seat in self.seats.of_connection(connection):
            if seat.over_tcp or not seat.playing:
                self.release(seat, "the connection has gone")
            else:
                self.seats.disconnect(seat)

    def touch(self, seats: Iterable[Seat]) -> None:
        now = asyncio.get_running_loop().time()
        for seat in seats:
            seat.session.touch(now)

    def datagram(self, data: bytes, address: Address, is_rtcp: bool) -> None:
        """Junk to punch a NAT, or RTCP: whatever it is, it only shows that somebody lives at this port."""
        self.touch(self.seats.behind(address, is_rtcp, punches=bool(data)))

    def viewers(self) -> list[ViewerInfo]:
        now = asyncio.get_running_loop().time()
        return [seat.info(now) for seat in self.seats]

    def totals(self) -> Totals:
        return self.ledger.totals(seat.viewer for seat in self.seats)

    def cut(self, session_id: str) -> bool:
        """False if there is no such session."""
        seat = self.seats.get(session_id)
        if seat:
            self.end(seat, "cut by the operator")
        return seat is not None

    async def say_goodbye(self, reason: str) -> None:
        """BYE to every viewer; their connections stay, so that they can say goodbye too."""
        settling: list[tuple[Viewer, bytes]] = []
        for seat in self.seats:
            if seat.playing:
                goodbye = seat.stream.goodbye(reason)
                seat.stream.leave(seat.viewer)
                seat.session.advance("PAUSE")
                if seat.over_tcp:
                    seat.viewer.control(goodbye)
                else:
                    settling.append((seat.viewer, goodbye))
        if settling:
            await asyncio.sleep(self.options.settling)
        for viewer, goodbye in settling:
            viewer.control(goodbye)

    def end_all(self, reason: str) -> None:
        for seat in self.seats:
            self.end(seat, reason)

    def expire(self, now: float) -> None:
        """A TCP viewer that plays proves its life by taking bytes, which its connection watches."""
        for seat in self.seats:
            if seat.session.expired(now) and not (seat.over_tcp and seat.playing):
                self.end(seat, "no sign of life")

    def review(self) -> None:
        """Ends the sessions of users who may no longer see the stream."""
        for seat in self.seats:
            if seat.playing and not self._may_continue(seat):
                self.end(seat, "right withdrawn")

    def _may_continue(self, seat: Seat) -> bool:
        try:
            return self.handler.may_continue(seat.target.path, seat.target.query, seat.identity)
        except Exception as error:
            log.error("review of %r failed: %s", seat.target.path, type(error).__name__)
            return True

    def _stream_ended(self, stream: Stream) -> None:
        """Whose PLAY has just been refused, since the stream cannot be sent, keeps the session."""
        for seat in self.seats:
            if seat.stream is stream and (seat.playing or not stream.failed):
                self.end(seat, "stream ended")
        self._forget_if_unused(stream)

    def _replay_ended(self, replay: Replay) -> None:
        """BYE; then the client may say goodbye too, or go somewhere else, before it is hung up on."""
        for seat in self.seats:
            if seat.stream is replay:
                seat.session.advance("PAUSE")
                if seat.over_tcp:
                    self._part(seat, replay)
                else:
                    asyncio.get_running_loop().call_later(self.options.settling, self._part, seat, replay)

    def _part(self, seat: Seat, replay: Replay) -> None:
        if _is_over(seat, replay):
            seat.viewer.control(replay.goodbye(_END))
            asyncio.get_running_loop().call_later(self.options.linger, self._hang_up, seat, replay)

    def _hang_up(self, seat: Seat, replay: Replay) -> None:
        if _is_over(seat, replay):
            self.end(seat, _END, patiently=True)

    def _forget_if_unused(self, stream: Stream | Replay) -> None:
        if any(seat.stream is stream for seat in self.seats):
            return
        stream.close()
        if isinstance(stream, Stream) and self._streams.get(stream.key) is stream:
            del self._streams[stream.key]


def _is_over(seat: Seat, replay: Replay) -> bool:
    """Whether the seat's client has gone neither away nor anywhere else since the end."""
    return seat.stream is replay and replay.over and not seat.released
