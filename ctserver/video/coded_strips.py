"""The coded strips of one stream, picture by picture."""

from typing import Protocol

from ctserver.video.coding.coders import Coder, Splice
from ctserver.video.coding.h264 import H264Splice
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.strip_slices import Shown, StripSlices, cells_of
from ctserver.video.mark import bits
from ctserver.video.painter import StripPainter, strip_of
from ctserver.video.view import View


class CodedStrips(Protocol):
    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]:
        """Of picture `number`: a key picture, which begins a group, or the one after the picture asked for last."""
        ...


def open_strips(view: View, splice: Splice) -> CodedStrips:
    return H264Strips(view, splice) if isinstance(splice, H264Splice) else DrawnStrips(view, splice)


class DrawnStrips:
    """Each is drawn and coded for itself."""

    def __init__(self, view: View, splice: Splice) -> None:
        self._painter = StripPainter(view)
        self._coder = splice.strip_coder(0)

    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]:
        return self._coder.encode(self._painter.paint(number), key=key)


class H264Strips:
    """Key pictures are drawn, and coded by x264; what the others change is put together. See `coding.strip_slices`.

    A coder of key pictures goes on from group to group; after a leap there is a new one.
    """

    def __init__(self, view: View, splice: H264Splice) -> None:
        self._view = view
        self._splice = splice
        self._painter = StripPainter(view)
        self._coder: Coder | None = None
        self._group = -1
        self._slices: StripSlices | None = None
        self._shown: Shown | None = None

    def units(self, number: int, *, key: bool) -> tuple[bytes, ...]:
        group, place = divmod(number, self._splice.group)
        before, self._shown = self._shown, self._shown_by(number)
        if key:
            return self._key(number, group)
        assert before
        assert self._slices
        return (self._slices.code(place, before, self._shown),)

    def _key(self, number: int, group: int) -> tuple[bytes, ...]:
        if self._coder is None or group != self._group + 1:
            self._coder = self._splice.strip_coder(group)
        self._group = group
        units = self._coder.encode(self._painter.paint(number), key=True)
        if self._slices is None:
            width = self._view.format.width
            self._slices = StripSlices(strip_of(self._view), width, read_headers(self._coder.parameter_sets))
        return units

    def _shown_by(self, number: int) -> Shown:
        mark, clock = self._painter.mark_and_clock(number)
        return Shown(cells_of(bits(mark.camera, mark.stream, mark.number, mark.ms)), clock)
