"""The top row of narrow strips, in which nothing but the clock changes.

A character of the clock always stands at the same place, so that what an MCU shows follows from the two or three characters
that reach into it. Libjpeg codes each MCU once for each such text; a row is then joined from what is known.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import count

import cv2
import numpy as np

from ctserver.video.coding.jpeg import MCU, Libjpeg, split_rows, split_scan
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.mark import FRAME
from ctserver.video.mosaic.codes import Bits, cut, difference, joined, pack, unpack
from ctserver.video.mosaic.flat import Flat
from ctserver.video.strip import Strip
from ctserver.video.strip_clock import GROUND, SECONDS_LENGTH, Clock, clock_text

LEFT = -(-(FRAME[0] + FRAME[2]) // MCU) * MCU
"""The strip's column from which its text is coded, at the first MCU behind the mark's frame."""
_BLOCK = MCU // 2


@dataclass(frozen=True, slots=True)
class _Mcu:
    """The levels of its first and its last luma block, and its bits behind the code of the first one."""

    first: int
    rest: Bits
    last: int


class _Column:
    """What is known of an MCU's place: MCUs by the text that reaches into them, and their whole bits by the text that reaches
    into them or into the block before, from which their first code counts."""

    def __init__(self, clock: Clock, left: int) -> None:
        self.own = clock.reaching(left, left + MCU)
        self.mcus: dict[str, _Mcu] = {}
        self.wider = clock.reaching(left - _BLOCK, left + MCU)
        self.bits: dict[str, Bits] = {}


class ClockRows:
    """Of strips of one width at one quality; used by one thread at a time. What is known is bounded: a clock has few texts."""

    def __init__(self, width: int, quality: int, flat: Flat) -> None:
        self._clock = Strip(width, "", "").clock
        self._coder = Libjpeg(MCU, quality)  # a restart interval is one MCU
        self._flat = flat
        self._blank = np.full((MCU * 3 // 2, width - LEFT), NEUTRAL, np.uint8)
        self._blank[:MCU] = GROUND
        self._columns = [_Column(self._clock, left) for left in range(LEFT, width, MCU)]
        behind_point = SECONDS_LENGTH + 1
        self._fraction = next(i for i, column in enumerate(self._columns) if column.wider.stop > behind_point)
        """The first column that digits of the fraction reach into: what is before it changes once a second."""
        self._fraction_from = self._columns[self._fraction].wider.start
        self._second = -1
        self._beginning: Bits = (0, 0)
        self._ends: dict[int, Bits] = {}
        self._all_ends: dict[str, dict[int, Bits]] = {}
        """By the last digits of the second, as far as they reach into the fraction's columns, and by milliseconds."""

    def row(self, time_us: int, utc_offset: int) -> bytes:
        """The restart interval that shows an instant, in microseconds of Unix time and seconds ahead of UTC."""
        second, us = divmod(time_us, 1_000_000)
        if second + utc_offset != self._second:
            self._begin(time_us, utc_offset)
        end = self._ends.get(us // 1000) or self._end(time_us, utc_offset)
        return pack(joined(self._beginning, end))

    def _begin(self, time_us: int, utc_offset: int) -> None:
        text = clock_text(time_us, utc_offset)
        self._second = time_us // 1_000_000 + utc_offset
        self._beginning = joined(self._flat.top, self._row(text, range(self._fraction)))
        self._ends = self._all_ends.setdefault(text[self._fraction_from : SECONDS_LENGTH], {})

    def _end(self, time_us: int, utc_offset: int) -> Bits:
        text = clock_text(time_us, utc_offset)
        end = self._ends[time_us // 1000 % 1000] = self._row(text, range(self._fraction, len(self._columns)))
        return end

    def _row(self, text: str, columns: range) -> Bits:
        return reduce(joined, (self._bits(text, index) for index in columns), (0, 0))

    def _bits(self, text: str, index: int) -> Bits:
        column = self._columns[index]
        return column.bits.get(text[column.wider]) or self._code(text, index)

    def _code(self, text: str, index: int) -> Bits:
        column, before = self._columns[index], self._flat.ground
        if index:
            before = self._mcu(text, self._columns[index - 1]).last
        mcu = self._mcu(text, column)
        bits = column.bits[text[column.wider]] = joined(difference(mcu.first - before), mcu.rest)
        return bits

    def _mcu(self, text: str, column: _Column) -> _Mcu:
        if text[column.own] not in column.mcus:
            self._learn(text)
        return column.mcus[text[column.own]]

    def _learn(self, text: str) -> None:
        """Code the whole text, each MCU as it is after a block of level 0."""
        canvas = self._blank.copy()
        self._clock.write(canvas[:MCU], text, LEFT)
        grey = cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)[:, :, 0]
        intervals = split_rows(split_scan(self._coder.encode(canvas)[0])[1])
        for left, interval, column in zip(count(0, MCU), intervals, self._columns):
            first = self._level(grey[:_BLOCK, left : left + _BLOCK])
            last = self._level(grey[_BLOCK:, left + _BLOCK : left + MCU])
            column.mcus[text[column.own]] = _Mcu(first, cut(unpack(interval), difference(first)), last)

    def _level(self, block: Array) -> int:
        return self._flat.levels.of_sum(int(block.sum()))
