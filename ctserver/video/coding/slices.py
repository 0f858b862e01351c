"""Slices that a coder has made for a picture of its own, put into another picture.

Prediction does not cross slices (ITU-T H.264, clauses 6.4.9 and 8.3). Where a slice lies, and in which picture, stands in the
first fields of its header and nowhere else (7.3.3), so that is all that has to be written anew.
"""

from functools import lru_cache

from ctserver.video.coding.cavlc import escaped, ue
from ctserver.video.coding.h264 import QUANTISER
from ctserver.video.coding.slice_header import I_SLICE, ONLY_I, ONLY_P, SliceHeaders

Bits = tuple[int, int]
"""A number, and how many bits it is written with."""

KEY, OTHER = 0x65, 0x41
"""First bytes of NAL units: a slice of a key picture, and of another one that later pictures refer to."""

_EMULATED = b"\0\0\3"
_LONGEST = 8
"""Bytes that hold all of a slice's header up to where it is."""
_TOGETHER = 64
"""Slices by which the skipped ones are kept: regions of many sizes find them."""
_HEAD = 24
"""Bytes that hold a slice's header, and what comes next."""


class ForeignSliceError(ValueError):
    """A slice does not begin as it was expected to."""


Place = tuple[int, Bits]
"""Where a slice is: its first macroblock, and the fields after that (see the functions below)."""


@lru_cache(maxsize=64)
def of_key(headers: SliceHeaders, idr_pic_id: int) -> Bits:
    """In a key picture: all before slice_qp_delta."""
    return _number(headers.common(ONLY_I, 0) + ue(idr_pic_id) + "00")  # references are neither kept nor for long


@lru_cache(maxsize=1024)
def of_intra(headers: SliceHeaders, frame_num: int) -> Bits:
    """Of a slice that refers to nothing, in a picture of which others do: all before slice_qp_delta."""
    return _number(headers.common(I_SLICE, frame_num) + "0")  # no reference is dropped out of turn


@lru_cache(maxsize=1024)
def of_predicted(headers: SliceHeaders, frame_num: int) -> Bits:
    """Of a slice that refers to the picture before, in a picture that has no others, up to frame_num."""
    return _number(headers.common(ONLY_P, frame_num))


def moved(unit: bytes, old: Place, new: Place, kind: int) -> bytes:
    """A slice in another place, with `kind` as the NAL unit's first byte. ForeignSliceError unless it is in the old one."""
    payload = unit[1:].replace(_EMULATED, _EMULATED[:2]) if _EMULATED in unit else unit[1:]
    begin, length = _begin(*old)
    if int.from_bytes(payload[:_LONGEST]) >> 8 * len(payload[:_LONGEST]) - length != begin:
        raise ForeignSliceError(f"expected {begin:0{length}b}, got {payload[:_LONGEST].hex()}")
    other, other_length = _begin(*new)
    left = 8 * len(payload) - length
    bits = int.from_bytes(payload) + (other - begin << left)
    after = (payload[-1] & -payload[-1]).bit_length() - 1  # the zeros behind the stop bit: as many as fill a byte
    more = -(other_length + left - after) % 8 - after
    bits = bits << more if more > 0 else bits >> -more
    return bytes((kind,)) + escaped(bits.to_bytes((other_length + left + more) // 8))


def begins_still(unit: bytes, headers: SliceHeaders, first: int, frame_num: int, count: int) -> bool:
    """Whether so many macroblocks, or more, that a slice of x264's begins with are as they were."""
    begin = ue(first) + headers.predicted(frame_num, QUANTISER, ONLY_P)
    head = unit[1:_HEAD].replace(_EMULATED, _EMULATED[:2])
    bits = f"{int.from_bytes(head):0{8 * len(head)}b}"
    if not bits.startswith(begin):
        raise ForeignSliceError(f"expected {begin}, got {bits}")
    zeros = bits.index("1", len(begin)) - len(begin)
    return int(bits[len(begin) + zeros : len(begin) + 2 * zeros + 1], 2) > count


def skipped(headers: SliceHeaders, frame_num: int, first: int, end: int) -> bytes:
    """A slice of macroblocks, up to but not including `end`, that are as they were."""
    begin, length = _begin(first, _skipping(headers, frame_num))
    run = end - first + 1
    more = 2 * run.bit_length() - 1
    return _unit(OTHER, (begin << more | run) << 1 | 1, length + more + 1)


def all_skipped(headers: SliceHeaders, frame_num: int, each: int, count: int) -> tuple[bytes, ...]:
    """The slices of a picture of x264's in which nothing has changed: so many or more, of `each` macroblocks."""
    return _all_skipped(headers, frame_num, each, -(-count // _TOGETHER) * _TOGETHER)


@lru_cache(maxsize=512)
def _all_skipped(headers: SliceHeaders, frame_num: int, each: int, count: int) -> tuple[bytes, ...]:
    after = _number(headers.predicted(frame_num, QUANTISER, ONLY_P) + ue(each) + "1")
    return tuple(_unit(OTHER, *_begin(index * each, after)) for index in range(count))


@lru_cache(maxsize=1024)
def _skipping(headers: SliceHeaders, frame_num: int) -> Bits:
    return _number(headers.predicted(frame_num, QUANTISER))


def _begin(first: int, after: Bits) -> Bits:
    """The code of first_mb_in_slice, and what comes after it."""
    bits, length = after
    return first + 1 << length | bits, 2 * (first + 1).bit_length() - 1 + length


def _unit(kind: int, bits: int, length: int) -> bytes:
    """A NAL unit of bits that end with the stop bit."""
    padding = -length % 8
    return bytes((kind,)) + escaped((bits << padding).to_bytes((length + padding) // 8))


def _number(bits: str) -> Bits:
    return int(bits, 2), len(bits)
