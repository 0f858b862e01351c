"""Transport, Session, RTP-Info and Range (RFC 2326 §12), each good value with a broken twin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.headers.fields import HeaderError, split
from ctserver.video.rtsp.headers.range import ClockRange, NptRange, parse_range
from ctserver.video.rtsp.headers.session import RtpInfo, SessionHeader
from ctserver.video.rtsp.headers.transport import Transport, parse_transports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RTP/AVP;unicast;client_port=5000-5001", Transport("RTP/AVP", "unicast", client_port=(5000, 5001))),
        ("RTP/AVP/UDP;client_port=5000", Transport("RTP/AVP/UDP", client_port=(5000, 5001))),
        ("RTP/AVP/TCP;unicast;interleaved=0-1", Transport("RTP/AVP/TCP", "unicast", interleaved=(0, 1))),
        ("RTP/AVP/TCP; Interleaved = 4-5", Transport("RTP/AVP/TCP", interleaved=(4, 5))),
        ("RTP/AVP;multicast;ttl=3;destination=1.2.3.4", Transport("RTP/AVP", "multicast")),
        ('RTP/AVP;mode="PLAY";ssrc=00AB', Transport("RTP/AVP", ssrc=0xAB, mode="PLAY")),
        ("RTP/AVP;mode=play", Transport("RTP/AVP", mode="PLAY")),
    ],
)
def test_transport(text: str, expected: Transport) -> None:
    assert Transport.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";unicast",
        "RTP",
        "RTP/AVP/UDP/X",
        "RTP/AVP;client_port=",
        "RTP/AVP;client_port=a-b",
        "RTP/AVP;client_port=5000-5000",
        "RTP/AVP;client_port=65535",
        "RTP/AVP;client_port=1-65536",
        "RTP/AVP/TCP;interleaved=255-256",
        "RTP/AVP/TCP;interleaved=-1",
        "RTP/AVP;ssrc=xyz",
        "RTP/AVP;ssrc=123456789",
    ],
)
def test_broken_transport(text: str) -> None:
    with pytest.raises(HeaderError):
        Transport.parse(text)


def test_a_transport_list_leaves_out_what_it_cannot_read() -> None:
    found = parse_transports('RTP/AVP/TCP;interleaved=x, RTP/AVP;mode="a,b;c" ,, RTP/AVP/TCP')
    assert found == [Transport("RTP/AVP", mode="A,B;C"), Transport("RTP/AVP/TCP")]


@pytest.mark.parametrize(
    ("protocol", "lower"), [("RTP/AVP", "UDP"), ("rtp/avp/udp", "UDP"), ("RTP/AVP/TCP", "TCP"), ("RTP/SAVP", "")]
)
def test_lower_transport(protocol: str, lower: str) -> None:
    assert Transport(protocol).lower == lower


PAIRS = st.integers(1, 254).map(lambda n: (n, n + 1))


@given(
    st.builds(
        Transport,
        st.sampled_from(["RTP/AVP", "RTP/AVP/UDP", "RTP/AVP/TCP"]),
        st.sampled_from(["unicast", "multicast", None]),
        st.none() | PAIRS,
        st.none() | PAIRS,
        st.none() | PAIRS,
        st.none() | st.integers(0, 2**32 - 1),
        st.sampled_from(["PLAY", "RECORD", None]),
    )
)
def test_transports_survive_the_wire(transport: Transport) -> None:
    assert Transport.parse(str(transport)) == transport


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0123abcd", SessionHeader("0123abcd")),
        ("0123abcd;timeout=60", SessionHeader("0123abcd", 60)),
        ("0123abcd; Timeout = 30", SessionHeader("0123abcd", 30)),
        ("a$-_.+;x=y", SessionHeader("a$-_.+")),
    ],
)
def test_session(text: str, expected: SessionHeader) -> None:
    assert SessionHeader.parse(text) == expected


@pytest.mark.parametrize("text", ["", ";timeout=60", "a b", "a;timeout=x", "a;timeout=", "é", "a" * 65])
def test_broken_session(text: str) -> None:
    with pytest.raises(HeaderError):
        SessionHeader.parse(text)


def test_ffmpeg_finds_the_timeout_only_without_a_space() -> None:
    assert str(SessionHeader("abc", 60)) == "abc;timeout=60"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("url=rtsp://h/a/trackID=0;seq=5;rtptime=77", RtpInfo("rtsp://h/a/trackID=0", 5, 77)),
        ("url=rtsp://h/a;seq=65535", RtpInfo("rtsp://h/a", 65535)),
        ("url=rtsp://h/a;b=c", RtpInfo("rtsp://h/a;b=c")),
    ],
)
def test_rtp_info(text: str, expected: RtpInfo) -> None:
    assert RtpInfo.parse(text) == expected
    assert str(expected) == text


@pytest.mark.parametrize("text", ["", "url=", "seq=1;rtptime=2", "url=x;seq=65536", "url=a b"])
def test_broken_rtp_info(text: str) -> None:
    with pytest.raises(HeaderError):
        RtpInfo.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("npt=0.000-", NptRange(0)),
        ("npt=now-", NptRange("now")),
        ("npt=1.5-2", NptRange(1_500_000, 2_000_000)),
        ("npt=1:02:03.25-", NptRange(3_723_250_000)),
        ("npt=-10", NptRange(None, 10_000_000)),
        ("NPT = 5 - 6 ;time=19970123T143720Z", NptRange(5_000_000, 6_000_000)),
        ("clock=19700101T000001Z-", ClockRange(1_000_000)),
        ("clock=19961108T142300Z-19961108T143520.25Z", ClockRange(847_462_980_000_000, 847_463_720_250_000)),
    ],
)
def test_range(text: str, expected: NptRange | ClockRange) -> None:
    assert parse_range(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "npt",
        "npt=",
        "npt=-",
        "npt=5",
        "npt=x-",
        "npt=1:60:00-",
        "npt=1e3-",
        "smpte=0:10:20-",
        "clock=-19961108T143520Z",
        "clock=19961308T142300Z-",
        "clock=19961108T142300-",
        "clock=1996-",
    ],
)
def test_broken_range(text: str) -> None:
    with pytest.raises(HeaderError):
        parse_range(text)


MICROS = st.integers(0, 10**14)
CLOCK_MICROS = st.integers(-62_135_596_800 * 10**6, 253_402_300_799 * 10**6)


@given(
    st.builds(NptRange, st.one_of(MICROS, st.just("now")), st.none() | MICROS)
    | st.builds(ClockRange, CLOCK_MICROS, st.none() | CLOCK_MICROS)
)
def test_ranges_survive_the_wire(value: NptRange | ClockRange) -> None:
    assert parse_range(str(value)) == value


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_header_error(text: str) -> None:
    parse_transports(text)
    for parse in (parse_range, SessionHeader.parse, RtpInfo.parse):
        try:
            parse(text)
        except HeaderError:
            continue


def test_split_keeps_quoted_strings_whole() -> None:
    assert split(r'a="1,2", b="\",",c,', ",") == ['a="1,2"', r'b="\","', "c"]
    assert split('a,"unfinished', ",") == ["a", '"unfinished']
