"""MPEG-4 part 2 payloads (RFC 6416)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.rtsp.mpeg4 import Mpeg4Payload, profile_and_level
from tests.video.rtsp.film import GOP, mpeg4_film

FORMAT = StreamFormat(Codec.MPEG4, 320, 240, 25)
CONFIGURATION = b"\x00\x00\x01\xb0\x03\x00\x00\x01\xb5\x09"


def picture(vop: bytes, *, key: bool) -> Picture:
    return Picture(0, 0, FORMAT, (vop,), key, (CONFIGURATION,))


def test_the_configuration_stands_before_key_pictures_only() -> None:
    film = mpeg4_film()
    for number in range(2 * GOP):
        shown = film.picture(number)
        sent = b"".join(Mpeg4Payload().packetize(shown))
        assert sent.startswith(b"\x00\x00\x01\xb0") is (number % GOP == 0)
        assert sent.endswith(shown.units[0])


@given(st.binary(min_size=1, max_size=20_000), st.booleans(), st.integers(20, 1400))
def test_vops_survive_the_wire_in_equal_pieces(vop: bytes, key: bool, limit: int) -> None:
    payloads = Mpeg4Payload().packetize(picture(vop, key=key), limit)
    assert b"".join(payloads) == (CONFIGURATION if key else b"") + vop
    assert max(map(len, payloads)) <= limit
    assert len({len(payload) for payload in payloads[:-1]}) <= 1
    assert len(payloads) == -(-sum(map(len, payloads)) // limit), "no more pieces than needed"


@pytest.mark.parametrize(
    ("configuration", "level"),
    [(CONFIGURATION, 3), (b"\x00\x00\x01\xb5\x09" + CONFIGURATION, 3), (b"\x00\x00\x01\xb0", 1), (b"", 1)],
)
def test_the_level_is_read_from_the_configuration(configuration: bytes, level: int) -> None:
    """RFC 6416 §7.1: 1 is what is meant where none is stated."""
    assert profile_and_level(configuration) == level


def test_sdp_attributes_name_the_level_and_the_configuration() -> None:
    assert Mpeg4Payload().attributes((CONFIGURATION,)) == [
        "rtpmap:96 MP4V-ES/90000",
        "fmtp:96 profile-level-id=3;config=000001B003000001B509",
    ]
    assert Mpeg4Payload().attributes(()) == ["rtpmap:96 MP4V-ES/90000", "fmtp:96 profile-level-id=1"]
