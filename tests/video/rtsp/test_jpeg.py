"""JPEG payloads (RFC 2435): what a receiver rebuilds from them is the picture, and what it could not is refused."""

import contextlib
import struct
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ctserver.video.rtsp.jpeg import JpegPayload, JpegScan, pack_scan
from ctserver.video.rtsp.jpeg_tables import STANDARD_HUFFMAN
from ctserver.video.rtsp.payload import PayloadError
from tests.video.rtsp.film import canvas, jpeg_film

PLAIN = jpeg_film().pictures[0][0][0]
RESTARTED = jpeg_film(restart_interval=20).pictures[0][0][0]


@dataclass(frozen=True)
class Received:
    """Payloads of one picture, read independently of the code under test."""

    kind: int
    sides: tuple[int, int]
    restart: tuple[int, int] | None
    tables: bytes
    scan: bytes

    @classmethod
    def of(cls, payloads: list[bytes]) -> "Received":
        scan, tables, restart, kind, sides = b"", b"", None, 0, (0, 0)
        for payload in payloads:
            offset, kind, q, width, height = struct.unpack_from("!IBBBB", payload)
            assert offset == len(scan), "the offset counts bytes of the scan only, the type-specific octet is 0"
            assert q == 255
            sides, at = (8 * width, 8 * height), 8
            if kind >= 64:
                restart, at = struct.unpack_from("!HH", payload, at), at + 4
            if offset == 0:
                mbz, precision, length = struct.unpack_from("!BBH", payload, at)
                assert (mbz, precision, length) == (0, 0, 128)
                tables, at = payload[at + 4 : at + 4 + length], at + 4 + length
            scan += payload[at:]
        return cls(kind, sides, restart, tables, scan)

    def jfif(self) -> bytes:
        """RFC 2435 appendix B: the file that a receiver makes of the fields."""
        parts = [b"\xff\xd8"]
        parts += [segment(0xDB, bytes([n]) + self.tables[64 * n : 64 * n + 64]) for n in range(2)]
        sampling = 0x22 if self.kind % 64 else 0x21
        width, height = self.sides
        parts.append(
            segment(0xC0, struct.pack("!BHHB", 8, height, width, 3) + bytes([1, sampling, 0, 2, 17, 1, 3, 17, 1]))
        )
        parts += [segment(0xC4, bytes([key]) + table) for key, table in STANDARD_HUFFMAN.items()]
        if self.restart:
            parts.append(segment(0xDD, self.restart[0].to_bytes(2, "big")))
        parts.append(segment(0xDA, bytes([3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0])))
        return b"".join([*parts, self.scan, b"\xff\xd9"])


def decoded(file: bytes) -> NDArray[Any]:
    image = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0xFF, marker, len(body) + 2) + body


def replaced(marker: int, change: bytes, at: int, data: bytes = PLAIN) -> bytes:
    """The file with bytes of the first such segment's body changed."""
    start = data.index(bytes([0xFF, marker])) + 4 + at
    return data[:start] + change + data[start + len(change) :]


@pytest.mark.parametrize(
    ("data", "kind", "restart"), [(PLAIN, 1, None), (RESTARTED, 65, (20, 0xFFFF))], ids=["plain", "restart"]
)
def test_a_receiver_rebuilds_the_picture(data: bytes, kind: int, restart: tuple[int, int] | None) -> None:
    received = Received.of(pack_scan(JpegScan.parse(data), 1400))
    assert (received.kind, received.sides, received.restart) == (kind, (320, 240), restart)
    assert np.array_equal(decoded(received.jfif()), decoded(data))


def test_the_end_of_image_is_not_sent() -> None:
    scan = JpegScan.parse(PLAIN)
    assert PLAIN.endswith(scan.data + b"\xff\xd9")


def test_4_2_2_is_type_0() -> None:
    image = cv2.cvtColor(canvas(3), cv2.COLOR_YUV2BGR_I420)
    option = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422]
    data = cv2.imencode(".jpg", image, option)[1].tobytes()
    received = Received.of(pack_scan(JpegScan.parse(data), 1400))
    assert received.kind == 0
    assert np.array_equal(decoded(received.jfif()), decoded(data))


