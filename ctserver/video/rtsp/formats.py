"""The payload formats that the server speaks."""

from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.rtsp.h264 import H264Payload
from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.jpeg import JpegPayload
from ctserver.video.rtsp.mpeg4 import Mpeg4Payload
from ctserver.video.rtsp.payload import Payload, PayloadError

FORMATS: dict[Codec, Payload] = {
    Codec.H264: H264Payload(),
    Codec.JPEG: JpegPayload(),
    Codec.MPEG4: Mpeg4Payload(),
}


def payload_for(shown: StreamFormat) -> Payload:
    """Refused(415), with the reason, for a stream that cannot travel in RTP."""
    payload = FORMATS[shown.codec]
    try:
        payload.check(shown)
    except PayloadError as error:
        raise uncarried(error) from error
    return payload


def uncarried(error: PayloadError) -> Refused:
    return Refused(415, str(error), told=True)
