"""The sessions' seats at their streams, found by session, by connection and by UDP address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ctserver.video.rtsp.headers.transport import Pair, Transport
from ctserver.video.rtsp.replay import Replay
from ctserver.video.rtsp.session import Session, State
from ctserver.video.rtsp.stream import Stream
from ctserver.video.rtsp.udp import Address
from ctserver.video.rtsp.urls import Target
from ctserver.video.rtsp.viewers import Output, UdpViewer, Viewer
from ctserver.video.viewing import ViewerInfo

K = TypeVar("K")


class Peer(Output, Protocol):
    """A connection as the sessions see it."""

    @property
    def peer(self) -> Address: ...

    def close(self) -> None:
        """Lets what was written leave, but not for long."""
        ...

    def finish(self) -> None:
        """Lets what was written leave for as long as the peer takes it, then closes."""
        ...


@dataclass(eq=False, slots=True)
class Seat:
    """A session's place at a stream. `connection` is None once a UDP viewer's control connection has gone."""

    session: Session
    target: Target
    transport: Transport
    identity: object
    stream: Stream | Replay
    viewer: Viewer
    peer: Address
    connection: Peer | None
    since: float
    """Seconds of Unix time."""
    began: float
    """By the event loop's time."""
    released: bool = False

    @property
    def over_tcp(self) -> bool:
        return self.transport.lower == "TCP"

    @property
    def playing(self) -> bool:
        return self.session.state is State.PLAYING

    @property
    def patient(self) -> bool:
        """Whether its pictures wait for the viewer: then one that takes nothing for a while only looks closely."""
        return self.over_tcp and isinstance(self.stream, Replay)

    def info(self, now: float) -> ViewerInfo:
        """As an operator sees it, at an instant of the event loop's time."""
        return ViewerInfo(
            session=self.session.id,
            user=str(self.identity),
            peer=self.peer[0],
            path=self.target.path,
            query=self.target.query,
            transport=self.transport.lower,
            state=self.session.state.value,
            since=self.since,
            seconds=now - self.began,
            pictures=self.viewer.pictures,
            bytes=self.viewer.bytes,
            drops=self.viewer.drops,
            buffered=self.viewer.buffered(),
        )


class Seats:
    """An index. Connections ask for theirs every second, and datagrams come from anybody: neither may cost a search."""

    def __init__(self) -> None:
        self._by_session: dict[str, Seat] = {}
        self._by_connection: dict[Peer, list[Seat]] = {}
        self._by_udp_host: dict[str, list[Seat]] = {}

    def __len__(self) -> int:
        return len(self._by_session)

    def __iter__(self) -> Iterator[Seat]:
        """Over a copy: seats may go meanwhile."""
        return iter([*self._by_session.values()])

    def get(self, session_id: str) -> Seat | None:
        return self._by_session.get(session_id)

    def of_connection(self, connection: Peer) -> list[Seat]:
        return [*self._by_connection.get(connection, ())]

    def add(self, seat: Seat) -> None:
        """Takes the place of the session's former seat."""
        self._by_session[seat.session.id] = seat
        if seat.connection:
            self._by_connection.setdefault(seat.connection, []).append(seat)
        if not seat.over_tcp:
            self._by_udp_host.setdefault(seat.peer[0], []).append(seat)

    def remove(self, seat: Seat) -> None:
        if self._by_session.get(seat.session.id) is seat:
            del self._by_session[seat.session.id]
        self.disconnect(seat)
        _remove(self._by_udp_host, seat.peer[0], seat)

    def disconnect(self, seat: Seat) -> None:
        """Its control connection has gone."""
        if seat.connection:
            _remove(self._by_connection, seat.connection, seat)
        seat.connection = None

    def port_in_use(self, host: str, ports: Pair, but: Seat | None = None) -> bool:
        """Whether another session of this address has one of the ports: two would garble each other's stream."""
        others = [seat for seat in self._by_udp_host.get(host, ()) if seat is not but]
        taken = {address[1] for seat in others for address in _addresses(seat.viewer)}
        return not taken.isdisjoint(ports)

    def behind(self, address: Address, is_rtcp: bool, *, punches: bool) -> list[Seat]:
        """Who lives at a UDP address. A datagram that `punches` may show that a NAT has given a client another port."""
        candidates = self._by_udp_host.get(address[0], [])
        known = [seat for seat in candidates if address in _addresses(seat.viewer)]
        if punches and not known and len(candidates) == 1 and not candidates[0].playing:
            _move(candidates[0].viewer, address, is_rtcp)
        return known


def _remove(index: dict[K, list[Seat]], key: K, seat: Seat) -> None:
    seats = index.get(key, [])
    if seat in seats:
        seats.remove(seat)
        if not seats:
            del index[key]


def _addresses(viewer: Viewer) -> tuple[Address, ...]:
    return (viewer.rtp, viewer.rtcp) if isinstance(viewer, UdpViewer) else ()


def _move(viewer: Viewer, address: Address, is_rtcp: bool) -> None:
    if isinstance(viewer, UdpViewer):
        if is_rtcp:
            viewer.rtcp = address
        else:
            viewer.rtp = address
