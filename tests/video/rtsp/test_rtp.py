"""RTP packets and media time (RFC 3550 §5.1)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.rtp import RtpError, RtpPacket, timestamp_of

PLAIN = bytes.fromhex("80e0000a0001000201020304") + b"data"


def test_a_packet_as_it_stands_on_the_wire() -> None:
    packet = RtpPacket(96, 10, 0x00010002, 0x01020304, b"data", marker=True)
    assert bytes(packet) == PLAIN
    assert RtpPacket.parse(PLAIN) == packet


def test_padding_csrcs_and_extension_are_taken_off() -> None:
    data = bytes.fromhex("b1600001000000020000000300000004bede0001aabbccdd") + b"xy\x00\x02"
    assert RtpPacket.parse(data) == RtpPacket(
        96, 1, 2, 3, b"xy", csrcs=(4,), extension=(0xBEDE, bytes.fromhex("aabbccdd"))
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PLAIN[:11],
        b"\x40" + PLAIN[1:],
        b"\x8f" + PLAIN[1:],
        b"\x90" + PLAIN[1:12],
        b"\x90" + PLAIN[1:12] + b"\x00\x00\x00\x05",
        b"\xa0" + PLAIN[1:12] + b"\x00",
        b"\xa0" + PLAIN[1:12] + b"\x09",
    ],
)
def test_broken_packets(data: bytes) -> None:
    with pytest.raises(RtpError):
        RtpPacket.parse(data)


WORD = st.integers(0, 2**32 - 1)
EXTENSIONS = st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40).map(lambda data: data[: len(data) // 4 * 4]))


@given(
    st.builds(
        RtpPacket,
        st.integers(0, 127),
        st.integers(0, 0xFFFF),
        WORD,
        WORD,
        st.binary(max_size=100),
        st.booleans(),
        st.lists(WORD, max_size=15).map(tuple),
        st.none() | EXTENSIONS,
    )
)
def test_packets_survive_the_wire(packet: RtpPacket) -> None:
    assert RtpPacket.parse(bytes(packet)) == packet


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_but_an_rtp_error(data: bytes) -> None:
    with contextlib.suppress(RtpError):
        RtpPacket.parse(data)


@given(st.integers(0, 2**53), WORD, st.sampled_from([1, 7, 10, 15, 25, 30, 50, 60]))
def test_timestamps_advance_with_the_pictures_whatever_the_rate(start_us: int, base: int, fps: int) -> None:
    """No drift after an hour, and no step that is more than a tick off, also across the 32-bit wrap."""
    one, two, late = (timestamp_of(start_us + n * 1_000_000 // fps, base) for n in (0, 1, 3600 * fps))
    assert abs((two - one) % 2**32 - 90_000 / fps) <= 1
    assert (late - one) % 2**32 == 3600 * 90_000


def test_timestamps_wrap_at_32_bits() -> None:
    assert timestamp_of(1_000_000, 2**32 - 90_000) == 0
    assert timestamp_of(1_000_000, 2**32 - 1) == 89_999
