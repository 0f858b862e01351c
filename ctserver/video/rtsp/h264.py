"""H.264 in RTP (RFC 6184), packetization-mode 1: single NAL unit packets, STAP-A and FU-A."""

import base64
from collections.abc import Iterable

from ctserver.video.aggregation import aggregated
from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.rtsp.payload import PAYLOAD_LIMIT

_SEI, _AUD, _FU_A = 6, 9, 28


class H264Payload:
    """RFC 6184 §8.2 for the SDP, §5.4 for the mode."""

    payload_type = 96

    def check(self, shown: StreamFormat) -> None:
        """Every size fits."""

    def attributes(self, parameter_sets: tuple[bytes, ...]) -> list[str]:
        """Parameter sets stand here although they are in-band too: ExoPlayer does not start without them."""
        mode = "packetization-mode=1"
        if parameter_sets:
            sets = ",".join(base64.b64encode(unit).decode() for unit in parameter_sets)
            mode += f";profile-level-id={parameter_sets[0][1:4].hex().upper()};sprop-parameter-sets={sets}"
        return [f"rtpmap:{self.payload_type} H264/90000", f"fmtp:{self.payload_type} {mode}"]

    def packetize(self, picture: Picture, limit: int = PAYLOAD_LIMIT) -> list[bytes]:
        units = [unit for unit in picture.units if unit and unit[0] & 0x1F != _AUD]
        if not picture.key:
            return pack_units(units, limit)
        # Parameter sets go before each IDR picture, in a packet without slices: so all pieces of the slice stay equal.
        slices = next((i for i, unit in enumerate(units) if unit[0] & 0x1F != _SEI), len(units))
        return pack_units([*picture.parameter_sets, *units[:slices]], limit) + pack_units(units[slices:], limit)


def pack_units(units: Iterable[bytes], limit: int) -> list[bytes]:
    """NAL units in order: neighbours share a STAP-A (§5.7.1) while they fit, large ones become FU-A pieces (§5.8)."""
    payloads: list[bytes] = []
    for unit in aggregated(units, limit):
        payloads += (unit,) if len(unit) <= limit else fragment(unit, limit)
    return payloads


def fragment(unit: bytes, limit: int) -> list[bytes]:
    """FU-A pieces (§5.8), all of one size but the last: the kernel can then cut them itself (UDP GSO)."""
    count = -(-(len(unit) - 1) // (limit - 2))
    size = -(-(len(unit) - 1) // count)
    indicator, kind = unit[0] & 0xE0 | _FU_A, unit[0] & 0x1F
    heads = [bytes((indicator, kind))] * count
    heads[0] = bytes((indicator, kind | 0x80))
    heads[-1] = bytes((indicator, kind | 0x40))
    return [head + unit[at : at + size] for head, at in zip(heads, range(1, len(unit), size), strict=True)]
