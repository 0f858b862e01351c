"""What the strips of several tiles have in common: most of them show the same few instants."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from ctserver.video import mark as marks
from ctserver.video.mosaic.cells import TimeCells
from ctserver.video.mosaic.clock import ClockRows
from ctserver.video.mosaic.flat import Flat
from ctserver.video.view import View

_REMEMBERED = 64


class Instant(NamedTuple):
    """`ms` of Unix time as a mark has it, the clock's row as a restart interval, and the mark's cells that tell the time."""

    ms: int
    clock: bytes
    cells: TimeCells


class Instants:
    """Of strips of one width at one quality; used by one thread at a time."""

    def __init__(self, width: int, quality: int, flat: Flat) -> None:
        self._flat = flat
        self._clocks = ClockRows(width, quality, flat)
        self._known: dict[tuple[int, ZoneInfo], Instant] = {}

    def of(self, view: View, time_us: int) -> Instant:
        """At microseconds of Unix time, where the view's camera stands."""
        key = time_us, view.timezone
        instant = self._known.get(key)
        if instant is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            instant = self._known[key] = self._open(time_us, view.utc_offset(time_us // 1_000_000))
        return instant

    def _open(self, time_us: int, utc_offset: int) -> Instant:
        ms = time_us // 1000 & marks.MS
        return Instant(ms, self._clocks.row(time_us, utc_offset), TimeCells(self._flat, ms))
