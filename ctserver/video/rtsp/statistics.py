"""The server in figures: each viewer as an operator sees it, and what there has been in all."""

from dataclasses import dataclass

from ctserver.video.rtsp.seats import Seat
from ctserver.video.rtsp.viewers import Viewer


@dataclass(frozen=True, slots=True)
class ViewerInfo:
    """A session as an operator sees it. `buffered` bytes wait for a slow reader; `query` is the URL's, without `?`."""

    session: str
    user: str
    peer: str
    path: str
    query: str
    transport: str
    state: str
    pictures: int
    bytes: int
    drops: int
    buffered: int

    @classmethod
    def of(cls, seat: Seat) -> "ViewerInfo":
        viewer = seat.viewer
        return cls(
            session=seat.session.id,
            user=str(seat.identity),
            peer=seat.peer[0],
            path=seat.target.path,
            query=seat.target.query,
            transport=seat.transport.lower,
            state=seat.session.state.value,
            pictures=viewer.pictures,
            bytes=viewer.bytes,
            drops=viewer.drops,
            buffered=viewer.buffered(),
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Since the server started, sessions that live included.

    `pictures` and `bytes` were sent, `drops` are pictures that slow viewers lost. `refused` counts the requests that
    were answered with an error, but not the challenge to a client that had not yet said who it is, and the connections
    that were closed unheard.
    """

    sessions: int = 0
    pictures: int = 0
    bytes: int = 0
    drops: int = 0
    refused: int = 0


class Account:
    """Where the totals are kept: of the sessions that have ended, and what no session is part of."""

    def __init__(self) -> None:
        self.sessions = 0
        self.refused = 0
        self._pictures = 0
        self._bytes = 0
        self._drops = 0

    def settle(self, viewer: Viewer) -> None:
        """A viewer has gone: its figures are added once."""
        self._pictures += viewer.pictures
        self._bytes += viewer.bytes
        self._drops += viewer.drops

    def totals(self, live: list[Viewer]) -> Totals:
        return Totals(
            sessions=self.sessions,
            pictures=self._pictures + sum(viewer.pictures for viewer in live),
            bytes=self._bytes + sum(viewer.bytes for viewer in live),
            drops=self._drops + sum(viewer.drops for viewer in live),
            refused=self.refused,
        )
