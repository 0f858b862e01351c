"""H.264 payloads (RFC 6184): what is packed comes out again, and in the shapes that clients and kernels like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.rtsp.h264 import H264Payload, fragment, pack_units
from tests.video.rtsp.film import moving_film

FORMAT = StreamFormat(Codec.H264, 320, 240, 25)
SPS, PPS = b"\x67\x42\xc0\x1e\xaa", b"\x68\xce"
SEI, AUD, IDR, P = b"\x06\x05", b"\x09\x10", b"\x65", b"\x41"


def picture(*units: bytes, key: bool = False) -> Picture:
    return Picture(0, 0, FORMAT, units, key, (SPS, PPS))


def unpack(payloads: list[bytes]) -> list[bytes]:
    """NAL units from payloads: RFC 6184 §5.6 to §5.8, read independently of the code under test."""
    units: list[bytes] = []
    pieces = b""
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == 24:
            rest = payload[1:]
            while rest:
                size = int.from_bytes(rest[:2], "big")
                units.append(rest[2 : 2 + size])
                rest = rest[2 + size :]
        elif kind == 28:
            start, end = payload[1] & 0x80, payload[1] & 0x40
            pieces = bytes([payload[0] & 0xE0 | payload[1] & 0x1F]) if start else pieces
            pieces += payload[2:]
            if end:
                units.append(pieces)
        else:
            units.append(payload)
    return units


def test_parameter_sets_travel_before_a_key_picture_in_their_own_packet() -> None:
    payloads = H264Payload().packetize(picture(IDR + bytes(3000), key=True))
    assert unpack(payloads[:1]) == [SPS, PPS]
    assert [payload[0] & 0x1F for payload in payloads] == [24, 28, 28, 28]


def test_leading_sei_joins_the_parameter_sets_and_delimiters_are_left_out() -> None:
    payloads = H264Payload().packetize(picture(AUD, SEI, IDR + bytes(10), key=True))
    assert [unpack([payload]) for payload in payloads] == [[SPS, PPS, SEI], [IDR + bytes(10)]]


def test_other_pictures_carry_no_parameter_sets() -> None:
    assert H264Payload().packetize(picture(AUD, P + bytes(10))) == [P + bytes(10)]


def test_a_unit_that_just_fits_is_not_cut() -> None:
    assert [len(payload) for payload in pack_units([bytes([0x41]) * 1400], 1400)] == [1400]
    assert [len(payload) for payload in pack_units([bytes([0x41]) * 1401], 1400)] == [702, 702]


def test_small_slices_share_packets() -> None:
    units = [P + bytes(97)] * 30
    payloads = pack_units(units, 1400)
    assert len(payloads) == 3
    assert unpack(payloads) == units


def test_an_aggregate_is_as_important_as_its_most_important_unit() -> None:
    """RFC 6184 §5.7: NRI."""
    assert pack_units([b"\x01", b"\x61", b"\x41"], 100)[0][0] == 0x60 | 24
    assert pack_units([b"\x01"], 100) == [b"\x01"]


def test_fragments_carry_start_and_end_once() -> None:
    """RFC 6184 §5.8: S and E are never set in one piece."""
    pieces = fragment(IDR + bytes(5000), 1400)
    assert [piece[1] for piece in pieces] == [0x85, 0x05, 0x05, 0x45]
    assert {piece[0] for piece in pieces} == {0x60 | 28}


UNITS = st.lists(
    st.builds(
        lambda head, size: bytes([head]) + bytes(i * 7 % 251 for i in range(size)),
        st.sampled_from([0x41, 0x65, 0x01, 0x06]),
        st.one_of(st.integers(1, 60), st.integers(500, 9000)),
    ),
    max_size=12,
)


@given(UNITS, st.integers(64, 1400))
def test_units_survive_the_wire_in_order_and_within_the_limit(units: list[bytes], limit: int) -> None:
    payloads = pack_units(units, limit)
    assert unpack(payloads) == units
    assert max(map(len, payloads), default=0) <= limit


@given(st.integers(1401, 70_000))
def test_fragments_are_equal_but_for_the_last(size: int) -> None:
    sizes = [len(piece) for piece in fragment(IDR + bytes(size - 1), 1400)]
    assert len(set(sizes[:-1])) == 1
    assert sizes[-1] <= sizes[0]
    assert len(sizes) == -(-(size - 1) // 1398), "no more pieces than needed"


def test_sdp_attributes_name_the_profile_and_the_parameter_sets() -> None:
    assert H264Payload().attributes((SPS, PPS)) == [
        "rtpmap:96 H264/90000",
        "fmtp:96 packetization-mode=1;profile-level-id=42C01E;sprop-parameter-sets=Z0LAHqo=,aM4=",
    ]
    assert H264Payload().attributes(())[1] == "fmtp:96 packetization-mode=1"


@pytest.mark.parametrize("number", [0, 1])
def test_pictures_of_a_real_encoder_survive_the_wire(number: int) -> None:
    shown = moving_film().picture(number)
    sets = shown.parameter_sets if shown.key else ()
    assert unpack(H264Payload().packetize(shown)) == [*sets, *shown.nal_units]
