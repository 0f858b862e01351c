"""MPEG-4 part 2 in RTP (RFC 6416)."""

from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.rtsp.payload import PAYLOAD_LIMIT, pieces

_VISUAL_OBJECT_SEQUENCE = b"\x00\x00\x01\xb0"


class Mpeg4Payload:
    """RFC 6416 §7.1 for the SDP, §5 for the packets."""

    payload_type = 96

    def check(self, shown: StreamFormat) -> None:
        """Every size fits."""

    def attributes(self, parameter_sets: tuple[bytes, ...]) -> list[str]:
        configuration = b"".join(parameter_sets)
        parameters = f"profile-level-id={profile_and_level(configuration)}"
        if configuration:
            parameters += f";config={configuration.hex().upper()}"
        return [f"rtpmap:{self.payload_type} MP4V-ES/90000", f"fmtp:{self.payload_type} {parameters}"]

    def packetize(self, picture: Picture, limit: int = PAYLOAD_LIMIT) -> list[bytes]:
        """A VOP may be cut anywhere; configuration stands at the beginning of a payload, a VOP follows it (§5.2)."""
        configuration = picture.parameter_sets if picture.key else ()
        return pieces(b"".join((*configuration, *picture.units)), limit)


def profile_and_level(configuration: bytes) -> int:
    """`profile_and_level_indication` (ISO/IEC 14496-2, table G-1); 1 if the configuration has none (RFC 6416 §7.1)."""
    _, found, rest = configuration.partition(_VISUAL_OBJECT_SEQUENCE)
    return rest[0] if found and rest else 1
