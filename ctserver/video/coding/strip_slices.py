"""The strip's slices of P pictures, put together from coded macroblocks that are looked up.

From one picture to the next only the mark and the clock's last digits change, and a change of either comes again and again.
So a macroblock's code is kept by what it showed and what it shows, and the rest of the strip is skipped. Levels are those of
a lattice (`levels_of`): a digit that came and went leaves nothing behind, however often.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ctserver.video.coding.cavlc import nal_unit, se, ue
from ctserver.video.coding.levels import Levels, levels_of
from ctserver.video.coding.macroblocks import NONE, Counts, Update, code_update
from ctserver.video.coding.slice_header import SliceHeaders
from ctserver.video.coding.slices import OTHER
from ctserver.video.mark import BLACK, CELL, COLUMNS, ORIGIN, WHITE
from ctserver.video.strip import HEIGHT, Strip
from ctserver.video.strip_clock import GROUND, SECONDS_LENGTH, TEMPLATE, Clock

MACROBLOCK = 16
TEXT_QUANTISER, MARK_QUANTISER = 22, 49
"""White less black is five levels of the mark's quantiser, and decodes to 220."""

_MARK_ROWS = range(ORIGIN[1] // MACROBLOCK, ORIGIN[1] // MACROBLOCK + 2)
_MARK_LEFT = ORIGIN[0] // MACROBLOCK
_MARK_WIDTH = COLUMNS * CELL // MACROBLOCK
_KEPT = 8192
"""Updates of clocks that are kept by stream format."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What changes in a strip: the mark's cells, four to a macroblock, and the clock's text."""

    cells: bytes
    clock: str


def cells_of(mark: int) -> bytes:
    """Of a mark's 96 bits: a byte for each macroblock, row by row, its four cells from the top left to the bottom right."""
    lines = mark.to_bytes(_LINES * _LINE)
    cells = b""
    for row in range(0, len(lines), 2 * _LINE):
        for index in range(row, row + _LINE):
            cells += (_UPPER[lines[index]] | _UPPER[lines[index + _LINE]] >> 2).to_bytes(4)
    return cells


_LINES, _LINE = 4, COLUMNS // 8
"""Of the mark, and the bytes in each."""
_UPPER = tuple(sum((byte >> shift & 3) << (4 * shift + 2) for shift in (0, 2, 4, 6)) for byte in range(256))
"""By eight cells of a line: a byte for every two of them, as its upper ones."""


class StripSlices:
    """Of strips of one width. Not for more than one thread at a time."""

    def __init__(self, strip: Strip, width: int, headers: SliceHeaders) -> None:
        self._headers = headers
        self._columns = -(-width // MACROBLOCK)
        self._clock = clock_updates(strip.clock)

    def code(self, place: int, before: Shown, after: Shown) -> bytes:
        """The slice of the picture at `place` in its group."""
        slice_ = _Slice(self._columns, ue(0) + self._headers.predicted(place, TEXT_QUANTISER))
        clock = self._clock.between(before.clock, after.clock)
        for row in range(HEIGHT // MACROBLOCK):
            if row in _MARK_ROWS:
                _code_mark(slice_, row, before.cells, after.cells)
            if row in self._clock.rows:
                for column, update in clock[row - self._clock.rows.start]:
                    slice_.add(row, column, TEXT_QUANTISER, update)
        return slice_.end()


def _code_mark(slice_: "_Slice", row: int, before: bytes, after: bytes) -> None:
    first = (row - _MARK_ROWS.start) * _MARK_WIDTH
    for index in range(_MARK_WIDTH):
        old, new = before[first + index], after[first + index]
        if old != new:
            slice_.add(row, _MARK_LEFT + index, MARK_QUANTISER, mark_update(old, new))


@lru_cache(maxsize=256)
def mark_update(old: int, new: int) -> Update:
    """Four cells that change, the most significant bit top left. Each block has one level at most, as its neighbours have.

    So the context is the same whatever they have.
    """
    update = code_update(_cells(new) - _cells(old), NONE, NONE)
    assert update
    return update


def _cells(pattern: int) -> Levels:
    values = [[WHITE if pattern >> 3 - 2 * y - x & 1 else BLACK for x in range(2)] for y in range(2)]
    return levels_of(np.array(values, np.uint8).repeat(CELL, 0).repeat(CELL, 1), MARK_QUANTISER)


@lru_cache(maxsize=8)
def clock_updates(clock: Clock) -> "ClockUpdates":
    """Cameras whose strips are alike share what is known of their clock."""
    return ClockUpdates(clock)


class ClockUpdates:
    """Of a strip's clock: a column of macroblocks at a time, by the characters in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rows = range(clock.lines.start // MACROBLOCK, -(-clock.lines.stop // MACROBLOCK))
        self._left = clock.edges[0] // MACROBLOCK
        lefts = range(self._left * MACROBLOCK, clock.edges[-1], MACROBLOCK)
        self._spans = [clock.reaching(left, left + MACROBLOCK) for left in lefts]
        self._fraction = next(i for i, span in enumerate(self._spans) if span.stop > SECONDS_LENGTH)
        self._nothing: tuple[Counts, ...] = (NONE,) * len(self.rows)
        self._levels = lru_cache(maxsize=_KEPT)(self._draw)
        self._updates = lru_cache(maxsize=_KEPT)(self._code)

    def between(self, before: str, after: str) -> list[list[tuple[int, Update]]]:
        """By row of macroblocks, the columns that change from one clock text to the other."""
        changed: list[list[tuple[int, Update]]] = [[] for _ in self.rows]
        left = self._nothing
        for index in range(self._first_change(before, after), len(self._spans)):
            span = self._spans[index]
            old, new = before[span], after[span]
            if old == new:
                left = self._nothing
                continue
            updates = self._updates(index, old, new, left)
            for row, update in zip(changed, updates, strict=True):
                if update:
                    row.append((self._left + index, update))
            left = tuple(update.right if update else NONE for update in updates)
        return changed

    def _first_change(self, before: str, after: str) -> int:
        """A column before which nothing differs: most often only what follows the seconds does."""
        return self._fraction if before[:SECONDS_LENGTH] == after[:SECONDS_LENGTH] else 0

    def _code(self, index: int, old: str, new: str, left: tuple[Counts, ...]) -> tuple[Update | None, ...]:
        """From top to bottom; `left` are the counts of the macroblocks beside."""
        updates: list[Update | None] = []
        above = NONE if self.rows.start else None
        for before, after, beside in zip(self._levels(index, old), self._levels(index, new), left, strict=True):
            update = code_update(after - before, beside, above)
            above = update.bottom if update else NONE
            updates.append(update)
        return tuple(updates)

    def _draw(self, index: int, text: str) -> tuple[Levels, ...]:
        """Of a column's macroblocks when its characters are `text`."""
        span = self._spans[index]
        luma = np.full((HEIGHT, len(self._spans) * MACROBLOCK), GROUND, np.uint8)
        shown = TEMPLATE[: span.start] + text + TEMPLATE[span.stop :]
        self._clock.write(luma, shown, self._left * MACROBLOCK)
        column = luma[:, index * MACROBLOCK : (index + 1) * MACROBLOCK]
        return tuple(levels_of(column[row * MACROBLOCK :][:MACROBLOCK], TEXT_QUANTISER) for row in self.rows)


class _Slice:
    """Macroblocks in their order; what is left out between them is skipped."""

    def __init__(self, columns: int, header: str) -> None:
        self._columns = columns
        self._parts = [header]
        self._next = 0
        self._quantiser = TEXT_QUANTISER

    def add(self, row: int, column: int, quantiser: int, update: Update) -> None:
        address = row * self._columns + column
        if quantiser == self._quantiser:
            self._parts += (ue(address - self._next), update.plain)
        else:
            delta = (quantiser - self._quantiser + 26) % 52 - 26
            self._parts += (ue(address - self._next), update.head, se(delta), update.residual)
            self._quantiser = quantiser
        self._next = address + 1

    def end(self) -> bytes:
        left = self._columns * (HEIGHT // MACROBLOCK) - self._next
        if left:
            self._parts.append(ue(left))
        return nal_unit(OTHER, "".join(self._parts))
