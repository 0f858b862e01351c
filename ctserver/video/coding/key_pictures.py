"""The key pictures of a scene: what rests is coded once, and in each only the slices in which something moves.

Slices are counted from 0, the strip's; they are as high as that.
"""

from collections.abc import Iterable

from ctserver.video.coding.encoders import Encoders
from ctserver.video.coding.h264 import MACROBLOCK, X264
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.slices import KEY, moved, of_key
from ctserver.video.i420 import Array, part_of
from ctserver.video.picture import StreamFormat
from ctserver.video.strip import HEIGHT


class KeyPictures:
    """Used by one thread at a time."""

    def __init__(self, shown: StreamFormat, ground: Array, encoders: Encoders) -> None:
        """`ground` is a canvas on which nothing moves."""
        self._shown, self._encoders = shown, encoders
        self._macroblocks = HEIGHT // MACROBLOCK * -(-shown.width // MACROBLOCK)
        coder = X264(shown.width, shown.height, shown.fps)
        slices = coder.encode(ground, key=True)
        self.parameter_sets = coder.parameter_sets
        self._headers = read_headers(coder.parameter_sets)
        self._ground = [self._placed(slices, coder.idr_pic_id, 0, idr_pic_id) for idr_pic_id in (0, 1)]

    def code(self, canvas: Array, moving: range, idr_pic_id: int) -> tuple[bytes, ...]:
        """The slices of a canvas that is the ground but for the slices `moving`. `idr_pic_id` is 0 or 1."""
        slices = [*self._ground[idr_pic_id]]
        if moving:
            rows = range(moving.start * HEIGHT, min(moving.stop * HEIGHT, self._shown.height))
            coder = self._encoders.take(self._shown.width, len(rows), self._shown.fps)
            coded = coder.encode(part_of(canvas, rows, range(self._shown.width)), key=True)
            slices[moving.start : moving.stop] = self._placed(coded, coder.idr_pic_id, moving.start, idr_pic_id)
            self._encoders.keep(coder)
        return tuple(slices)

    def _placed(self, slices: tuple[bytes, ...], own_id: int, start: int, idr_pic_id: int) -> list[bytes]:
        """Slices of a picture of their own, which has another id, from the slice `start` of the picture on."""
        old, new = of_key(self._headers, own_id), of_key(self._headers, idr_pic_id)
        each = self._macroblocks
        return [
            moved(unit, (index * each, old), ((start + index) * each, new), KEY) for index, unit in enumerate(slices)
        ]


def slices_of(rows: Iterable[tuple[int, int]]) -> range:
    """Those in which the luma rows lie (from, up to but not including), and all between."""
    limits = [*rows]
    if not limits:
        return range(0)
    return range(min(top for top, _ in limits) // HEIGHT, -(-max(bottom for _, bottom in limits) // HEIGHT))
