"""What a PTZ camera can be told (API 1.2, "Moving a PTZ camera"). A command that exists is valid: InvalidValue otherwise.

Points are in pixels of the picture that the user sees, of `w` by `h`, from its top-left corner.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from ctserver.video.ptz.position import InvalidValue, OutOfRange, Position, check_range

LEVER = (-100.0, 100.0)
"""Range of a continuous move's speed, in percent of the fastest."""
DAY = 86_400
"""Seconds that a tour's stop may take at most."""


class Direction(StrEnum):
    """`arg` of the command `ptz`. `out`, which only the control channel knows, goes back to the initial zoom."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    PLUS = "plus"
    MINUS = "minus"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Center:
    """`center`: bring a point of the picture to its middle."""

    x: float
    y: float
    w: float
    h: float

    def __post_init__(self) -> None:
        _check_size(self.w, self.h)
        check_range("x", self.x, (0, self.w))
        check_range("y", self.y, (0, self.h))


@dataclass(frozen=True, slots=True)
class Area:
    """`area`: let a rectangle of the picture, from its top-left to its bottom-right point, fill the view."""

    x0: float
    y0: float
    x1: float
    y1: float
    w: float
    h: float

    def __post_init__(self) -> None:
        _check_size(self.w, self.h)
        _check_span("x0", self.x0, "x1", self.x1, self.w)
        _check_span("y0", self.y0, "y1", self.y1, self.h)


@dataclass(frozen=True, slots=True)
class Move:
    """`cptm`: turn until told otherwise; `x` to the right and `y` up, from -100 to 100. 0 and 0 stop the turning."""

    x: float
    y: float

    def __post_init__(self) -> None:
        check_range("x", self.x, LEVER)
        check_range("y", self.y, LEVER)


@dataclass(frozen=True, slots=True)
class ZoomMove:
    """`czm`: zoom until told otherwise; in if `q` is positive, from -100 to 100. 0 stops the zooming."""

    q: float

    def __post_init__(self) -> None:
        check_range("q", self.q, LEVER)


@dataclass(frozen=True, slots=True)
class Step:
    """`ptz`: one step in a direction."""

    direction: Direction

    def __post_init__(self) -> None:
        if self.direction not in set(Direction):
            raise InvalidValue("direction", f"one of {', '.join(Direction)}", self.direction)


@dataclass(frozen=True, slots=True)
class Zoom:
    """`zoom`: zoom in if `q` is positive, out if it is negative, from -10 to 10."""

    q: float

    def __post_init__(self) -> None:
        check_range("q", self.q, (-10, 10))


@dataclass(frozen=True, slots=True)
class Goto:
    """`preset`: go to a predefined position."""

    position: Position


@dataclass(frozen=True, slots=True)
class Tour:
    """`tour`: go from stop to stop, again and again. A stop is a position and the seconds that the camera stays there."""

    stops: tuple[tuple[Position, float], ...]

    def __post_init__(self) -> None:
        if not self.stops:
            raise InvalidValue("stops", "at least one stop", self.stops)
        for number, (_, seconds) in enumerate(self.stops):
            if not 0 < seconds <= DAY:
                expected = f"a number of seconds greater than 0, at most {DAY}"
                raise InvalidValue(f"stops[{number}].dwell_seconds", expected, seconds)


@dataclass(frozen=True, slots=True)
class Stop:
    """Stay where you are: ends a tour and any other move (`ptzd tourstop`)."""


Command = Center | Area | Move | ZoomMove | Step | Zoom | Goto | Tour | Stop

_OPPOSITE = {
    Direction.UP: Direction.DOWN,
    Direction.DOWN: Direction.UP,
    Direction.LEFT: Direction.RIGHT,
    Direction.RIGHT: Direction.LEFT,
}


def turned(command: Command) -> Command:
    """What a camera must be told whose picture the user sees turned by half a circle."""
    match command:
        case Center(x, y, w, h):
            return Center(w - x, h - y, w, h)
        case Area(x0, y0, x1, y1, w, h):
            return Area(w - x1, h - y1, w - x0, h - y0, w, h)
        case Move(x, y):
            return Move(-x, -y)
        case Step(direction):
            return Step(_OPPOSITE.get(direction, direction))
        case _:
            return command


def _check_size(width: float, height: float) -> None:
    for field, value in (("w", width), ("h", height)):
        if not 0 < value < inf:
            raise OutOfRange(field, "a number of pixels greater than 0", value, 0)


def _check_span(first: str, low: float, second: str, high: float, size: float) -> None:
    check_range(first, low, (0, size))
    check_range(second, high, (0, size))
    if high <= low:
        raise OutOfRange(second, f"a number greater than {first}", high, low)
