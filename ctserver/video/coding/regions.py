"""Which part of a group's pictures is coded, because something moves there: the rest is skipped.

Where and how large it is follows from the motion, and from what a motion vector may reach (`h264.VECTOR_LIMIT`): around all
that moves lies a margin of what rests.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ctserver.video.coding.h264 import MACROBLOCK, VECTOR_LIMIT
from ctserver.video.picture import StreamFormat
from ctserver.video.scene.patch import Box
from ctserver.video.strip import HEIGHT

MARGIN = VECTOR_LIMIT // MACROBLOCK
TILE = 8
"""Macroblocks that a slice has at least. The smaller, the more slices; the larger, the more of what rests is coded."""
TILES = 6
"""Slices that a row of a region has at most: beside them is what is skipped, and FFmpeg warns of 32 in four rows."""
_TOP = HEIGHT // MACROBLOCK
"""The first row below the strip."""


@dataclass(frozen=True, slots=True)
class Region:
    """Columns and rows of macroblocks, and how many of a row are a slice."""

    columns: range
    rows: range
    tile: int
    still_rows: tuple[int, ...]
    """Those at its edges that must not change."""
    still_left: int
    """Macroblocks on its left edge that must not."""
    still_right: bool
    """Whether the last slice of a row must not."""

    @property
    def tiles(self) -> int:
        """Slices in a row."""
        return len(self.columns) // self.tile

    def box(self, shown: StreamFormat) -> Box:
        """Its pixels."""
        right, bottom = self.columns.stop * MACROBLOCK, self.rows.stop * MACROBLOCK
        left, top = self.columns.start * MACROBLOCK, self.rows.start * MACROBLOCK
        return Box(left, top, min(right, shown.width), min(bottom, shown.height))


def region_of(boxes: Iterable[Box], shown: StreamFormat, grow: int = 0) -> Region | None:
    """Around all boxes, `grow` macroblocks larger than it need be; None where it would reach into the strip. There is a box."""
    left, top, right, bottom = _macroblocks(boxes)
    columns, rows = -(-shown.width // MACROBLOCK), -(-shown.height // MACROBLOCK)
    margin = MARGIN + grow
    first, last = top - margin, min(bottom + margin, rows)
    if first < _TOP:
        return None
    still = [*range(first, first + MARGIN), *(range(last - MARGIN, last) if last < rows else ())]
    begin = max(left - margin, 0)
    moving = right + grow - begin
    tile = max(TILE, -(-moving // (TILES - 1)))
    end = begin + (-(-moving // tile) + 1) * tile
    if end < columns:
        return Region(range(begin, end), range(first, last), tile, tuple(still), MARGIN if begin else 0, True)
    # As far as the picture's edge, which may be the region's: both are padded alike (ITU-T H.264, clause 8.4.2.2).
    return Region(
        range(begin, columns), range(first, last), columns - begin, tuple(still), MARGIN if begin else 0, False
    )


def _macroblocks(boxes: Iterable[Box]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all."""
    each = [*boxes]
    return (
        min(box.left for box in each) // MACROBLOCK,
        min(box.top for box in each) // MACROBLOCK,
        -(-max(box.right for box in each) // MACROBLOCK),
        -(-max(box.bottom for box in each) // MACROBLOCK),
    )
