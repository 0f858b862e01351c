"""Interleaves the coded rows of tiles into one JPEG."""

from collections.abc import Iterable, Sequence

from ctserver.video.coding.jpeg import EOI, MCU, RESTARTS
from ctserver.video.mosaic.layout import Layout

_SOF0 = b"\xff\xc0"
_HEIGHT_AT = 5
"""Bytes from the frame header's marker to the picture's height, which its width follows (T.81, clause B.2.2)."""


class Composer:
    """`head` is that of a file of one tile: everything before its entropy-coded data.

    Its restart interval, a tile's row of MCUs, becomes the mosaic's; the numbers of the markers between follow from where
    an interval stands in the mosaic alone, so that they are there already when a picture is composed.
    """

    def __init__(self, layout: Layout, head: bytes) -> None:
        at = head.index(_SOF0) + _HEIGHT_AT
        size = layout.height.to_bytes(2) + layout.width.to_bytes(2)
        rows = layout.tile_height // MCU
        count = layout.rows * layout.columns * rows
        self._parts = [head[:at] + size + head[at + 4 :], *(b"" for _ in range(2 * count))]
        self._parts[2::2] = [RESTARTS[index % 8] for index in range(count - 1)] + [EOI]
        self._places = [
            slice(1 + 2 * (row * rows * layout.columns + column), 1 + 2 * (row + 1) * rows * layout.columns, step)
            for step in (2 * layout.columns,)
            for row in range(layout.rows)
            for column in range(layout.columns)
        ]

    def keep(self, cells: Iterable[int], tile: Sequence[bytes]) -> None:
        """Put a tile that stands still into cells, which are counted row by row."""
        for cell in cells:
            self._parts[self._places[cell]] = tile

    def compose(self, tiles: Iterable[tuple[Sequence[int], Sequence[bytes]]]) -> bytes:
        """The whole file: for some cells each, a tile's restart intervals, one for each of its rows of MCUs."""
        parts = self._parts.copy()
        for cells, tile in tiles:
            for cell in cells:
                parts[self._places[cell]] = tile
        return b"".join(parts)
