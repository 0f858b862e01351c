"""RTCP (RFC 3550 §6): sender and receiver reports, CNAME, BYE, and compounds of them."""

import struct
from dataclasses import dataclass

SR, RR, SDES, BYE = 200, 201, 202, 203
_CNAME = 1
_NTP_UNIX_OFFSET = 2_208_988_800  # seconds from 1900 to 1970


class RtcpError(ValueError):
    """Bytes that are no RTCP packet."""


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """§6.4.1. `lost` is cumulative and signed, `delay` counts 1/65,536 s."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest_sequence: int
    jitter: int
    last_sr: int
    delay: int

    @classmethod
    def parse(cls, data: bytes) -> "ReportBlock":
        if len(data) != 24:
            raise RtcpError("a report block has 24 bytes")
        ssrc, loss, highest, jitter, last_sr, delay = struct.unpack("!6I", data)
        lost = loss & 0xFFFFFF
        return cls(ssrc, loss >> 24, lost - (lost >> 23 << 24), highest, jitter, last_sr, delay)

    def __bytes__(self) -> bytes:
        loss = self.fraction_lost << 24 | self.lost & 0xFFFFFF
        return struct.pack("!6I", self.ssrc, loss, self.highest_sequence, self.jitter, self.last_sr, self.delay)


@dataclass(frozen=True, slots=True)
class SenderReport:
    """§6.4.1. `ntp` and `rtp` name the same instant: that is how a client puts wall-clock time on pictures."""

    ssrc: int
    ntp: int
    rtp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()

    @classmethod
    def _parse_body(cls, count: int, body: bytes) -> "SenderReport":
        if len(body) < 24:
            raise RtcpError("a sender report has at least 28 bytes")
        ssrc, ntp, rtp, packets, octets = struct.unpack_from("!IQIII", body)
        return cls(ssrc, ntp, rtp, packets, octets, _report_blocks(count, body[24:]))

    def __bytes__(self) -> bytes:
        body = struct.pack("!IQIII", self.ssrc, self.ntp, self.rtp, self.packets, self.octets)
        return _packet(SR, len(self.reports), body + b"".join(map(bytes, self.reports)))


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """§6.4.2."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()

    @classmethod
    def _parse_body(cls, count: int, body: bytes) -> "ReceiverReport":
        return cls(_word(body), _report_blocks(count, body[4:]))

    def __bytes__(self) -> bytes:
        return _packet(RR, len(self.reports), struct.pack("!I", self.ssrc) + b"".join(map(bytes, self.reports)))


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """§6.5, with the one item that is mandatory: CNAME, at most 255 bytes of UTF-8."""

    ssrc: int
    cname: str

    @classmethod
    def _parse_body(cls, count: int, body: bytes) -> "SourceDescription":
        """The first chunk's CNAME, or "" if it has none."""
        ssrc = _word(body) if count else 0
        items = body[4:]
        while items and items[0]:
            if len(items) < 2 or len(items) < 2 + items[1]:
                raise RtcpError("an SDES item is cut short")
            if items[0] == _CNAME:
                return cls(ssrc, items[2 : 2 + items[1]].decode("utf-8", "replace"))
            items = items[2 + items[1] :]
        return cls(ssrc, "")

    def __bytes__(self) -> bytes:
        name = self.cname.encode()
        chunk = struct.pack("!IBB", self.ssrc, _CNAME, len(name)) + name
        # At least one zero byte ends the list of items (§6.5).
        return _packet(SDES, 1, chunk + bytes(4 - len(chunk) % 4))


@dataclass(frozen=True, slots=True)
class Goodbye:
    """§6.6."""

    ssrcs: tuple[int, ...]
    reason: str = ""

    @classmethod
    def _parse_body(cls, count: int, body: bytes) -> "Goodbye":
        if len(body) < 4 * count:
            raise RtcpError("BYE ends within its list of sources")
        rest = body[4 * count :]
        if rest and len(rest) < 1 + rest[0]:
            raise RtcpError("BYE ends within its reason")
        reason = rest[1 : 1 + rest[0]].decode("utf-8", "replace") if rest else ""
        return cls(struct.unpack_from(f"!{count}I", body), reason)

    def __bytes__(self) -> bytes:
        reason = self.reason.encode()
        text = bytes([len(reason)]) + reason if reason else b""
        return _packet(BYE, len(self.ssrcs), struct.pack(f"!{len(self.ssrcs)}I", *self.ssrcs) + _padded(text))


@dataclass(frozen=True, slots=True)
class Other:
    """A packet of a type that we do not read (APP, feedback)."""

    packet_type: int
    count: int
    body: bytes

    def __bytes__(self) -> bytes:
        return _packet(self.packet_type, self.count, self.body)


RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Goodbye | Other


def parse_compound(data: bytes) -> list[RtcpPacket]:
    """All packets of a compound (§6.1); RtcpError unless they fill `data` exactly."""
    packets: list[RtcpPacket] = []
    while data:
        if len(data) < 4:
            raise RtcpError("RTCP packet is shorter than its header")
        first, packet_type, words = struct.unpack_from("!BBH", data)
        end = 4 + 4 * words
        if first >> 6 != 2:
            raise RtcpError(f"RTCP version {first >> 6}, expected 2")
        if len(data) < end:
            raise RtcpError("RTCP packet is longer than its compound")
        packets.append(_parse_packet(packet_type, first & 0x1F, _unpadded(data[4:end], bool(first & 0x20))))
        data = data[end:]
    if not packets:
        raise RtcpError("RTCP compound is empty")
    return packets


def format_compound(*packets: RtcpPacket) -> bytes:
    return b"".join(map(bytes, packets))


def ntp_of(time_us: int) -> int:
    """Microseconds of Unix time as an NTP timestamp: seconds since 1900 modulo 2^32, and 32 bits of fraction (§4)."""
    seconds, micros = divmod(time_us, 1_000_000)
    return ((seconds + _NTP_UNIX_OFFSET) % 2**32 << 32) | (micros << 32) // 1_000_000


def unix_us_of(ntp: int) -> int:
    """The inverse of `ntp_of` in the era that ends in 2036, to the nearest microsecond."""
    return ((ntp >> 32) - _NTP_UNIX_OFFSET) * 1_000_000 + (((ntp & 0xFFFFFFFF) * 1_000_000 + 2**31) >> 32)


def _parse_packet(packet_type: int, count: int, body: bytes) -> RtcpPacket:
    match packet_type:
        case 200:
            return SenderReport._parse_body(count, body)
        case 201:
            return ReceiverReport._parse_body(count, body)
        case 202:
            return SourceDescription._parse_body(count, body)
        case 203:
            return Goodbye._parse_body(count, body)
    return Other(packet_type, count, body)


def _report_blocks(count: int, data: bytes) -> tuple[ReportBlock, ...]:
    if len(data) < 24 * count:
        raise RtcpError("report ends within its report blocks")
    return tuple(ReportBlock.parse(data[24 * i : 24 * i + 24]) for i in range(count))


def _packet(packet_type: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, packet_type, len(body) // 4) + body


def _word(body: bytes) -> int:
    if len(body) < 4:
        raise RtcpError("RTCP packet has no source")
    return int.from_bytes(body[:4], "big")


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _unpadded(body: bytes, padding: bool) -> bytes:
    if not padding:
        return body
    if not body or not 0 < body[-1] <= len(body):
        raise RtcpError("RTCP padding is longer than its packet, or empty")
    return body[: -body[-1]]
