"""RTP data packets (RFC 3550 §5.1)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = struct.Struct("!BBHII")
CLOCK_RATE = 90_000


class RtpError(ValueError):
    """Bytes that are no RTP packet."""


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """`timestamp` counts 1/90,000 s modulo 2^32; `extension` is (profile, whole 32-bit words) (§5.3.1)."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False
    csrcs: tuple[int, ...] = ()
    extension: tuple[int, bytes] | None = None

    @classmethod
    def parse(cls, data: bytes) -> "RtpPacket":
        if len(data) < 12:
            raise RtpError("RTP packet is shorter than its 12-byte header")
        first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        if first >> 6 != 2:
            raise RtpError(f"RTP version {first >> 6}, expected 2")
        start = 12 + 4 * (first & 0x0F)
        csrcs = _csrcs(data, first & 0x0F)
        extension, start = _extension(data, start) if first & 0x10 else (None, start)
        end = len(data) - (data[-1] if first & 0x20 else 0)
        if end < start or (first & 0x20 and data[-1] == 0):
            raise RtpError("RTP padding is longer than the payload, or empty")
        return cls(second & 0x7F, sequence, timestamp, ssrc, data[start:end], bool(second & 0x80), csrcs, extension)

    def __bytes__(self) -> bytes:
        first = 0x80 | (0x10 if self.extension else 0) | len(self.csrcs)
        second = (0x80 if self.marker else 0) | self.payload_type
        header = _HEADER.pack(first, second, self.sequence, self.timestamp, self.ssrc)
        csrcs = struct.pack(f"!{len(self.csrcs)}I", *self.csrcs)
        extension = b""
        if self.extension:
            profile, body = self.extension
            extension = struct.pack("!HH", profile, len(body) // 4) + body
        return b"".join((header, csrcs, extension, self.payload))


def packets_of(
    payloads: Sequence[bytes], payload_type: int, sequence: int, timestamp: int, ssrc: int
) -> tuple[bytes, ...]:
    """The packets of one picture, the marker on the last of them (§5.1).

    As `bytes(RtpPacket(…))` makes them, at a tenth of the cost: a picture may have hundreds.
    """
    pack = _HEADER.pack
    packets = [
        pack(0x80, payload_type, (sequence + i) & 0xFFFF, timestamp, ssrc) + payload
        for i, payload in enumerate(payloads)
    ]
    if packets:
        last = len(packets) - 1
        packets[-1] = pack(0x80, 0x80 | payload_type, (sequence + last) & 0xFFFF, timestamp, ssrc) + payloads[-1]
    return tuple(packets)


def timestamp_of(time_us: int, base: int) -> int:
    """The RTP timestamp of an instant (microseconds of Unix time).

    A function of the instant alone, rounded to the nearest tick, so that neither a change of the picture rate nor a
    stall nor a million pictures make it drift against the wall clock.
    """
    return (base + (time_us * 9 + 50) // 100) & 0xFFFFFFFF


def _csrcs(data: bytes, count: int) -> tuple[int, ...]:
    if len(data) < 12 + 4 * count:
        raise RtpError("RTP packet ends within its CSRC list")
    return struct.unpack_from(f"!{count}I", data, 12)


def _extension(data: bytes, start: int) -> tuple[tuple[int, bytes], int]:
    if len(data) < start + 4:
        raise RtpError("RTP packet ends within its header extension")
    profile, words = struct.unpack_from("!HH", data, start)
    end = start + 4 + 4 * words
    if len(data) < end:
        raise RtpError("RTP packet ends within its header extension")
    return (profile, data[start + 4 : end]), end
