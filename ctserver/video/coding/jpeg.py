"""JPEG by libjpeg, and a picture made of two: restart intervals (ITU-T T.81, clause E.1.4) are coded independently.

Every picture has one restart interval for each row of MCUs and the standard Huffman tables, which RTP/JPEG implies. The
strip covers the first four rows. Scenes are kept row by row, so that a picture, or a mosaic of many, is put together by
one join.
"""

import re

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.strip import HEIGHT

MCU = 16
"""Luma pixels on a side, at 4:2:0."""
STRIP_ROWS = HEIGHT // MCU
SOS, EOI = b"\xff\xda", b"\xff\xd9"
RESTARTS = tuple(bytes((0xFF, 0xD0 + number)) for number in range(8))
"""The markers between restart intervals, used in turn."""
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")


class Libjpeg:
    """`quality` is 1 to 100."""

    parameter_sets: tuple[bytes, ...] = ()

    def __init__(self, width: int, quality: int) -> None:
        self._options = [
            cv2.IMWRITE_JPEG_QUALITY, quality,
            cv2.IMWRITE_JPEG_OPTIMIZE, 0,
            cv2.IMWRITE_JPEG_RST_INTERVAL, -(-width // MCU),
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
        ]  # fmt: skip

    def encode(self, canvas: Array, *, key: bool = True) -> tuple[bytes, ...]:
        """The whole file of an I420 canvas."""
        coded, data = cv2.imencode(".jpg", cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420), self._options)
        if not coded:
            raise RuntimeError(f"libjpeg refused a canvas of {np.shape(canvas)}")
        return (data.tobytes(),)


class JpegSplice:
    group = cycle = 1

    def __init__(self, width: int, quality: int) -> None:
        self._coder = Libjpeg(width, quality)

    def scene_coder(self, group: int) -> Libjpeg:
        return self._coder

    def strip_coder(self, group: int) -> Libjpeg:
        return self._coder

    def rest(self, units: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """The file's head, and its rows of MCUs below the strip."""
        head, scan = split_scan(units[0])
        return head, *split_rows(scan)[STRIP_ROWS:]

    def join(self, strip: tuple[bytes, ...], rest: tuple[bytes, ...]) -> tuple[bytes, ...]:
        head, *below = rest
        parts = [EOI] * (2 * len(below))
        parts[::2] = below
        for at in range(1, len(parts) - 1, 2):
            parts[at] = RESTARTS[(STRIP_ROWS + at // 2) % 8]
        return (b"".join((head, split_scan(strip[0])[1], RESTARTS[STRIP_ROWS - 1], *parts)),)


def split_scan(data: bytes) -> tuple[bytes, bytes]:
    """A file of one scan: everything up to the entropy-coded data, and these without the EOI marker."""
    at = data.index(SOS)
    start = at + 2 + int.from_bytes(data[at + 2 : at + 4])
    return data[:start], data[start:-2]


def split_rows(scan: bytes) -> list[bytes]:
    """The restart intervals of a scan, one for each row of MCUs, without their markers."""
    return _RESTART.split(scan)
