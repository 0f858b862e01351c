"""Where a camera points at any instant, from the commands that it got."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field

from ctserver.video.ptz.aim import goal
from ctserver.video.ptz.commands import Command, Move, Stop, Tour, ZoomMove
from ctserver.video.ptz.guard_tour import GuardTour
from ctserver.video.ptz.motion import MICROSECONDS, Drive, Motion, Travel
from ctserver.video.ptz.position import InvalidValue, Position

TimedCommand = tuple[float, Command]
"""A command and the instant, in seconds of Unix time, at which the camera gets it."""

_ALWAYS = -(2**63)


@dataclass(frozen=True, slots=True)
class _Segment:
    """What the camera does from microsecond `begins` of Unix time until the next segment begins."""

    begins: int
    motion: Motion

    def at(self, microsecond: int) -> Position:
        return self.motion.at(microsecond - self.begins)

    def is_moving(self, microsecond: int) -> bool:
        return self.motion.is_moving(microsecond - self.begins)

    def edges(self, since: int, until: int) -> Iterator[int]:
        """All microseconds from `since` to before `until`, within the segment, at which moving may begin or end."""
        return (self.begins + edge for edge in self.motion.edges(max(since - self.begins, 0), until - self.begins))


@dataclass(frozen=True)
class Trajectory:
    """A camera rests at `start`, whose zoom is its initial zoom, until the first of `commands`, which are in order of time.

    A command ends what the one before it began and starts from where the camera is at that instant, with one exception: Move
    and ZoomMove are two axes of one joystick and do not end each other. Of commands at the same instant the last counts.
    InvalidValue for commands out of order.

    Instants are in seconds of Unix time and are rounded to microseconds.
    """

    start: Position
    commands: Sequence[TimedCommand] = ()
    known: InitVar[tuple[_Segment, ...]] = ()
    """For `with_command`: the segments of the first commands, so that a new one costs no planning of those before it."""
    _segments: tuple[_Segment, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self, known: tuple[_Segment, ...]) -> None:
        object.__setattr__(self, "commands", tuple(self.commands))
        object.__setattr__(self, "_segments", _plan(self.start, self.commands, known))

    def at(self, seconds: float) -> Position:
        """The position at an instant; the same bits as long as the camera rests."""
        microsecond = _microsecond(seconds)
        return self._segments[self._index(microsecond)].at(microsecond)

    def is_moving(self, seconds: float) -> bool:
        """Whether the camera turns or zooms at an instant; not at the instant at which it arrives."""
        return self._is_moving(_microsecond(seconds))

    def moments(self, since: float, until: float) -> tuple[float, ...]:
        """In order, the instants from `since` to before `until` at which moving begins or ends, one and the other by turns."""
        candidates = sorted(set(self._candidates(_microsecond(since), _microsecond(until))))
        return tuple(at / MICROSECONDS for at in candidates if self._is_moving(at) != self._is_moving(at - 1))

    def with_command(self, at: float, command: Command) -> "Trajectory":
        """The trajectory of a camera that also got this command, after others of the same instant: the past stays as it was."""
        index = bisect_right(self.commands, at, key=_instant)
        commands = (*self.commands[:index], (at, command), *self.commands[index:])
        return Trajectory(self.start, commands, self._segments[: index + 1])

    def _index(self, microsecond: int) -> int:
        return bisect_right(self._segments, microsecond, key=_begins) - 1

    def _is_moving(self, microsecond: int) -> bool:
        return self._segments[self._index(microsecond)].is_moving(microsecond)

    def _candidates(self, since: int, until: int) -> Iterator[int]:
        """All microseconds from `since` to before `until` at which moving may begin or end."""
        for index in range(self._index(since), self._index(until) + 1):
            segment = self._segments[index]
            ends = self._segments[index + 1].begins if index + 1 < len(self._segments) else until
            yield from segment.edges(since, min(until, ends))


def _plan(start: Position, commands: Sequence[TimedCommand], known: tuple[_Segment, ...]) -> tuple[_Segment, ...]:
    """The segment before any command, and one for each command."""
    segments = list(known) or [_Segment(_ALWAYS, Travel(start.rounded, start.rounded))]
    for number in range(len(segments) - 1, len(commands)):
        at, command = commands[number]
        if number and not commands[number - 1][0] <= at:
            raise InvalidValue(f"commands[{number}]", f"an instant not before {commands[number - 1][0]}", at)
        running, begins = segments[-1], _microsecond(at)
        segments.append(_Segment(begins, _motion(command, running.at(begins), running.motion, start.zoom)))
    return tuple(segments)


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


def _microsecond(seconds: float) -> int:
    return round(seconds * MICROSECONDS)


def _instant(command: TimedCommand) -> float:
    return command[0]


def _begins(segment: _Segment) -> int:
    return segment.begins
