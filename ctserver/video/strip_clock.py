"""The clock in a strip: every character always stands at the same place, so that what a spot shows follows from few of them."""

from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.lettering import width_of, write

GROUND, INK = 28, 225
"""Luma of the strip and of its text."""
DATE_LENGTH = len("2026-11-09 ")
SECONDS_LENGTH = len("2026-11-09 14:03:07")

_CHARACTERS = "0123456789-:. "
_BELOW = 2
"""Rows of a glyph below its line: nothing in a clock reaches farther."""


def clock_text(time_us: int, utc_offset_seconds: int) -> str:
    """The site's wall clock, for example `2026-11-09 14:03:07.123`, at an instant in microseconds of Unix time."""
    seconds, us = divmod(time_us, 1_000_000)
    return f"{_second_text(seconds + utc_offset_seconds)}.{us // 1000:03d}"


@lru_cache(maxsize=256)
def _second_text(local: int) -> str:
    return f"{datetime.fromtimestamp(local, UTC):%Y-%m-%d %H:%M:%S}"


TEMPLATE = clock_text(0, 0)
"""A clock text: all are of its length."""


@lru_cache(maxsize=64)
def clock_at(left: int, baseline: int, size: int, first: int) -> "Clock":
    """Equal clocks are the same object."""
    return Clock(left, baseline, size, first)


class Clock:
    """Draws texts of `clock_text` from their character `first` on, every digit as wide as the widest."""

    def __init__(self, left: int, baseline: int, size: int, first: int) -> None:
        """`left`, `baseline` and `size` in luma pixels."""
        height = size + _BELOW
        self.lines = range(baseline + _BELOW - height, baseline + _BELOW)
        """The luma rows that it takes."""
        self._left, self._first = left, first
        self._bitmaps = _bitmaps(size, height)
        self.edges = [left]
        """Where each character begins, and where the last ends; what is not shown has no width."""
        for index, character in enumerate(TEMPLATE):
            self.edges.append(self.edges[-1] + (self._bitmaps[character].shape[1] if index >= first else 0))

    def reaching(self, left: int, right: int) -> slice:
        """The characters that reach into the columns from `left` to `right`."""
        pairs = enumerate(zip(self.edges, self.edges[1:], strict=False))
        inside = [i for i, (begin, end) in pairs if begin < right and end > max(left, begin)]
        return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)

    def write(self, luma: Array, text: str, left: int = 0) -> None:
        """Over an earlier text; the luma's first column is the strip's column `left`."""
        for index in range(self._first, len(text)):
            self._put(luma, index, text[index], left)

    def update(self, luma: Array, text: str, before: str) -> None:
        """`write` where the text `before` stands: only what differs is drawn."""
        for index, (character, old) in enumerate(zip(text, before, strict=True)):
            if character != old and index >= self._first:
                self._put(luma, index, character, 0)

    def _put(self, luma: Array, index: int, character: str, left: int) -> None:
        bitmap = self._bitmaps[character]
        x = self.edges[index] - left
        luma[self.lines.start : self.lines.stop, x : x + bitmap.shape[1]] = bitmap


def _bitmaps(size: int, height: int) -> dict[str, Array]:
    digit = max(width_of(character, size) for character in "0123456789")
    bitmaps = {}
    for character in _CHARACTERS:
        own = width_of(character, size)
        width = digit if character.isdigit() else max(own, size // 5) + 2
        bitmaps[character] = np.full((height, width), GROUND, np.uint8)
        write(bitmaps[character], (width - own) // 2, size, character, size, INK)
    return bitmaps
