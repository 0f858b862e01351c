"""The session description (RFC 4566) that DESCRIBE answers, in the form that every client of spec R3 accepted."""

from dataclasses import dataclass

from ctserver.video.picture import StreamFormat
from ctserver.video.rtsp.payload import Payload
from ctserver.video.rtsp.urls import TRACK

LIVE = "npt=now-"


@dataclass(frozen=True, slots=True)
class Description:
    """`range` alone decides whether VLC and FFmpeg offer to seek: `npt=now-` live, `npt=0-<duration>` for replay."""

    format: StreamFormat
    payload: Payload
    parameter_sets: tuple[bytes, ...]
    session_id: int
    address: str
    name: str = "CT-Server"
    range: str = LIVE

    def __str__(self) -> str:
        """Attributes of the media stand in the order rtpmap, fmtp, framerate, control."""
        kind = "IP6" if ":" in self.address else "IP4"
        lines = [
            "v=0",
            f"o=- {self.session_id} 1 IN {kind} {self.address}",
            f"s={self.name or ' '}",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=control:*",
            f"a=range:{self.range}",
            f"m=video 0 RTP/AVP {self.payload.payload_type}",
            *(f"a={attribute}" for attribute in self.payload.attributes(self.parameter_sets)),
            f"a=framerate:{self.format.fps}",
            f"a=control:{TRACK}",
        ]
        return "".join(f"{line}\r\n" for line in lines)
