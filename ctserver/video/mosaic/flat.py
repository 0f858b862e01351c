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
        self.cells = _Codes((black, white, grey))
        """Three of the mark's MCUs by six upper cells, then seven lower ones: the first of these stands before them."""

    def first_cells(self, upper: int, lower: int) -> Bits:
        """A row of MCUs from its left up to the mark's third one: of two rows of cells the first six of 24 each, in the first
        bits of 24 of each number."""
        return self._first[(upper >> 18 & 63) << 7 | lower >> 18 & 63 | _AFTER_FRAME]

    def mark_row(self, upper: int, lower: int) -> Bits:
        """A row of MCUs from its left up to the last of two rows of cells, the last 24 bits of each number."""
        thirds = (self.cells[(upper >> at & 63) << 7 | lower >> at & 127] for at in (12, 6, 0))
        return reduce(joined, thirds, self.first_cells(upper, lower))


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
