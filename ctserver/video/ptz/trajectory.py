"""Where a camera points at any instant, from what it was told and when."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ctserver.video.ptz.aim import goal
from ctserver.video.ptz.commands import Command, Move, Stop, Tour, ZoomMove
from ctserver.video.ptz.guard_tour import GuardTour
from ctserver.video.ptz.motion import MICROSECONDS, Drive, Motion, Travel
from ctserver.video.ptz.position import InvalidValue, Position

_ALWAYS = -(2**63)


@dataclass(frozen=True, slots=True)
class Segment:
    """What a camera does from microsecond `begins` of Unix time until it gets a command.

    All that the commands before it led to is in its motion: who has a segment needs none of those before.
    """

    begins: int
    motion: Motion

    @classmethod
    def rest(cls, position: Position) -> "Segment":
        """The segment of a camera that has always been there."""
        return cls(_ALWAYS, Travel(position.rounded, position.rounded))

    def then(self, begins: int, command: Command, initial_zoom: float) -> "Segment":
        """The segment that a command begins at that microsecond; InvalidValue for one before this segment.

        A command ends what the one before it began and starts from where the camera is at that instant, with one exception:
        Move and ZoomMove are two axes of one joystick and do not end each other.
        """
        if begins < self.begins:
            raise InvalidValue("begins", f"an instant not before {self.begins}", begins)
        return Segment(begins, _motion(command, self.at(begins), self.motion, initial_zoom))

    def at(self, microsecond: int) -> Position:
        """The position at an instant; the same bits as long as the camera rests. Before the segment, that of its beginning."""
        return self.motion.at(max(0, microsecond - self.begins))

    def is_moving(self, microsecond: int) -> bool:
        """Whether the camera turns or zooms at an instant; not at the instant at which it arrives."""
        return self.begins <= microsecond and self.motion.is_moving(microsecond - self.begins)

    def edges(self, since: int, until: int) -> Iterator[int]:
        """All microseconds from `since` to before `until`, within the segment, at which moving may begin or end."""
        return (self.begins + edge for edge in self.motion.edges(max(since - self.begins, 0), until - self.begins))


@dataclass(frozen=True)
class Trajectory:
    """Segments, one at least, in order of time: each lasts until the next begins. Of those that begin at the same instant the
    last counts. Before the first the camera rests where that one begins.

    Instants are in seconds of Unix time and are rounded to microseconds.
    """

    segments: tuple[Segment, ...]

    def at(self, seconds: float) -> Position:
        microsecond = in_microseconds(seconds)
        return self._segment(microsecond).at(microsecond)

    def is_moving(self, seconds: float) -> bool:
        return self._is_moving(in_microseconds(seconds))

    def moments(self, since: float, until: float) -> tuple[float, ...]:
        """In order, the instants from `since` to before `until` at which moving begins or ends, one and the other by turns."""
        candidates = sorted(set(self._candidates(in_microseconds(since), in_microseconds(until))))
        return tuple(at / MICROSECONDS for at in candidates if self._is_moving(at) != self._is_moving(at - 1))

    def _segment(self, microsecond: int) -> Segment:
        return self.segments[self._index(microsecond)]

    def _index(self, microsecond: int) -> int:
        return max(0, bisect_right(self.segments, microsecond, key=_begins) - 1)

    def _is_moving(self, microsecond: int) -> bool:
        return self._segment(microsecond).is_moving(microsecond)

    def _candidates(self, since: int, until: int) -> Iterator[int]:
        """All microseconds from `since` to before `until` at which moving may begin or end."""
        for index in range(self._index(since), self._index(until) + 1):
            segment = self.segments[index]
            ends = self.segments[index + 1].begins if index + 1 < len(self.segments) else until
            yield from segment.edges(since, min(until, ends))


def _motion(command: Command, position: Position, running: Motion, initial_zoom: float) -> Motion:
    levers = running if isinstance(running, Drive) else Drive(position)
    match command:
        case Move(x, y):
            return Drive(position, x, y, levers.q)
        case ZoomMove(q):
            return Drive(position, levers.x, levers.y, q)
        case Tour(stops):
            return GuardTour(position, stops)
        case Stop():
            return Travel(position, position)
        case _:
            return Travel(position, goal(command, position, initial_zoom))


def in_microseconds(seconds: float) -> int:
    return round(seconds * MICROSECONDS)


def _begins(segment: Segment) -> int:
    return segment.begins
