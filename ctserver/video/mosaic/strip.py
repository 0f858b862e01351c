"""The strips of tiles, as restart intervals: one for each of their rows of MCUs.

A picture of a mosaic has many strips, and libjpeg takes 0.1 ms for each. In a narrow one only the clock and the mark
change. The clock has the first row for itself (`clock`). The mark's cells are whole blocks, so that its code is looked up
(`cells`) and set before the end of the row, the text, which libjpeg codes once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ctserver.video import mark as marks
from ctserver.video.coding.jpeg import Libjpeg, split_rows, split_scan
from ctserver.video.mark import Mark
from ctserver.video.mosaic.cells import NumberCells
from ctserver.video.mosaic.codes import End, cut, joined, unpack
from ctserver.video.mosaic.flat import Flat
from ctserver.video.mosaic.instants import Instants
from ctserver.video.painter import StripPainter, strip_of
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT
from ctserver.video.strip_clock import TEMPLATE
from ctserver.video.view import View


class TileStrip(Protocol):
    def is_ready(self, state: State) -> bool:
        """Whether `rows` costs little."""
        ...

    def rows(self, number: int, state: State) -> Sequence[bytes]:
        """The strip of the view's picture `number`."""
        ...


class CodedStrip:
    """Drawn and coded whole: in a wide strip, clock and mark share a row."""

    def __init__(self, view: View, quality: int) -> None:
        self._painter = StripPainter(view)
        self._coder = Libjpeg(view.format.width, quality)

    def is_ready(self, state: State) -> bool:
        return True

    def rows(self, number: int, state: State) -> Sequence[bytes]:
        return split_rows(split_scan(self._coder.encode(self._painter.paint(number))[0])[1])


Ends = tuple[End, End]
"""What a row ends with, from the frame's right side on: after a black cell and after a white one."""


@dataclass(frozen=True, slots=True)
class _Still:
    """What stands still while a camera's state is the same: the ends of the rows with the mark, and the last row."""

    upper: Ends
    lower: Ends
    last: bytes


class SplicedStrip:
    """A narrow strip, put together from bits."""

    def __init__(self, view: View, quality: int, flat: Flat, instants: Instants) -> None:
        self._view = view
        self._flat = flat
        self._instants = instants
        self._numbers = NumberCells(flat, view.camera_id, view.stream_id)
        self._checks = marks.Checks(view.camera_id, view.stream_id)
        self._strip = strip_of(view)
        self._coder = Libjpeg(view.format.width, quality)
        self._stills: dict[State, _Still] = {}
        self._shown: State | None = None
        self._still: _Still

    def is_ready(self, state: State) -> bool:
        return state is self._shown or state in self._stills

    def rows(self, number: int, state: State) -> Sequence[bytes]:
        if state is not self._shown:  # asked first, since the hash of an enumeration's member is Python's work
            self._still, self._shown = self._stills.get(state) or self._code(state), state
        still, view = self._still, self._view
        instant = self._instants.of(view, view.instant_us(number))
        check = self._checks.of(number, instant.ms)
        upper = still.upper[number & 1].after(self._numbers.row(number))
        lower = still.lower[check & 1].after(instant.cells.row(check))
        return instant.clock, upper, lower, still.last

    def _code(self, state: State) -> _Still:
        """By libjpeg, with a mark whose bits are known and can be left out."""
        canvas = np.empty((HEIGHT * 3 // 2, self._view.format.width), np.uint8)
        self._strip.draw(canvas, Mark(0, 0, 0, 0), TEMPLATE, state)
        _, upper, lower, last = split_rows(split_scan(self._coder.encode(canvas)[0])[1])
        mark = marks.bits(0, 0, 0, 0)
        still = _Still(self._ends(upper, mark >> 72, mark >> 48), self._ends(lower, mark >> 24, mark), last)
        self._stills[state] = still
        return still

    def _ends(self, row: bytes, upper: int, lower: int) -> Ends:
        after_black, after_white = self._flat.right
        known = joined(self._flat.mark_row(upper, lower), after_white if lower & 1 else after_black)
        text = cut(unpack(row), known)
        return End(joined(after_black, text)), End(joined(after_white, text))
