"""A file is read back as it was written, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.cache.segment import Segment, pack, unpack

UNITS = st.lists(st.binary(max_size=40), max_size=4).map(tuple)
SEGMENTS = st.builds(Segment, UNITS, st.dictionaries(st.integers(0, 65535), UNITS, max_size=5))

SEGMENT = Segment((b"sps", b"pps"), {0: (b"one", b"two"), 7: (b"", b"three")})


@given(SEGMENTS, st.text(max_size=20))
def test_what_was_written_is_read_back(segment: Segment, name: str) -> None:
    assert unpack(pack(segment, name), name) == segment


@pytest.mark.parametrize("at", range(len(pack(SEGMENT, "a"))))
def test_a_damaged_byte_is_noticed(at: int) -> None:
    data = bytearray(pack(SEGMENT, "a"))
    data[at] ^= 1
    assert unpack(bytes(data), "a") is None


@pytest.mark.parametrize("length", range(len(pack(SEGMENT, "a"))))
def test_a_file_that_was_cut_off_is_noticed(length: int) -> None:
    assert unpack(pack(SEGMENT, "a")[:length], "a") is None


def test_a_file_under_another_name_is_not_taken_for_that_ones() -> None:
    assert unpack(pack(SEGMENT, "a"), "b") is None


@given(st.binary(max_size=200))
def test_what_somebody_else_has_written_is_no_segment(data: bytes) -> None:
    assert unpack(data, "a") is None
    assert unpack(data + b"CTLOOP1\n", "a") is None