def test_packets_are_equal_but_for_the_last_so_that_the_kernel_can_cut_them() -> None:
    sizes = [len(payload) for payload in JpegPayload().packetize(jpeg_film(20).picture(1))]
    assert len(sizes) > 5
    assert len({*sizes[:-1]}) == 1
    assert sizes[-1] <= sizes[0] <= 1400


def test_a_file_without_huffman_tables_means_the_standard_ones() -> None:
    start, end = PLAIN.index(b"\xff\xc4"), PLAIN.index(b"\xff\xda")
    assert JpegScan.parse(PLAIN[:start] + PLAIN[end:]) == JpegScan.parse(PLAIN)


def test_fill_bytes_comments_and_what_follows_the_picture_do_not_matter() -> None:
    dressed = PLAIN[:2] + b"\xff\xff" + segment(0xFE, b"comment") + PLAIN[2:] + b"rest"
    assert JpegScan.parse(dressed) == JpegScan.parse(PLAIN)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "without a start"),
        (b"\xff\xd8", "broken marker segment"),
        (PLAIN[:300], "broken marker segment"),
        (PLAIN[:2] + b"\x00" + PLAIN[2:], "broken marker segment"),
        (PLAIN[:-2], "without an end"),
        (PLAIN.replace(b"\xff\xc0", b"\xff\xc2"), "baseline only"),
        (PLAIN.replace(b"\xff\xc0", b"\xff\xc9"), "baseline only"),
        (PLAIN.replace(b"\xff\xc0", b"\xff\xe3"), "scan before its frame"),
        (replaced(0xC0, b"\x0c", 0), "eight bits"),
        (replaced(0xC0, b"\x01", 5), "three components"),
        (replaced(0xC0, b"\x08\x08", 1), "2040"),
        (replaced(0xC0, b"\x00\xf4", 1), "multiples of 8"),
        (replaced(0xC0, b"\x00\x00", 1), "multiples of 8"),
        (replaced(0xC0, b"\x11", 7), "4:2:0 or 4:2:2"),
        (replaced(0xC0, b"\x12", 7), "4:2:0 or 4:2:2"),
        (replaced(0xC0, b"\x01", 9), "scan before its frame"),
        (replaced(0xC0, b"\x02", 14), "two quantization tables"),
        (replaced(0xDB, b"\x10", 0), "quantization tables of eight bits"),
        (replaced(0xC4, b"\x02", 1), "Huffman table"),
        (replaced(0xC4, b"\x0c", 17), "standard Huffman tables"),
        (replaced(0xDA, b"\x01", 0), "one interleaved scan"),
        (replaced(0xDA, b"\x11", 2), "one interleaved scan"),
        (jpeg_film(optimise=True).pictures[0][0][0], "standard Huffman tables"),
    ],
)
def test_what_no_receiver_could_show_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        JpegScan.parse(data)


@given(st.binary(max_size=80), st.integers(0, 700), st.integers(0, 60))
def test_no_damage_raises_anything_but_a_payload_error(junk: bytes, at: int, cut: int) -> None:
    with contextlib.suppress(PayloadError):
        assert len(JpegScan.parse(PLAIN[:at] + junk + PLAIN[at + cut :]).tables) == 128


SCANS = st.builds(
    lambda kind, width, height, restart, size: JpegScan(
        kind + 64 * bool(restart),
        8 * width,
        8 * height,
        restart,
        bytes(range(128)),
        bytes(i % 251 for i in range(size)),
    ),
    st.integers(0, 1),
    st.integers(1, 255),
    st.integers(1, 255),
    st.sampled_from([0, 1, 20, 65535]),
    st.integers(1, 20_000),
)


@given(SCANS, st.integers(300, 1400))
def test_scans_survive_the_wire_within_the_limit(scan: JpegScan, limit: int) -> None:
    payloads = pack_scan(scan, limit)
    received = Received.of(payloads)
    assert (received.kind, received.sides) == (scan.kind, (scan.width, scan.height))
    assert received.restart == ((scan.restart_interval, 0xFFFF) if scan.restart_interval else None)
    assert (received.tables, received.scan) == (scan.tables, scan.data)
    assert max(map(len, payloads)) <= limit
