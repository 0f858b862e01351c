"""How a camera moves after one command: its position by the microseconds that have elapsed since.

Time is counted in whole microseconds, as pictures' instants are, so that an instant at which a move ends is the same
number however it is computed. All is closed form: no position depends on which positions were asked for before.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ctserver.video.ptz.position import PAN, TILT, ZOOM, Position, clamp

PAN_RATE = 2 / 3
"""Pan per second at zoom 1, at most: from end to end in 3 s, and 0.4 of the picture's width a second."""
TILT_RATE = 1.0
"""Tilt per second at zoom 1, at most: likewise 0.4 of the picture's height a second."""
ZOOM_RATE = 0.85
"""Growth of the zoom's logarithm per second, at most: from 1 to 30 in 4 s."""
DEAD_ZONE = 0.1
"""Percent of a lever below which nothing moves."""
MICROSECONDS = 1_000_000


class Motion(Protocol):
    """What a camera does from a command on."""

    def at(self, elapsed: int) -> Position:
        """The position so many microseconds after the command; the same bits as long as the camera rests."""
        ...

    def is_moving(self, elapsed: int) -> bool: ...

    def edges(self, since: int, until: int) -> Iterable[int]:
        """In order, what of 0 and of all microseconds at which moving begins or ends lies from `since` to before `until`."""
        ...


def whole_microseconds(seconds: float) -> int:
    """Rounded up, so that what takes so long is over."""
    return math.ceil(seconds * MICROSECONDS)


@dataclass(frozen=True)
class Travel:
    """A move to a goal, which the camera reaches by turning and zooming each as fast as it can; at once if it is there.

    It turns the more slowly the closer it looks, though not in proportion: a preset far away must not take minutes.
    """

    start: Position
    goal: Position

    @cached_property
    def duration(self) -> int:
        return max(self._turn, self._zoom)

    @cached_property
    def _turn(self) -> int:
        pan, tilt = abs(self.goal.pan - self.start.pan), abs(self.goal.tilt - self.start.tilt)
        return whole_microseconds(max(pan / PAN_RATE, tilt / TILT_RATE) * math.sqrt(self.start.zoom))

    @cached_property
    def _zoom(self) -> int:
        return whole_microseconds(abs(math.log(self.goal.zoom / self.start.zoom)) / ZOOM_RATE)

    def at(self, elapsed: int) -> Position:
        if elapsed >= self.duration:
            return self.goal
        return self.start.towards(self.goal, _share(elapsed, self._turn), _share(elapsed, self._zoom))

    def is_moving(self, elapsed: int) -> bool:
        return elapsed < self.duration

    def edges(self, since: int, until: int) -> Iterable[int]:
        return (edge for edge in (0, self.duration) if since <= edge < until)


@dataclass(frozen=True)
class Drive:
    """A continuous move until the limits, with levers at `x`, `y` and `q` percent.

    It turns at a speed in proportion to what is seen, so that the picture passes equally fast at any zoom, also while the
    zoom changes: the turn is the integral of speed / zoom.
    """

    start: Position
    x: float = 0.0
    y: float = 0.0
    q: float = 0.0

    @cached_property
    def duration(self) -> int:
        """Microseconds until nothing moves any more."""
        turns = ((self.start.pan, PAN, self._pan_rate), (self.start.tilt, TILT, self._tilt_rate))
        reaches = [abs((limits[rate > 0] - value) / rate) for value, limits, rate in turns if rate]
        turning = max((self._seconds_to(reach) for reach in reaches if reach), default=0.0)
        return whole_microseconds(max(turning, self._zooming))

    @cached_property
    def _pan_rate(self) -> float:
        return _speed(self.x, PAN_RATE)

    @cached_property
    def _tilt_rate(self) -> float:
        return _speed(self.y, TILT_RATE)

    @cached_property
    def _growth(self) -> float:
        return _speed(self.q, ZOOM_RATE)

    @cached_property
    def _zooming(self) -> float:
        """Seconds until the zoom's limit."""
        return math.log(ZOOM[self._growth > 0] / self.start.zoom) / self._growth if self._growth else 0.0

    def at(self, elapsed: int) -> Position:
        seconds = min(elapsed, self.duration) / MICROSECONDS
        reach = self._reach(seconds)
        return Position.near(
            self.start.pan + self._pan_rate * reach,
            self.start.tilt + self._tilt_rate * reach,
            self._zoom(seconds),
        )

    def is_moving(self, elapsed: int) -> bool:
        return elapsed < self.duration

    def edges(self, since: int, until: int) -> Iterable[int]:
        return (edge for edge in (0, self.duration) if since <= edge < until)

    def _zoom(self, seconds: float) -> float:
        return clamp(self.start.zoom * math.exp(self._growth * min(seconds, self._zooming)), ZOOM)

    def _reach(self, seconds: float) -> float:
        """The seconds that the same turn takes at zoom 1: the integral of 1 / zoom."""
        if not self._growth:
            return seconds / self.start.zoom
        zoom = self._zoom(seconds)
        after = max(0.0, seconds - self._zooming)
        return (1 / self.start.zoom - 1 / zoom) / self._growth + after / zoom

    def _seconds_to(self, reach: float) -> float:
        """The inverse of `_reach`."""
        if not self._growth:
            return reach * self.start.zoom
        beyond = reach - self._reach(self._zooming)
        if beyond >= 0:
            return self._zooming + beyond * self._zoom(self._zooming)
        return -math.log(1 - reach * self._growth * self.start.zoom) / self._growth


def _share(elapsed: int, duration: int) -> float:
    return elapsed / duration if elapsed < duration else 1.0


def _speed(lever: float, rate: float) -> float:
    return lever / 100 * rate if abs(lever) >= DEAD_ZONE else 0.0
