"""Codes a group of pictures in which only some rows move: those by x264, all others as skipped macroblocks.

x264 asks each macroblock of a picture whether anything has changed, which is nearly all that it does with a scene in which a few
people walk. Here it is asked only about a band: the slices in which something moves within the group, and one beyond them on
either side. Its slices are moved to their place in the picture by their headers' first_mb_in_slice (ITU-T H.264, clause
7.3.3); nothing else in a slice tells where it lies, since prediction does not cross slices (6.4.9).

What x264 predicts from is what a decoder predicts from, because

- the band's own key picture has, slice by slice, the same bits as the whole picture's, or there is no band;
- what is beyond the band can only be referred to by vectors of the slice at its edge, as none is longer than that slice is
  high (`h264.VECTOR_LIMIT`); and of the slice at its edge each macroblock must have been skipped, without a vector;
- the edge of the picture may be an edge of the band, since both are padded in the same way (8.4.2.2).
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from ctserver.video.coding.cavlc import escaped, nal_unit, ue
from ctserver.video.coding.h264 import MACROBLOCK, QUANTISER, X264
from ctserver.video.coding.slice_header import read_header
from ctserver.video.i420 import Array, planes
from ctserver.video.picture import StreamFormat
from ctserver.video.strip import HEIGHT

_P_SLICE = 0x41
"""The NAL unit's first byte: a slice that later pictures refer to."""
_EMULATED = b"\0\0\3"


class NotSkippedError(Exception):
    """A slice at the band's edge has changed, although nothing moves there."""


class MovingRows:
    """The P pictures of one group. Slices are counted from 0, the strip's; they are as high as that."""

    def __init__(self, shown: StreamFormat, parameter_sets: tuple[bytes, ...], moving: range) -> None:
        """`moving`: the slices in which anything moves, from 2 on; it may be empty."""
        self._shown = shown
        self._row = -(-shown.width // MACROBLOCK)
        self._high = self._row * (HEIGHT // MACROBLOCK)
        self._end = self._row * -(-shown.height // MACROBLOCK)
        self._header = read_header(parameter_sets)
        self._band = range(moving.start - 1, min(moving.stop + 1, -(-shown.height // HEIGHT))) if moving else range(0)
        self._moving = moving
        self._place = 0
        self._coder = self._opened() if moving else None

    def begin(self, canvas: Array, key: tuple[bytes, ...]) -> bool:
        """With the whole key picture and its slices: whether the band's are the same, so that it can be gone on with."""
        if self._coder is None:
            return True
        slices = self._coder.encode(self._rows(canvas), key=True)
        if read_header(self._coder.parameter_sets) != self._header:
            return False
        return [self._macroblocks(unit) for unit in slices] == [self._macroblocks(key[index]) for index in self._band]

    def code(self, canvas: Array) -> tuple[bytes, ...]:
        """The slices of the next whole picture, but the strip's.

        NotSkippedError if a decoder might see something else than was coded.
        """
        self._place += 1
        coded = self._coder.encode(self._rows(canvas), key=False) if self._coder else ()
        units: list[bytes] = []
        at = self._high
        for index, unit in zip(self._band, coded, strict=True):
            first = index * self._high
            if unit == self._skipped(first - self._band.start * self._high, self._end_of(index) - first):
                continue
            if index not in self._moving:
                raise NotSkippedError(f"slice {index} of picture {self._place}")
            if at < first:
                units.append(self._skipped(at, first - at))
            units.append(_moved(unit, first))
            at = self._end_of(index)
        return (*units, self._skipped(at, self._end - at)) if at < self._end else tuple(units)

    def _opened(self) -> X264:
        top, bottom = self._limits
        return X264(self._shown.width, bottom - top, self._shown.fps)

    @cached_property
    def _limits(self) -> tuple[int, int]:
        """The band's luma rows."""
        return self._band.start * HEIGHT, min(self._band.stop * HEIGHT, self._shown.height)

    @cached_property
    def _planes(self) -> tuple[Array, Array, Array]:
        return planes(self._canvas)

    @cached_property
    def _canvas(self) -> Array:
        top, bottom = self._limits
        return np.empty(((bottom - top) * 3 // 2, self._shown.width), np.uint8)

    def _rows(self, canvas: Array) -> Array:
        top, bottom = self._limits
        for step, part, own in zip((1, 2, 2), planes(canvas), self._planes, strict=True):
            own[:] = part[top // step : bottom // step]
        return self._canvas

    def _end_of(self, index: int) -> int:
        return min((index + 1) * self._high, self._end)

    def _skipped(self, first: int, count: int) -> bytes:
        """A slice of macroblocks that are as they were."""
        return nal_unit(_P_SLICE, self._header.bits(self._place, QUANTISER, first) + ue(count))

    def _macroblocks(self, unit: bytes) -> tuple[int, int]:
        """What follows idr_pic_id in a slice of a key picture: bits, and how many."""
        value, left = _payload(unit)
        for _ in range(3):  # first_mb_in_slice, slice_type, pic_parameter_set_id
            value, left = _without_code(value, left)
        left -= self._header.frame_num_bits
        return _without_code(value & (1 << left) - 1, left)


def slices_of(rows: Iterable[tuple[int, int]]) -> range:
    """Those in which the luma rows lie (from, up to but not including), and all between."""
    limits = [*rows]
    if not limits:
        return range(0)
    return range(min(top for top, _ in limits) // HEIGHT, -(-max(bottom for _, bottom in limits) // HEIGHT))


def _moved(unit: bytes, first: int) -> bytes:
    """The same slice, beginning with another macroblock."""
    value, left = _without_code(*_payload(unit))
    code = ue(first)
    length = len(code) + left
    padding = -length % 8
    payload = (int(code, 2) << left | value) << padding
    return unit[:1] + escaped(payload.to_bytes((length + padding) // 8))


def _payload(unit: bytes) -> tuple[int, int]:
    """Bits, up to the stop bit, and how many."""
    payload = unit[1:].replace(_EMULATED, _EMULATED[:2])
    value = int.from_bytes(payload)
    padding = (value & -value).bit_length() - 1
    return value >> padding, 8 * len(payload) - padding


def _without_code(value: int, length: int) -> tuple[int, int]:
    """Bits without the Exp-Golomb code at their begin."""
    zeros = length - value.bit_length()
    left = length - 2 * zeros - 1
    return value & (1 << left) - 1, left
