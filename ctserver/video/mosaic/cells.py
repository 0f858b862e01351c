"""The mark's cells in tiles, as bits: what changes seldom, or is the same in several tiles, is looked up once.

The mark's first row of MCUs tells of stream and picture number, the second of the time and the CRC. Of each, `mark_row` of
`flat` would make the same.
"""

from functools import reduce

from ctserver.video import mark
from ctserver.video.mosaic.codes import Bits, joined
from ctserver.video.mosaic.flat import Flat

_COUNTED = 6
"""The last bits of a picture's number, which are three MCUs: the others change once for all of these."""


class NumberCells:
    """The first row, of one stream."""

    def __init__(self, flat: Flat, camera: int, stream: int) -> None:
        self._flat = flat
        self._cells = flat.cells
        self._head = mark.head(camera, stream)
        self._last = (self._head & 63) << 7
        self._begun = -1
        self._beginning: Bits = (0, 0)

    def row(self, number: int) -> Bits:
        """For a picture's number, of which the last 24 bits count."""
        if number >> _COUNTED != self._begun:
            self._begin(number)
        value, size = self._beginning
        last, size_last = self._cells[self._last | number & 127]
        return value << size_last | last, size + size_last

    def _begin(self, number: int) -> None:
        upper = self._head
        following = (self._cells[(upper >> at & 63) << 7 | number >> at & 127] for at in (12, 6))
        self._beginning = reduce(joined, following, self._flat.first_cells(upper, number))
        self._begun = number >> _COUNTED


class TimeCells:
    """The second row, at one instant, in milliseconds of Unix time: any stream's, but for the CRC."""

    def __init__(self, flat: Flat, ms: int) -> None:
        upper, lower = ms >> 8, ms << 16
        self._cells = flat.cells
        self._beginning = flat.first_cells(upper, lower)
        self._two = (upper >> 12 & 63) << 7 | lower >> 12 & 127
        self._three = (upper >> 6 & 63) << 7
        self._four = (upper & 63) << 7

    def row(self, check: int) -> Bits:
        """For a CRC, whose 16 bits stand behind the last 8 of the time."""
        cells = self._cells
        one, size_one = self._beginning
        two, size_two = cells[self._two | check >> 12]
        three, size_three = cells[self._three | check >> 6 & 127]
        four, size_four = cells[self._four | check & 127]
        value = ((one << size_two | two) << size_three | three) << size_four | four
        return value, size_one + size_two + size_three + size_four
