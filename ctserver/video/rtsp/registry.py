"""What the connections share: streams, and the sessions' seats at them."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ctserver.clock import Clock
from ctserver.video.rtsp.handler import Handler, Source
from ctserver.video.rtsp.headers.transport import Pair, Transport
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.session import Session, State
from ctserver.video.rtsp.stream import Stream
from ctserver.video.rtsp.udp import Address, UdpPorts
from ctserver.video.rtsp.urls import Target
from ctserver.video.rtsp.viewers import Output, UdpViewer, Viewer

log = logging.getLogger("ctserver.rtsp")


class Peer(Output, Protocol):
    """The connection as the registry sees it."""

    @property
    def peer(self) -> Address: ...

    def close(self) -> None: ...


@dataclass(eq=False, slots=True)
class Seat:
    """A session's place at a stream. `connection` is None once a UDP viewer's control connection has gone."""

    session: Session
    target: Target
    transport: Transport
    identity: object
    stream: Stream
    viewer: Viewer
    peer: Address
    connection: Peer | None

    @property
    def over_tcp(self) -> bool:
        return self.transport.lower == "TCP"

    @property
    def playing(self) -> bool:
        return self.session.state is State.PLAYING


@dataclass(frozen=True, slots=True)
class ViewerInfo:
    """A session as an operator sees it. `buffered` bytes wait for a slow reader."""

    session: str
    user: str
    peer: str
    path: str
    transport: str
    state: str
    pictures: int
    bytes: int
    drops: int
    buffered: int


class Registry:
    """Seats and streams. All calls are made on the event loop."""

    def __init__(self, handler: Handler, clock: Clock, options: RtspOptions) -> None:
        self.handler = handler
        self.clock = clock
        self.options = options
        self.udp: UdpPorts | None = None
        self.session_number = round(clock.now())
        self._seats: dict[str, Seat] = {}
        self._streams: dict[str, Stream] = {}
        # By address, as datagrams come from anybody and may cost no more than a look-up.
        self._udp_seats: dict[str, list[Seat]] = {}

    @property
    def seats(self) -> list[Seat]:
        return [*self._seats.values()]

    def seat(self, session_id: str, connection: Peer) -> Seat | None:
        """The session, if this connection may steer it; UDP sessions also from another one of the same address."""
        seat = self._seats.get(session_id)
        if seat is None or seat.connection is connection:
            return seat
        return seat if not seat.over_tcp and seat.peer[0] == connection.peer[0] else None

    def seats_of(self, connection: Peer) -> list[Seat]:
        return [seat for seat in self._seats.values() if seat.connection is connection]

    def stream(self, source: Source) -> Stream:
        stream = self._streams.get(source.key)
        if stream is None:
            stream = self._streams[source.key] = Stream(source, self.clock, self.options, self._stream_ended)
        return stream

    def add(self, seat: Seat) -> None:
        """Takes the place of the session's former seat, which the caller releases."""
        self._seats[seat.session.id] = seat
        if not seat.over_tcp:
            self._udp_seats.setdefault(seat.peer[0], []).append(seat)

    def move(self, seat: Seat, stream: Stream) -> None:
        """The path now names another stream than at SETUP."""
        left, seat.stream = seat.stream, stream
        self._forget_if_unused(left)

    def release(self, seat: Seat) -> None:
        """Ends a session without a word to the client."""
        if self._seats.get(seat.session.id) is seat:
            del self._seats[seat.session.id]
        neighbours = self._udp_seats.get(seat.peer[0], [])
        if seat in neighbours:
            neighbours.remove(seat)
            if not neighbours:
                del self._udp_seats[seat.peer[0]]
        seat.stream.leave(seat.viewer)
        self._forget_if_unused(seat.stream)

    def end(self, seat: Seat, reason: str) -> None:
        """Ends a session from our side: BYE, and the connection closes unless other sessions use it."""
        log.info("session %s of %r ends: %s", seat.session.id, seat.target.path, reason)
        goodbye = seat.stream.goodbye(reason) if seat.playing else b""
        self.release(seat)
        if goodbye:
            seat.viewer.control(goodbye)
        if seat.connection and not self.seats_of(seat.connection):
            seat.connection.close()

    def connection_lost(self, connection: Peer) -> None:
        """A UDP viewer that plays goes on without its control connection, until its session times out."""
        for seat in self.seats_of(connection):
            if seat.over_tcp or not seat.playing:
                self.release(seat)
            else:
                seat.connection = None

    def touch(self, seats: Iterable[Seat]) -> None:
        now = asyncio.get_running_loop().time()
        for seat in seats:
            seat.session.touch(now)

    def port_in_use(self, host: str, ports: Pair, but: Seat | None = None) -> bool:
        """Whether another session of this address has one of the ports: two would garble each other's stream."""
        others = [seat for seat in self._udp_seats.get(host, []) if seat is not but]
        taken = {address[1] for seat in others for address in _addresses(seat.viewer)}
        return not taken.isdisjoint(ports)

    def datagram(self, data: bytes, address: Address, is_rtcp: bool) -> None:
        """Junk to punch a NAT, or RTCP: whatever it is, it only shows that somebody lives at this port."""
        udp = self._udp_seats.get(address[0], [])
        known = [seat for seat in udp if address in _addresses(seat.viewer)]
        if known:
            self.touch(known)
        elif len(udp) == 1 and not udp[0].playing and data:
            _move(udp[0].viewer, address, is_rtcp)

    def viewers(self) -> list[ViewerInfo]:
        return [_info(seat) for seat in self._seats.values()]

    def cut(self, session_id: str) -> bool:
        """False if there is no such session."""
        seat = self._seats.get(session_id)
        if seat:
            self.end(seat, "cut by the operator")
        return seat is not None

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
            return self.handler.may_continue(seat.target.path, seat.identity)
        except Exception as error:
            log.error("review of %r failed: %s", seat.target.path, type(error).__name__)
            return True

    def _stream_ended(self, stream: Stream) -> None:
        for seat in self.seats:
            if seat.stream is stream:
                self.end(seat, "stream ended")
        self._forget_if_unused(stream)

    def _forget_if_unused(self, stream: Stream) -> None:
        if any(seat.stream is stream for seat in self._seats.values()):
            return
        stream.close()
        if self._streams.get(stream.key) is stream:
            del self._streams[stream.key]


def _addresses(viewer: Viewer) -> tuple[Address, ...]:
    return (viewer.rtp, viewer.rtcp) if isinstance(viewer, UdpViewer) else ()


def _move(viewer: Viewer, address: Address, is_rtcp: bool) -> None:
    """A NAT has given the client another port than it said at SETUP."""
    if isinstance(viewer, UdpViewer):
        if is_rtcp:
            viewer.rtcp = address
        else:
            viewer.rtp = address


def _info(seat: Seat) -> ViewerInfo:
    viewer = seat.viewer
    return ViewerInfo(
        session=seat.session.id,
        user=str(seat.identity),
        peer=seat.peer[0],
        path=seat.target.path,
        transport=seat.transport.lower,
        state=seat.session.state.value,
        pictures=viewer.pictures,
        bytes=viewer.bytes,
        drops=viewer.drops,
        buffered=viewer.buffered(),
    )
