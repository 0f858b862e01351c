"""The flat MCUs of narrow strips, the mark's first of all, as bits that are looked up rather than coded."""

from functools import lru_cache, reduce

import cv2
import numpy as np

from ctserver.video.coding.jpeg import MCU, Libjpeg
from ctserver.video.i420 import NEUTRAL
from ctserver.video.mark import BLACK, CELL, COLUMNS, GREY, WHITE
from ctserver.video.mosaic.codes import Bits, Levels, flat_mcu, joined
from ctserver.video.strip_clock import GROUND

_MCUS = COLUMNS * CELL // MCU
_AFTER_FRAME = 1 << 13
"""In a key: the block before belongs to the frame."""


class Flat:
    """At one JPEG quality. A row of MCUs begins with one that holds the frame's left side, then come the mark's twelve,
    then one that holds the frame's right side; the text begins behind it."""

    def __init__(self, quality: int) -> None:
        self.levels = Levels.of(Libjpeg(MCU, quality).encode(np.full((MCU * 3 // 2, MCU), NEUTRAL, np.uint8))[0])
        black, white, grey, ground = (
            self.levels.of_sum(64 * _full_range(luma)) for luma in (BLACK, WHITE, GREY, GROUND)
        )
        self.ground = ground
        self.left = flat_mcu(0, (ground, grey, ground, grey))
        self.right = tuple(flat_mcu(before, (grey, ground, grey, ground)) for before in (black, white))
        """After a black cell and after a white one."""
        edge = [flat_mcu(grey, (ground, ground, grey, grey))] * _MCUS
        end = flat_mcu(grey, (ground, ground, grey, ground))
        self.top = reduce(joined, [flat_mcu(0, (ground, ground, ground, grey)), *edge, end])
        """All that stands before the text in the first row, with the frame's upper side."""
        self._first = _Codes((black, white, grey), self.left)
        self._later = _Codes((black, white, grey))

    def mark_row(self, upper: int, lower: int) -> Bits:
        """A row of MCUs from its left up to the last of two rows of cells, the last 24 bits of each number.

        A key holds six upper cells, then seven lower ones: the first of these stands before the three MCUs.
        """
        later = self._later
        one, size_one = self._first[(upper >> 18 & 63) << 7 | lower >> 18 & 63 | _AFTER_FRAME]
        two, size_two = later[(upper >> 12 & 63) << 7 | lower >> 12 & 127]
        three, size_three = later[(upper >> 6 & 63) << 7 | lower >> 6 & 127]
        four, size_four = later[(upper & 63) << 7 | lower & 127]
        value = ((one << size_two | two) << size_three | three) << size_four | four
        return value, size_one + size_two + size_three + size_four


class _Codes(dict[int, Bits]):
    """The bits of three MCUs by their cells, written down when first asked for. `beginning` is put before them."""

    def __init__(self, levels: tuple[int, int, int], beginning: Bits = (0, 0)) -> None:
        self._beginning = beginning
        self._single = [_one_mcu(key, levels) for key in range(3 << 4)]

    def __missing__(self, key: int) -> Bits:
        bits, before = self._beginning, 2 if key & _AFTER_FRAME else key >> 6 & 1
        upper, lower = key >> 7 & 63, key & 63
        for shift in (4, 2, 0):
            bits = joined(bits, self._single[before << 4 | (upper >> shift & 3) << 2 | lower >> shift & 3])
            before = lower >> shift & 1
        self[key] = bits
        return bits


def _one_mcu(key: int, levels: tuple[int, int, int]) -> Bits:
    """By the cell before it (black, white, the frame), its two upper cells and its two lower ones."""
    return flat_mcu(
        levels[key >> 4], (levels[key >> 3 & 1], levels[key >> 2 & 1], levels[key >> 1 & 1], levels[key & 1])
    )


def _full_range(luma: int) -> int:
    """Grey as libjpeg gets it."""
    canvas = np.full((3, 2), NEUTRAL, np.uint8)
    canvas[:2] = luma
    return int(cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)[0, 0, 0])


@lru_cache(maxsize=32)
def flat_of(quality: int) -> Flat:
    return Flat(quality)
