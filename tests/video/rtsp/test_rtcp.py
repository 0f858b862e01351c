"""RTCP packets and compounds (RFC 3550 §6), each good one with a broken twin."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.rtcp import (
    Goodbye,
    Other,
    ReceiverReport,
    ReportBlock,
    RtcpError,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    format_compound,
    ntp_of,
    parse_compound,
    unix_us_of,
)

BLOCK = ReportBlock(1, 2, -3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("packet", "wire"),
    [
        (SenderReport(1, 2 << 32 | 3, 4, 5, 6), "80c80006 00000001 00000002 00000003 00000004 00000005 00000006"),
        (ReceiverReport(1), "80c90001 00000001"),
        (
            ReceiverReport(9, (BLOCK,)),
            "81c90007 00000009 00000001 02fffffd 00000004 00000005 00000006 00000007",
        ),
        (SourceDescription(1, "ab"), "81ca0003 00000001 01026162 00000000"),
        (SourceDescription(1, "a"), "81ca0002 00000001 01016100"),
        (Goodbye((1,)), "81cb0001 00000001"),
        (Goodbye((1, 2), "bye"), "82cb0003 00000001 00000002 03627965"),
        (Other(204, 3, b"\x00\x00\x00\x01test"), "83cc0002 00000001 74657374"),
    ],
)
def test_packets_as_they_stand_on_the_wire(packet: RtcpPacket, wire: str) -> None:
    assert bytes(packet) == bytes.fromhex(wire)
    assert parse_compound(bytes.fromhex(wire)) == [packet]


def test_padding_and_other_items_are_passed_over() -> None:
    assert parse_compound(bytes.fromhex("a0c90002 00000001 00000004")) == [ReceiverReport(1)]
    assert parse_compound(bytes.fromhex("81ca0003 00000001 02016101 01620000")) == [SourceDescription(1, "b")]
    assert parse_compound(bytes.fromhex("80ca0000")) == [SourceDescription(0, "")]


@pytest.mark.parametrize(
    "wire",
    [
        "",
        "80c9",
        "40c90001 00000001",
        "80c90002 00000001",
        "80c90000",
        "81c90001 00000001",
        "80c80001 00000001",
        "81ca0002 00000001 01096100",
        "81cb0000",
        "81cb0002 00000001 09616263",
        "a0c90001 00000000",
        "a0c90001 00000009",
        "80c90001 00000001 00",
    ],
)
def test_broken_compounds(wire: str) -> None:
    with pytest.raises(RtcpError):
        parse_compound(bytes.fromhex(wire))


def test_junk_that_punches_a_hole_is_no_rtcp() -> None:
    for junk in (bytes(4), b"\xce\xfa\xed\xfe", bytes(range(200))):
        with pytest.raises(RtcpError):
            parse_compound(junk)


WORD = st.integers(0, 2**32 - 1)
BYTE = st.integers(0, 255)
BLOCKS = st.lists(
    st.builds(ReportBlock, WORD, BYTE, st.integers(-(2**23), 2**23 - 1), WORD, WORD, WORD, WORD), max_size=31
).map(tuple)
SHORT = st.text(max_size=60).filter(lambda text: "\x00" not in text)
PACKETS = st.one_of(
    st.builds(SenderReport, WORD, st.integers(0, 2**64 - 1), WORD, WORD, WORD, BLOCKS),
    st.builds(ReceiverReport, WORD, BLOCKS),
    st.builds(SourceDescription, WORD, SHORT),
    st.builds(Goodbye, st.lists(WORD, max_size=31).map(tuple), SHORT),
    st.builds(Other, st.integers(204, 207), st.integers(0, 31), st.binary(max_size=40).map(lambda b: b * 4)),
)


@given(st.lists(PACKETS, min_size=1, max_size=5))
def test_compounds_survive_the_wire(packets: list[RtcpPacket]) -> None:
    assert parse_compound(format_compound(*packets)) == packets


@given(st.binary(max_size=120))
def test_no_bytes_raise_anything_but_an_rtcp_error(data: bytes) -> None:
    with contextlib.suppress(RtcpError):
        parse_compound(data)


@pytest.mark.parametrize(
    ("time_us", "ntp"),
    [
        (0, 2_208_988_800 << 32),
        (500_000, 2_208_988_800 << 32 | 2**31),
        (2_085_978_496_000_000, 0),  # 2036-02-07: the 32 bits of seconds begin again (RFC 5905 §6)
    ],
)
def test_ntp_time(time_us: int, ntp: int) -> None:
    assert ntp_of(time_us) == ntp


@given(st.integers(0, 2_085_978_495_999_999))
def test_ntp_time_keeps_the_microsecond(time_us: int) -> None:
    assert unix_us_of(ntp_of(time_us)) == time_us
