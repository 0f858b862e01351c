"""Payload formats by codec: what one adds to the SDP, and how it cuts pictures into RTP payloads.

A further format is a module with an object of this shape and a line in `ctserver.video.rtsp.formats`.
"""

from typing import Protocol

from ctserver.video.picture import Picture, StreamFormat

PAYLOAD_LIMIT = 1400
"""Bytes of payload in a packet: with all headers still below the MTU of a VPN or a PPPoE line."""


class PayloadError(ValueError):
    """A stream or a picture that its payload format cannot carry. The text is for the client too: one ASCII line."""


class Payload(Protocol):
    @property
    def payload_type(self) -> int:
        """RFC 3551: 96 and above are dynamic, 26 is JPEG."""
        ...

    def check(self, shown: StreamFormat) -> None:
        """PayloadError for a stream that can never be carried."""
        ...

    def attributes(self, parameter_sets: tuple[bytes, ...]) -> list[str]:
        """The `rtpmap` and `fmtp` lines of the SDP, without `a=`."""
        ...

    def packetize(self, picture: Picture, limit: int = PAYLOAD_LIMIT) -> list[bytes]:
        """The payloads that carry a picture, in order; the last one's packet gets the marker. May raise PayloadError."""
        ...


def pieces(data: bytes, limit: int) -> list[bytes]:
    """At most `limit` bytes each, as few as possible, all of one size but the last: the kernel can then cut them (GSO)."""
    count = -(-len(data) // limit) or 1
    size = -(-len(data) // count) or 1
    return [data[at : at + size] for at in range(0, len(data), size)]
