"""Bits that are put together instead of coded."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.coding.jpeg import Libjpeg, split_rows, split_scan
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.mosaic.codes import Bits, End, Levels, cut, difference, flat_mcu, joined, pack, unpack

NEUTRAL_END = (0, 8)
BITS = st.integers(0, 400).flatmap(lambda length: st.tuples(st.integers(0, (1 << length) - 1), st.just(length)))
QUALITIES = [1, *range(5, 100, 5)]


def text(bits: Bits) -> str:
    return f"{bits[0]:0{bits[1]}b}" if bits[1] else ""


def flat_blocks(lumas: tuple[int, int, int, int]) -> Array:
    """An I420 canvas of one MCU."""
    canvas = np.full((24, 16), NEUTRAL, np.uint8)
    canvas[:16] = np.array(lumas).reshape(2, 2).repeat(8, 0).repeat(8, 1)
    return canvas


@given(first=BITS, second=BITS)
def test_bits_are_joined_in_order(first: Bits, second: Bits) -> None:
    assert text(joined(first, second)) == text(first) + text(second)


@given(first=BITS, second=BITS)
def test_a_known_beginning_is_cut_off(first: Bits, second: Bits) -> None:
    assert cut(joined(first, second), first) == second


@pytest.mark.parametrize(("bits", "beginning"), [((0b10, 2), (0b0, 1)), ((0b1, 1), (0b11, 2)), ((0, 0), (0, 1))])
def test_another_beginning_is_not_cut_off(bits: Bits, beginning: Bits) -> None:
    with pytest.raises(RuntimeError, match="otherwise"):
        cut(bits, beginning)


@given(bits=BITS)
def test_what_is_packed_is_unpacked(bits: Bits) -> None:
    assert unpack(pack(joined(bits, NEUTRAL_END))) == joined(bits, NEUTRAL_END)


@given(beginning=BITS, end=BITS)
def test_an_end_is_packed_behind_any_beginning(beginning: Bits, end: Bits) -> None:
    whole = joined(end, NEUTRAL_END)
    assert End(whole).after(beginning) == pack(joined(beginning, whole))


@given(bits=BITS)
def test_no_packed_interval_contains_a_marker(bits: Bits) -> None:
    data = pack(bits)
    assert all(after == 0 for byte, after in pairwise(data) if byte == 0xFF)
    assert not data.endswith(b"\xff")


@pytest.mark.parametrize(
    ("value", "category", "digits"),
    [
        (0, "00", ""),
        (1, "010", "1"),
        (-1, "010", "0"),
        (2, "011", "10"),
        (-3, "011", "00"),
        (255, "111110", "11111111"),
        (-255, "111110", "00000000"),
        (1024, "111111110", "10000000000"),
    ],
)
def test_differences_are_coded_by_the_standards_table(value: int, category: str, digits: str) -> None:
    assert text(difference(value)) == category + digits


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("lumas", [(16, 235, 16, 235), (235, 128, 28, 16), (28, 28, 128, 128), (77, 78, 79, 80)])
def test_flat_blocks_have_the_bits_that_libjpeg_gives_them(quality: int, lumas: tuple[int, int, int, int]) -> None:
    canvas = flat_blocks(lumas)
    jpeg = Libjpeg(16, quality).encode(canvas)[0]
    grey = cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)[::8, ::8, 0]
    levels = [Levels.of(jpeg).of_sum(64 * int(sample)) for sample in grey.reshape(-1)]
    one, two, three, four = levels
    assert split_rows(split_scan(jpeg)[1]) == [pack(flat_mcu(0, (one, two, three, four)))]


def test_halves_are_rounded_away_from_zero() -> None:
    levels = Levels(quantiser=16)
    assert [levels.of_sum(64 * 128 + part) for part in (-192, -64, -63, 0, 63, 64, 192)] == [-2, -1, 0, 0, 0, 1, 2]
