"""Codes a group of pictures in which only some rows move: those by x264, all others as skipped macroblocks.

x264 asks each macroblock of a picture whether anything has changed, which is nearly all that it does with a scene in which a few
people walk. Here it is asked only about a band: the slices in which something moves within the group, one above them, and as
much of one below as a vector may reach.

What x264 predicts from is what a decoder predicts from, because

- the band's own key picture has, slice by slice, the same bits as the whole picture's, or as the begin of one, or there is no
  band: what comes later in a slice has no influence on what was before;
- what is beyond the band can only be referred to by vectors of the slice at its edge, as none is longer than that slice is
  high (`h264.VECTOR_LIMIT`); and of the slice at its edge each macroblock must have been skipped, without a vector;
- the edge of the picture may be an edge of the band, since both are padded in the same way (ITU-T H.264, clause 8.4.2.2).
"""

from functools import lru_cache

from ctserver.video.coding.bands import Band, Grid, begins_with, moved
from ctserver.video.coding.cavlc import nal_unit, ue
from ctserver.video.coding.h264 import QUANTISER, VECTOR_LIMIT
from ctserver.video.coding.slice_header import PHeader, read_header
from ctserver.video.i420 import Array
from ctserver.video.picture import StreamFormat
from ctserver.video.strip import HEIGHT

_P_SLICE = 0x41
"""The NAL unit's first byte: a slice that later pictures refer to."""


class NotSkippedError(Exception):
    """A slice at the band's edge has changed, although nothing moves there."""


class MovingRows:
    """The P pictures of one group, of which it takes the luma `rows` that it codes."""

    def __init__(self, shown: StreamFormat, parameter_sets: tuple[bytes, ...], moving: range) -> None:
        """`moving`: the slices in which anything moves, from 2 on; it may be empty."""
        self._grid = Grid(shown)
        self._header = read_header(parameter_sets)
        self._moving = moving
        self._band = _band(shown, moving, self._grid.count) if moving else None
        self.rows = self._band.rows if self._band else range(0)
        self._place = 0

    def begin(self, canvas: Array, key: tuple[bytes, ...]) -> bool:
        """With its rows of the key picture and the whole one's slices: whether the band's are the same, so that it can be gone
        on with.

        The idr_pic_id of the slices is 0.
        """
        if self._band is None:
            return True
        slices = self._band.encode(canvas, key=True)
        if read_header(self._band.parameter_sets) != self._header:
            return False
        return all(begins_with(key[index], unit) for index, unit in zip(self._band.slices, slices, strict=True))

    def code(self, canvas: Array) -> tuple[bytes, ...]:
        """With its rows of the next picture: all slices of that, but the strip's.

        NotSkippedError if a decoder might see something else than was coded.
        """
        self._place += 1
        units: list[bytes] = []
        at, end = self._grid.first(1), self._grid.end
        for index, unit in self._coded(canvas):
            first = self._grid.first(index)
            if at < first:
                units.append(self._skipped(at, first))
            units.append(moved(unit, first))
            at = self._grid.first(index + 1)
        return (*units, self._skipped(at, end)) if at < end else tuple(units)

    def _coded(self, canvas: Array) -> list[tuple[int, bytes]]:
        """The slices of the band that are not skipped."""
        if self._band is None:
            return []
        units = zip(self._band.slices, self._band.encode(canvas, key=False), strict=True)
        changed = [(index, unit) for index, unit in units if unit != self._skipped_of_band(index)]
        beyond = next((index for index, _ in changed if index not in self._moving), None)
        if beyond is not None:
            raise NotSkippedError(f"slice {beyond} of picture {self._place}")
        return changed

    def _skipped_of_band(self, index: int) -> bytes:
        """A slice in which nothing has changed, as the band's coder codes it."""
        assert self._band
        above = self._grid.first(self._band.slices.start)
        end = min(self._grid.first(index + 1) - above, self._grid.within(self.rows))
        return self._skipped(self._grid.first(index) - above, end)

    def _skipped(self, first: int, end: int) -> bytes:
        return _skipped(self._header, self._place, first, end)


def _band(shown: StreamFormat, moving: range, count: int) -> Band:
    """With what is coded beyond the moving slices of a picture that has so many."""
    return Band(shown, range(moving.start - 1, min(moving.stop + 1, count)), moving.stop * HEIGHT + VECTOR_LIMIT)


@lru_cache(maxsize=8192)
def _skipped(header: PHeader, place: int, first: int, end: int) -> bytes:
    """A slice of macroblocks that are as they were, in a group's picture: there are as many as bands, in every group."""
    return nal_unit(_P_SLICE, header.bits(place, QUANTISER, first) + ue(end - first))
