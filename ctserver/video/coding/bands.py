"""Some slices of a picture coded by themselves, and put in their place in it.

Prediction does not cross slices (ITU-T H.264, clause 6.4.9), and nothing in a slice tells where it lies but its header's
first_mb_in_slice (7.3.3), so that is all that has to be written anew. Slices are counted from 0, the strip's; they are as high
as that.
"""

from collections.abc import Iterable

from ctserver.video.coding.cavlc import escaped, ue
from ctserver.video.coding.h264 import MACROBLOCK, X264
from ctserver.video.i420 import Array, rows_of
from ctserver.video.picture import StreamFormat
from ctserver.video.strip import HEIGHT

_EMULATED = b"\0\0\3"


class Grid:
    """Where the slices of a picture lie, in macroblocks."""

    def __init__(self, shown: StreamFormat) -> None:
        self._row = -(-shown.width // MACROBLOCK)
        self.count = -(-shown.height // HEIGHT)
        self.end = self.within(range(shown.height))
        self._high = self.within(range(HEIGHT))

    def first(self, index: int) -> int:
        """The macroblock that a slice begins with; the picture's end for one that there is not any more."""
        return min(index * self._high, self.end)

    def within(self, rows: range) -> int:
        """Macroblocks that luma rows have, from a macroblock's first one on."""
        return self._row * -(-len(rows) // MACROBLOCK)


class Band:
    """A range of slices, coded as a picture of their own, of which the last may be cut off."""

    def __init__(self, shown: StreamFormat, slices: range, stop: int | None = None) -> None:
        """`stop`: the luma row, within the last slice, before which the band ends."""
        self.slices = slices
        self.rows = range(slices.start * HEIGHT, min(stop or slices.stop * HEIGHT, shown.height))
        self._coder = X264(shown.width, len(self.rows), shown.fps)

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        return self._coder.parameter_sets

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        """Its slices of a canvas of its luma `rows`; of key pictures the first one's idr_pic_id is 0."""
        return self._coder.encode(canvas, key=key)


class KeyPictures:
    """The key pictures of a scene: what rests is coded once, and in each only the slices in which something moves."""

    def __init__(self, shown: StreamFormat, ground: Array) -> None:
        """`ground` is a canvas on which nothing moves."""
        coder = X264(shown.width, shown.height, shown.fps)
        self._shown, self._grid = shown, Grid(shown)
        self._ground = coder.encode(ground, key=True)
        self.parameter_sets = coder.parameter_sets

    def code(self, canvas: Array, moving: range) -> tuple[bytes, ...]:
        """The slices, with the idr_pic_id 0, of a canvas that is the ground but for the slices `moving`."""
        slices = [*self._ground]
        if moving:
            band = Band(self._shown, moving)
            coded = band.encode(rows_of(canvas, band.rows), key=True)
            slices[moving.start : moving.stop] = [
                moved(unit, self._grid.first(index)) for index, unit in zip(moving, coded, strict=True)
            ]
        return tuple(slices)


def slices_of(rows: Iterable[tuple[int, int]]) -> range:
    """Those in which the luma rows lie (from, up to but not including), and all between."""
    limits = [*rows]
    if not limits:
        return range(0)
    return range(min(top for top, _ in limits) // HEIGHT, -(-max(bottom for _, bottom in limits) // HEIGHT))


def moved(unit: bytes, first: int) -> bytes:
    """The same slice, beginning with another macroblock."""
    bits, left = _without_code(*_payload(unit))
    return _slice(unit[:1], ue(first), bits, left)


def with_idr_pic_id(unit: bytes, number: int) -> bytes:
    """A slice of a key picture whose idr_pic_id is 0, with another."""
    if number == 0:
        return unit
    payload, length = _payload(unit)
    bits, left = _after_idr_pic_id(payload, length)
    head = f"{payload >> left:0{length - left}b}"
    return _slice(unit[:1], head[:-1] + ue(number), bits, left)


def begins_with(whole: bytes, part: bytes) -> bool:
    """Whether a slice of a key picture has the macroblocks of another, and maybe more after them. Their idr_pic_id is 0."""
    (bits, length), (own, count) = (_after_idr_pic_id(*_payload(unit)) for unit in (whole, part))
    return length >= count and bits >> (length - count + 1) == own >> 1  # its last bit is the stop bit


def _after_idr_pic_id(bits: int, left: int) -> tuple[int, int]:
    """Three codes come before it, and frame_num, which is all zeros: the first one after them is its code."""
    for _ in range(3):  # first_mb_in_slice, slice_type, pic_parameter_set_id
        bits, left = _without_code(bits, left)
    left = bits.bit_length() - 1
    return bits & (1 << left) - 1, left


def _slice(start: bytes, head: str, bits: int, left: int) -> bytes:
    """A NAL unit of a first byte, bits as text, and so many more, up to the stop bit."""
    length = len(head) + left
    padding = -length % 8
    payload = (int(head, 2) << left | bits) << padding
    return start + escaped(payload.to_bytes((length + padding) // 8))


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
