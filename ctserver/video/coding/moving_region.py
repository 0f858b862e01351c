"""Codes a group of pictures in which something moves in one region: that by x264, all else as skipped macroblocks.

x264 asks each macroblock of a picture whether anything has changed, which is nearly all that it does with a scene in which a few
people walk. Here it is asked only about a region (see `regions`), which it codes as pictures of their own. The first of them
refers to nothing, and shows the group's second picture; so within the region a decoder has what x264 has, whatever the
whole key picture was.

What x264 predicts from is what a decoder predicts from, because

- each row of macroblocks is slices of its own, in the region as in the picture, and prediction does not cross slices;
- what is beyond the region can only be referred to by vectors of macroblocks near its edge, as none is longer than its margin
  is wide; and of the margin each macroblock must have been skipped, which is without a vector, for those above it are of
  another slice (ITU-T H.264, clause 8.4.1.1);
- the edge of the picture may be an edge of the region, since both are padded in the same way (8.4.2.2).
"""

from collections.abc import Iterable, Iterator

from ctserver.video.coding.encoders import Encoders
from ctserver.video.coding.h264 import MACROBLOCK
from ctserver.video.coding.regions import Region
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.slices import (
    OTHER,
    all_skipped,
    begins_still,
    moved,
    of_intra,
    of_key,
    of_predicted,
    skipped,
)
from ctserver.video.i420 import Array
from ctserver.video.picture import StreamFormat
from ctserver.video.strip import HEIGHT


class NotSkippedError(Exception):
    """A macroblock of the region's margin has changed, although nothing moves there."""


class Resting:
    """The pictures of a group in which nothing moves."""

    def __init__(self, shown: StreamFormat, parameter_sets: tuple[bytes, ...]) -> None:
        columns, rows = (-(-pixels // MACROBLOCK) for pixels in (shown.width, shown.height))
        self.headers = read_headers(parameter_sets)
        self.columns, self._first, self._end = columns, HEIGHT // MACROBLOCK * columns, rows * columns

    def code(self, place: int, coded: Iterable[tuple[int, int, bytes]] = ()) -> tuple[bytes, ...]:
        """All slices of the picture at a place but the strip's: what is coded of it, from a macroblock up to another, and
        what is not."""
        units: list[bytes] = []
        at = self._first
        for first, end, unit in coded:
            if at < first:
                units.append(skipped(self.headers, place, at, first))
            units.append(unit)
            at = end
        if at < self._end:
            units.append(skipped(self.headers, place, at, self._end))
        return tuple(units)


class MovingRegion:
    """The pictures of one group that follow the key picture."""

    def __init__(
        self, shown: StreamFormat, parameter_sets: tuple[bytes, ...], region: Region, encoders: Encoders
    ) -> None:
        self._rest = Resting(shown, parameter_sets)
        self._headers, self._region, self._encoders = self._rest.headers, region, encoders
        self._coder = encoders.take(*region.box(shown).size, shown.fps, region.tile)
        self._tiles = [*_tiles(region, self._rest.columns)]
        self._margin = frozenset(_margin(region))
        self._left = range(0, len(self._tiles), region.tiles) if region.still_left else range(0)
        self._place = 0

    def code(self, canvas: Array) -> tuple[bytes, ...]:
        """With the region's canvas in the next picture: all slices of that, but the strip's.

        NotSkippedError if a decoder might see something else than was coded.
        """
        self._place += 1
        return self._rest.code(self._place, self._intra(canvas) if self._place == 1 else self._predicted(canvas))

    def end(self) -> None:
        """No more pictures are coded."""
        self._encoders.keep(self._coder)

    def _intra(self, canvas: Array) -> Iterator[tuple[int, int, bytes]]:
        slices = self._coder.encode(canvas, key=True)
        if read_headers(self._coder.parameter_sets) != self._headers:
            raise NotSkippedError("other headers")
        tile, old, new = self._region.tile, of_key(self._headers, self._coder.idr_pic_id), of_intra(self._headers, 1)
        for index, (first, unit) in enumerate(zip(self._tiles, slices, strict=True)):
            yield first, first + tile, moved(unit, (index * tile, old), (first, new), OTHER)

    def _predicted(self, canvas: Array) -> Iterator[tuple[int, int, bytes]]:
        """What is not skipped."""
        slices, number, tile = self._coder.encode(canvas, key=False), self._place - 1, self._region.tile
        still = all_skipped(self._headers, number, tile, len(slices))
        old, new = of_predicted(self._headers, number), of_predicted(self._headers, self._place)
        for index, (first, unit) in enumerate(zip(self._tiles, slices, strict=True)):
            if unit == still[index]:
                continue
            if index in self._margin or (index in self._left and not self._begins_still(index, unit)):
                raise NotSkippedError(f"slice {index} of picture {self._place}")
            yield first, first + tile, moved(unit, (index * tile, old), (first, new), OTHER)

    def _begins_still(self, index: int, unit: bytes) -> bool:
        region = self._region
        return begins_still(unit, self._headers, index * region.tile, self._place - 1, region.still_left)


def _tiles(region: Region, columns: int) -> Iterator[int]:
    """The macroblock of the picture with which each slice of the region begins."""
    for row in region.rows:
        for column in region.columns[:: region.tile]:
            yield row * columns + column


def _margin(region: Region) -> Iterator[int]:
    """The slices of the region that are margin alone."""
    for index, row in enumerate(region.rows):
        if row in region.still_rows:
            yield from range(index * region.tiles, (index + 1) * region.tiles)
        elif region.still_right:
            yield (index + 1) * region.tiles - 1
