"""Payload formats by codec: what one adds to the SDP, and how it cuts pictures into RTP payloads.

A further format is a module with an object of this shape and a line in `ctserver.video.rtsp.formats`.
"""

from typing import Protocol

from ctserver.video.picture import Picture

PAYLOAD_LIMIT = 1400
"""Bytes of payload in a packet: with all headers still below the MTU of a VPN or a PPPoE line."""


class Payload(Protocol):
    @property
    def payload_type(self) -> int:
        """RFC 3551: 96 and above are dynamic, 26 is JPEG."""
        ...

    def attributes(self, parameter_sets: tuple[bytes, ...]) -> list[str]:
        """The `rtpmap` and `fmtp` lines of the SDP, without `a=`."""
        ...

    def packetize(self, picture: Picture, limit: int = PAYLOAD_LIMIT) -> list[bytes]:
        """The payloads that carry a picture, in order; the last one's packet gets the marker."""
        ...
