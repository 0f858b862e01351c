"""JPEG in RTP (RFC 2435): a JFIF file taken apart into what the payload header can say, and refused for what it cannot.

A receiver rebuilds the file from a few header fields, so only baseline pictures with the standard Huffman tables travel
whole. Anything else would be shown as noise without an error at either end.
"""

from dataclasses import dataclass

from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.rtsp.jpeg_tables import STANDARD_HUFFMAN
from ctserver.video.rtsp.payload import PAYLOAD_LIMIT, PayloadError

LARGEST = 2040
"""RFC 2435 §3.1.5: a side has eight bits, in units of eight pixels. Larger pictures fail in FFmpeg whatever is sent."""

_SOF0, _DHT, _EOI, _SOS, _DQT, _DRI = 0xC0, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD
_OTHER_FRAMES = {*range(0xC1, 0xD0)} - {_DHT, 0xC8, 0xCC}
_RESTARTS = 64
_TABLES_IN_BAND = 255
_TYPES: dict[tuple[int, ...], int] = {(0x21, 0x11, 0x11): 0, (0x22, 0x11, 0x11): 1}
"""RFC 2435 §4.1: 4:2:2 and 4:2:0, by the sampling factors of Y, Cb and Cr."""


@dataclass(frozen=True, slots=True)
class JpegScan:
    """`kind` is RFC 2435's type, 64 added with a restart interval; `tables` two of 64 bytes; `data` without EOI."""

    kind: int
    width: int
    height: int
    restart_interval: int
    tables: bytes
    data: bytes

    @classmethod
    def parse(cls, jfif: bytes) -> "JpegScan":
        """PayloadError for a file that the payload format cannot carry."""
        return _Parser(jfif).scan()


class JpegPayload:
    """RFC 3551 §4.5.4 for the type number."""

    payload_type = 26

    def check(self, shown: StreamFormat) -> None:
        _check_size(shown.width, shown.height)

    def attributes(self, parameter_sets: tuple[bytes, ...]) -> list[str]:
        return [f"rtpmap:{self.payload_type} JPEG/90000"]

    def packetize(self, picture: Picture, limit: int = PAYLOAD_LIMIT) -> list[bytes]:
        return pack_scan(JpegScan.parse(picture.units[0]), limit)


