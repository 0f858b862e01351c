"""The session description (RFC 4566; spec: streaming R3)."""

import base64
import re

import pytest

from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.rtsp.formats import payload_for
from ctserver.video.rtsp.h264 import H264Payload
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.sdp import Description
from tests.video.rtsp.film import Film, jpeg_film, moving_film, mpeg4_film


def describe(address: str = "192.0.2.1", **fields: str) -> str:
    film = moving_film()
    return str(Description(film.format, H264Payload(), film.parameter_sets, 42, address, **fields))


def test_every_line_that_some_client_needs_in_its_place() -> None:
    sps, pps = (base64.b64encode(unit).decode() for unit in moving_film().parameter_sets)
    profile = moving_film().parameter_sets[0][1:4].hex().upper()
    assert describe().split("\r\n") == [
        "v=0",
        "o=- 42 1 IN IP4 192.0.2.1",
        "s=CT-Server",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        "m=video 0 RTP/AVP 96",
        "a=rtpmap:96 H264/90000",
        f"a=fmtp:96 packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sps},{pps}",
        "a=framerate:25",
        "a=control:trackID=0",
        "",
    ]


def test_replay_has_a_duration_and_a_name_is_never_empty() -> None:
    text = describe(range="npt=0-60", name="")
    assert "a=range:npt=0-60\r\n" in text
    assert "s= \r\n" in text


def test_an_ipv6_server_says_so() -> None:
    assert re.search(r"^o=- 42 1 IN IP6 ::1\r$", describe("::1"), re.MULTILINE)


@pytest.mark.parametrize(
    ("film", "payload_type", "attributes"),
    [
        (jpeg_film(), 26, ["rtpmap:26 JPEG/90000"]),
        (
            mpeg4_film(),
            96,
            [
                "rtpmap:96 MP4V-ES/90000",
                f"fmtp:96 profile-level-id=1;config={mpeg4_film().parameter_sets[0].hex().upper()}",
            ],
        ),
    ],
    ids=["JPEG", "MPEG-4"],
)
def test_other_codecs(film: Film, payload_type: int, attributes: list[str]) -> None:
    payload = payload_for(film.format)
    lines = str(Description(film.format, payload, film.parameter_sets, 42, "192.0.2.1")).split("\r\n")
    at = lines.index(f"m=video 0 RTP/AVP {payload_type}")
    assert lines[at + 1 : -3] == [f"a={attribute}" for attribute in attributes]


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (StreamFormat(Codec.JPEG, 2048, 1536, 25), "415 JPEG over RTP goes up to 2040 x 2040 pixels, not 2048 x 1536"),
        (StreamFormat(Codec.JPEG, 640, 2048, 25), "415 JPEG over RTP goes up to 2040 x 2040 pixels, not 640 x 2048"),
        (
            StreamFormat(Codec.JPEG, 636, 480, 25),
            "415 JPEG over RTP needs sides that are multiples of 8, not 636 x 480",
        ),
    ],
)
def test_a_size_that_the_payload_format_cannot_state_is_refused(shown: StreamFormat, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        payload_for(shown)
    assert (str(caught.value), caught.value.told) == (reason, True)


def test_the_largest_size_of_a_jpeg_is_taken() -> None:
    assert payload_for(StreamFormat(Codec.JPEG, 2040, 2040, 1)).payload_type == 26
