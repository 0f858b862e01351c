"""The motion of a guard tour: from stop to stop, until the camera gets another command."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ctserver.video.ptz.motion import Travel, whole_microseconds
from ctserver.video.ptz.position import Position


@dataclass(frozen=True)
class GuardTour:
    """First the approach, from where the camera is to the first stop; then laps of one leg to each stop, the first last.

    A leg is a travel and the stay at its goal, where the travel's position remains.
    """

    start: Position
    stops: tuple[tuple[Position, float], ...]

    @cached_property
    def _approach(self) -> Travel:
        return Travel(self.start, self.stops[0][0].rounded)

    @cached_property
    def _legs(self) -> tuple[Travel, ...]:
        places = [place.rounded for place, _ in self.stops]
        return tuple(Travel(start, goal) for start, goal in zip(places, places[1:] + places[:1], strict=True))

    @cached_property
    def _first_lap(self) -> int:
        """The microsecond at which the approach's stay ends."""
        return self._approach.duration + whole_microseconds(self.stops[0][1])

    @cached_property
    def _begins(self) -> tuple[int, ...]:
        """Microseconds in a lap at which its legs begin, and at last its length."""
        stays = [whole_microseconds(dwell) for _, dwell in self.stops[1:] + self.stops[:1]]
        return tuple(accumulate((leg.duration + stay for leg, stay in zip(self._legs, stays, strict=True)), initial=0))

    def at(self, elapsed: int) -> Position:
        leg, elapsed = self._leg(elapsed)
        return leg.at(elapsed)

    def is_moving(self, elapsed: int) -> bool:
        leg, elapsed = self._leg(elapsed)
        return leg.is_moving(elapsed)

    def _leg(self, elapsed: int) -> tuple[Travel, int]:
        if elapsed < self._first_lap:
            return self._approach, elapsed
        in_lap = (elapsed - self._first_lap) % self._begins[-1]
        index = bisect_right(self._begins, in_lap) - 1
        return self._legs[index], in_lap - self._begins[index]

    def edges(self, since: int, until: int) -> Iterable[int]:
        return (edge for edge in self._edges(since, until) if since <= edge < until)

    def _edges(self, since: int, until: int) -> Iterator[int]:
        yield from (0, self._approach.duration)
        pairs = zip(self._begins, self._legs, strict=False)
        edges = [edge for begin, leg in pairs if leg.duration for edge in (begin, begin + leg.duration)]
        if not edges:  # a tour of one place rests there, however short its laps are
            return
        length = self._begins[-1]
        for lap in range(max(0, (since - self._first_lap) // length), (until - self._first_lap) // length + 1):
            yield from (self._first_lap + lap * length + edge for edge in edges)