def pack_scan(scan: JpegScan, limit: int) -> list[bytes]:
    """Equal pieces but for the last; the first also holds the tables, which takes a `limit` of 300 at least.

    The offset counts bytes of the scan only (§3.1.2): the tables are no part of it.
    """
    # F and L set and the count all ones: restart intervals may begin and end anywhere in a packet (§3.1.7).
    restart = scan.restart_interval.to_bytes(2, "big") + b"\xff\xff" if scan.restart_interval else b""
    description = bytes([scan.kind, _TABLES_IN_BAND, scan.width // 8, scan.height // 8]) + restart
    tables = b"\0\0" + len(scan.tables).to_bytes(2, "big") + scan.tables  # precision 0: eight bits (§3.1.8)
    data = tables + scan.data
    count = -(-len(data) // (limit - 4 - len(description)))
    size = -(-len(data) // count)
    return [
        max(0, at - len(tables)).to_bytes(4, "big") + description + data[at : at + size]
        for at in range(0, len(data), size)
    ]


def _check_size(width: int, height: int) -> None:
    if max(width, height) > LARGEST:
        raise PayloadError(f"JPEG over RTP goes up to {LARGEST} x {LARGEST} pixels, not {width} x {height}")
    if width % 8 or height % 8 or not width or not height:
        raise PayloadError(f"JPEG over RTP needs sides that are multiples of 8, not {width} x {height}")


class _Parser:
    """Walks through the marker segments (ITU-T T.81, annex B) up to the scan."""

    def __init__(self, jfif: bytes) -> None:
        self._data = jfif
        self._quantization: dict[int, bytes] = {}
        self._huffman: dict[int, bytes] = {}
        self._restart_interval = 0
        self._size: tuple[int, int] | None = None
        self._components: dict[int, tuple[int, int]] = {}

    def scan(self) -> JpegScan:
        if self._data[:2] != b"\xff\xd8":
            raise PayloadError("JPEG without a start of image")
        at = 2
        while True:
            marker, body, at = self._segment(at)
            if marker == _SOS:
                return self._finish(body, at)
            self._note(marker, body)

    def _segment(self, at: int) -> tuple[int, bytes, int]:
        """Marker, body and where the next segment begins. Any marker may have fill bytes before it (T.81 §B.1.1.2)."""
        while self._data[at : at + 2] == b"\xff\xff":
            at += 1
        header = self._data[at : at + 4]
        end = at + 2 + int.from_bytes(header[2:], "big")
        if len(header) < 4 or header[0] != 0xFF or end < at + 4 or end > len(self._data):
            raise PayloadError("JPEG with a broken marker segment")
        return header[1], self._data[at + 4 : end], end

    def _note(self, marker: int, body: bytes) -> None:
        if marker == _SOF0:
            self._note_frame(body)
        elif marker in _OTHER_FRAMES:
            raise PayloadError("JPEG over RTP is baseline only: not progressive, lossless or arithmetic")
        elif marker == _DQT:
            self._note_quantization(body)
        elif marker == _DHT:
            self._note_huffman(body)
        elif marker == _DRI:
            self._restart_interval = int.from_bytes(body[:2], "big")

    def _note_frame(self, body: bytes) -> None:
        """T.81 §B.2.2."""
        if len(body) != 15 or body[0] != 8 or body[5] != 3:
            raise PayloadError("JPEG over RTP has three components of eight bits")
        self._size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
        self._components = {body[at]: (body[at + 1], body[at + 2]) for at in (6, 9, 12)}

    def _note_quantization(self, body: bytes) -> None:
        """T.81 §B.2.4.1."""
        while body:
            if body[0] >> 4 or len(body) < 65:
                raise PayloadError("JPEG over RTP has quantization tables of eight bits")
            self._quantization[body[0]] = body[1:65]
            body = body[65:]

    def _note_huffman(self, body: bytes) -> None:
        """T.81 §B.2.4.2: class and number, how many codes there are of each length, their values."""
        while body:
            end = 17 + sum(body[1:17])
            if len(body) < end:
                raise PayloadError("JPEG with a broken Huffman table")
            self._huffman[body[0]] = body[1:end]
            body = body[end:]

    def _finish(self, header: bytes, at: int) -> JpegScan:
        if self._size is None or len(self._components) != 3:
            raise PayloadError("JPEG with a scan before its frame")
        _check_size(*self._size)
        kind = _TYPES.get(tuple(sampling for sampling, _ in self._components.values()))
        if kind is None:
            raise PayloadError("JPEG over RTP is 4:2:0 or 4:2:2")
        self._check_coding(header)
        end = self._data.find(b"\xff\xd9", at)
        if end < 0:
            raise PayloadError("JPEG without an end of image")
        kind += _RESTARTS if self._restart_interval else 0
        return JpegScan(kind, *self._size, self._restart_interval, self._tables(), self._data[at:end])

    def _check_coding(self, header: bytes) -> None:
        """One scan of all components in order, with the standard tables (§3.1.9, appendix B): a receiver knows no others."""
        expected = bytes([3]) + b"".join(
            bytes([component, tables]) for component, tables in zip(self._components, (0x00, 0x11, 0x11), strict=True)
        )
        if header != expected + b"\x00\x3f\x00":
            raise PayloadError("JPEG over RTP is one interleaved scan with Huffman tables 0 and 1")
        # A file without tables (Motion JPEG) means the standard ones.
        if any(table != STANDARD_HUFFMAN.get(key) for key, table in self._huffman.items()):
            raise PayloadError("JPEG over RTP needs the standard Huffman tables: code without optimising them")

    def _tables(self) -> bytes:
        """Luma's and chroma's, in zigzag order as in the file (§3.1.8)."""
        luma, blue, red = (self._quantization.get(number, b"") for _, number in self._components.values())
        if blue != red or not luma or not blue:
            raise PayloadError("JPEG over RTP has two quantization tables, one for luma and one for both chromas")
        return luma + blue
