"""Session (RFC 2326 §12.37) and RTP-Info (§12.33)."""

import re
from dataclasses import dataclass

from ctserver.video.rtsp.headers.fields import HeaderError, number, split


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """`timeout` in seconds; requests leave it out."""

    id: str
    timeout: int | None = None

    @classmethod
    def parse(cls, text: str) -> "SessionHeader":
        identifier, *parameters = split(text, ";") or [""]
        if not re.fullmatch(r"[A-Za-z0-9$_.+-]{1,64}", identifier):
            raise HeaderError("expected a session identifier")
        for name, _, value in (parameter.partition("=") for parameter in parameters):
            if name.strip().lower() == "timeout":
                return cls(identifier, number(value.strip(), 10**6))
        return cls(identifier)

    def __str__(self) -> str:
        """No space after the semicolon: with one, FFmpeg does not find the time-out."""
        return self.id if self.timeout is None else f"{self.id};timeout={self.timeout}"


_RTP_INFO = re.compile(r"url=(?P<url>[^\s]+?)(?:;seq=(?P<seq>\d{1,5}))?(?:;rtptime=(?P<rtptime>\d{1,10}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RtpInfo:
    """Where one track starts: `url` is exactly the SETUP URL, as FFmpeg compares the two as strings."""

    url: str
    seq: int | None = None
    rtptime: int | None = None

    @classmethod
    def parse(cls, text: str) -> "RtpInfo":
        """A field for one track, which is all that we send."""
        match = _RTP_INFO.fullmatch(text.strip())
        if not match:
            raise HeaderError("expected url=…;seq=…;rtptime=…")
        seq, rtptime = match["seq"], match["rtptime"]
        return cls(match["url"], number(seq, 0xFFFF) if seq else None, number(rtptime, 0xFFFFFFFF) if rtptime else None)

    def __str__(self) -> str:
        seq = f";seq={self.seq}" if self.seq is not None else ""
        rtptime = f";rtptime={self.rtptime}" if self.rtptime is not None else ""
        return f"url={self.url}{seq}{rtptime}"
