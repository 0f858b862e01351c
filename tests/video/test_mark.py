import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.i420 import planes
from ctserver.video.mark import FRAME, Checks, Mark, bits, crc16, decode, encode, paint

MARK = Mark(camera=513, stream=2, number=123_456, ms=0x89ABCDEF)
MARKS = st.builds(
    Mark,
    camera=st.integers(0, 2**16 - 1),
    stream=st.integers(0, 15),
    number=st.integers(0, 2**24 - 1),
    ms=st.integers(0, 2**32 - 1),
)


def test_crc_is_crc_16_ccitt_false() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_fields_stand_where_the_published_layout_says() -> None:
    payload = bytes.fromhex("12 0201 01e240 89abcdef")
    assert encode(MARK) == payload + crc16(payload).to_bytes(2)


@given(camera=st.integers(0, 70_000), stream=st.integers(0, 20), number=st.integers(0, 2**36), ms=st.integers(0, 2**42))
def test_a_streams_checks_are_its_marks_crcs(camera: int, stream: int, number: int, ms: int) -> None:
    assert Checks(camera, stream).of(number, ms) == bits(camera, stream, number, ms) & 0xFFFF


@given(MARKS)
def test_a_mark_is_decoded_as_it_was_encoded(mark: Mark) -> None:
    assert decode(encode(mark)) == mark


@pytest.mark.parametrize(
    ("mark", "read"),
    [
        (Mark(camera=65_536 + 7, stream=0, number=0, ms=0), Mark(camera=7, stream=0, number=0, ms=0)),
        (Mark(camera=0, stream=18, number=0, ms=0), Mark(camera=0, stream=2, number=0, ms=0)),
        (Mark(camera=0, stream=0, number=2**24 + 3, ms=0), Mark(camera=0, stream=0, number=3, ms=0)),
        (Mark(camera=0, stream=0, number=0, ms=1_800_000_000_123), Mark(0, 0, 0, 1_800_000_000_123 % 2**32)),
    ],
)
def test_values_too_large_for_their_field_wrap(mark: Mark, read: Mark) -> None:
    assert decode(encode(mark)) == read


@given(MARKS, st.integers(0, 95))
def test_no_single_wrong_bit_goes_unnoticed(mark: Mark, bit: int) -> None:
    spoilt = int.from_bytes(encode(mark)) ^ 1 << bit
    assert decode(spoilt.to_bytes(12)) is None


def test_another_version_is_not_read() -> None:
    payload = bytes.fromhex("22 0201 01e240 89abcdef")
    assert decode(payload + crc16(payload).to_bytes(2)) is None


def test_bytes_of_another_length_are_not_read() -> None:
    assert decode(encode(MARK)[:-1]) is None


def test_painting_touches_nothing_outside_the_frame() -> None:
    canvas = np.full((96, 320), 77, np.uint8)
    paint(MARK, canvas)
    x, y, width, height = FRAME
    luma, cb, cr = (plane.copy() for plane in planes(canvas))
    assert {*luma[y : y + height, x : x + width].flat} == {16, 128, 235}
    luma[y : y + height, x : x + width] = cb[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2] = 77
    cr[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2] = 77
    assert (luma == 77).all()
    assert (cb == 77).all()
    assert (cr == 77).all()


def test_the_first_cells_are_the_version() -> None:
    canvas = np.zeros((96, 320), np.uint8)
    paint(MARK, canvas)
    assert canvas[20, 20:52:8].tolist() == [16, 16, 16, 235]
