"""The payload formats that the server speaks."""

from ctserver.video.picture import Codec
from ctserver.video.rtsp.h264 import H264Payload
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.payload import Payload

FORMATS: dict[Codec, Payload] = {Codec.H264: H264Payload()}


def payload_for(codec: Codec) -> Payload:
    """Refused(415) for a codec without a payload format here."""
    payload = FORMATS.get(codec)
    if payload is None:
        raise Refused(415, f"no RTP payload format for {codec.value}")
    return payload
