"""The coded strips of one stream, picture by picture."""

from typing import Protocol

from ctserver.video.coding.coders import Splice
from ctserver.video.coding.h264 import X264, H264Splice
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.slices import KEY, moved, of_key
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

    One coder codes all key pictures; to open another after a leap would take longer than many strips.
    """

    def __init__(self, view: View, splice: H264Splice) -> None:
        self._view = view
        self._splice = splice
        self._painter = StripPainter(view)
        self._coder: X264 | None = None
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
        self._coder = self._coder or self._splice.strip_coder(0)
        units = self._coder.encode(self._painter.paint(number), key=True)
        own, wanted = self._coder.idr_pic_id, group % 2
        if own != wanted:
            headers = read_headers(self._coder.parameter_sets)
            place, other = (0, of_key(headers, own)), (0, of_key(headers, wanted))
            units = tuple(moved(unit, place, other, KEY) for unit in units)
        if self._slices is None:
            width = self._view.format.width
            self._slices = StripSlices(strip_of(self._view), width, read_headers(self._coder.parameter_sets))
        return units

    def _shown_by(self, number: int) -> Shown:
        mark, clock = self._painter.mark_and_clock(number)
        return Shown(cells_of(bits(mark.camera, mark.stream, mark.number, mark.ms)), clock)
