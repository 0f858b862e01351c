"""NAL units that share a STAP-A."""

from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.aggregation import STAP_A, aggregated, is_aggregate, separated
from ctserver.video.rtsp.h264 import pack_units

HEADS = st.sampled_from([0x01, 0x21, 0x41, 0x61, 0x65, 0x67])
UNITS = st.lists(st.builds(lambda head, rest: bytes((head,)) + rest, HEADS, st.binary(max_size=90)), max_size=30)


@given(UNITS, st.integers(8, 120))
def test_what_is_joined_can_be_taken_apart_and_nothing_is_too_large_but_what_was(
    units: list[bytes], limit: int
) -> None:
    joined = aggregated(units, limit)
    assert separated(tuple(joined)) == tuple(units)
    assert all(len(unit) <= limit or unit in units for unit in joined)


@given(UNITS, st.integers(8, 120), st.integers(8, 120))
def test_aggregates_can_be_joined_again(units: list[bytes], first: int, second: int) -> None:
    again = aggregated(aggregated(units, first), second)
    assert separated(tuple(again)) == tuple(units)
    assert all(len(unit) <= second or unit in units for unit in again)


@given(UNITS)
def test_packets_hold_aggregates_as_they_are(units: list[bytes]) -> None:
    joined = aggregated(units, 60)
    packets = pack_units([b"\x41strip", *joined], 80)
    whole = [unit for unit in separated(tuple(packets)) if unit[0] & 31 != 28]
    assert whole == [b"\x41strip", *[unit for unit in units if len(unit) <= 80]]


def test_neighbours_share_one_and_the_highest_importance() -> None:
    (one,) = aggregated([b"\x01a", b"\x61bc", b"\x41"], 100)
    assert one == bytes((0x60 | STAP_A,)) + b"\0\2\x01a\0\3\x61bc\0\1\x41"
    assert is_aggregate(one)
    assert aggregated([b"\x41alone"], 100) == [b"\x41alone"]
    (more,) = aggregated([b"\x41x", one], 100)
    assert more == bytes((0x60 | STAP_A,)) + b"\0\2\x41x" + one[1:]
    assert separated((b"\x65plain",)) == (b"\x65plain",)
