"""The session description (RFC 4566; spec: streaming R3)."""

import base64
import re

import pytest

from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.rtsp.formats import payload_for
from ctserver.video.rtsp.h264 import H264Payload
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.sdp import Description
from tests.video.rtsp.film import moving_film


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


def test_codecs_without_a_payload_format_are_refused() -> None:
    assert payload_for(StreamFormat(Codec.H264, 8, 8, 1).codec).payload_type == 96
    with pytest.raises(Refused) as caught:
        payload_for(Codec.MPEG4)
    assert caught.value.status == 415
