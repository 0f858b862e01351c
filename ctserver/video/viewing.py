"""Who watches, and what he was sent: the same figures for every way out."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger("ctserver.viewers")


@dataclass(frozen=True, slots=True)
class ViewerInfo:
    """A viewer as an operator sees him.

    `transport` is TCP or UDP for RTSP, HTTP for PUSH HTTP and mosaics. `query` is the URL's, without `?`. He came at `since`,
    in seconds of Unix time, `seconds` of real time ago. `buffered` bytes wait for a slow reader.
    """

    session: str
    user: str
    peer: str
    path: str
    query: str
    transport: str
    state: str
    since: float
    seconds: float
    pictures: int
    bytes: int
    drops: int
    buffered: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Since the server started, sessions that live included.

    `pictures` and `bytes` were sent, `drops` are pictures that slow viewers lost. `refused` counts the requests to the RTSP
    server that were answered with an error, but not the challenge to a client that had not yet said who it is, and the
    connections that were closed unheard.
    """

    sessions: int = 0
    pictures: int = 0
    bytes: int = 0
    drops: int = 0
    refused: int = 0


class Counted(Protocol):
    """One viewer's counters."""

    pictures: int
    bytes: int
    drops: int


class Ledger:
    """Where the totals are kept: of the sessions that have ended, and what no session is part of."""

    def __init__(self) -> None:
        self.sessions = 0
        self.refused = 0
        self._pictures = 0
        self._bytes = 0
        self._drops = 0

    def settle(self, viewer: Counted) -> None:
        """A viewer has gone: its figures are added once."""
        self._pictures += viewer.pictures
        self._bytes += viewer.bytes
        self._drops += viewer.drops

    def totals(self, live: Iterable[Counted]) -> Totals:
        viewers = [*live]
        return Totals(
            sessions=self.sessions,
            pictures=self._pictures + sum(viewer.pictures for viewer in viewers),
            bytes=self._bytes + sum(viewer.bytes for viewer in viewers),
            drops=self._drops + sum(viewer.drops for viewer in viewers),
            refused=self.refused,
        )


def log_farewell(viewer: ViewerInfo, reason: str) -> None:
    """One line for each stream that has ended."""
    log.info(
        "%s at %s watched %s over %s for %.1f s: %d pictures, %d dropped; %s",
        viewer.user,
        viewer.peer,
        f"{viewer.path}?{viewer.query}" if viewer.query else viewer.path,
        viewer.transport,
        viewer.seconds,
        viewer.pictures,
        viewer.drops,
        reason,
    )
