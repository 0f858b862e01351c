"""What a mosaic shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from ctserver.video.mosaic.layout import Layout
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.view import View

FASTEST = 10
"""Pictures per second."""
SLOWEST = 1

Cell = View | str
"""A stream of a camera, or the kind of a slate that says nothing of any."""


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Equal mosaics show the same. `quality` is JPEG's, `rate` in pictures per second; a cell beyond `cells` stays dark.

    Views are of the tiles' size and of JPEG: what a tile shows is drawn at its size, never scaled.
    """

    cells: tuple[Cell, ...]
    layout: Layout
    quality: int
    rate: int

    @classmethod
    def of(cls, cells: Iterable[Cell], layout: Layout, quality: int) -> Self:
        """As many pictures per second as the fastest camera has, 10 at most."""
        sized = tuple(_sized(cell, layout) for cell in cells)
        fastest = max((cell.format.fps for cell in sized if isinstance(cell, View)), default=SLOWEST)
        return cls(sized, layout, quality, min(fastest, FASTEST))

    @property
    def format(self) -> StreamFormat:
        return StreamFormat(Codec.JPEG, self.layout.width, self.layout.height, self.rate)

    @property
    def label(self) -> str:
        return "mosaic " + ",".join(cell if isinstance(cell, str) else cell.label for cell in self.cells)

    def instant_us(self, number: int) -> int:
        """Microseconds of Unix time at which picture `number` is shown."""
        return number * 1_000_000 // self.rate


def _sized(cell: Cell, layout: Layout) -> Cell:
    if isinstance(cell, str):
        return cell
    shown = replace(cell.format, codec=Codec.JPEG, width=layout.tile_width, height=layout.tile_height)
    return replace(cell, format=shown)
