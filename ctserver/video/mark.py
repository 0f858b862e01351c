"""The machine-readable mark that every picture carries, so that a client's test can tell which picture it is looking at.

Layout in luma pixels, the same at every picture size: a grid of 24 columns by 4 rows of cells of 8 by 8, the
top-left cell's corner at x 16, y 16, inside a flat grey frame one cell wide (x 8..215, y 8..55). A cell is white (235)
for a one and black (16) for a zero; chroma is neutral. The 96 bits run row by row, most significant bit first:

    bits   0..3    version, 1
    bits   4..7    stream id modulo 16
    bits   8..23   camera id modulo 2^16
    bits  24..47   picture number modulo 2^24
    bits  48..79   milliseconds of Unix time of the picture's instant, modulo 2^32
    bits  80..95   CRC-16/CCITT-FALSE over the ten bytes before it (polynomial 1021h, start FFFFh, not reflected)
"""

from binascii import crc_hqx
from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import NEUTRAL, Array, planes

VERSION = 1
COLUMNS, ROWS = 24, 4
CELL = 8
"""Luma pixels."""
ORIGIN = (16, 16)
"""x and y of the top-left cell's corner; the frame begins one cell before it."""
BLACK, GREY, WHITE = 16, 128, 235

_LEFT, _TOP = ORIGIN[0] - CELL, ORIGIN[1] - CELL
FRAME = (_LEFT, _TOP, (COLUMNS + 2) * CELL, (ROWS + 2) * CELL)
"""x, y, width and height of the mark with its frame."""
NUMBER, MS = 0xFFFFFF, 0xFFFFFFFF
"""Of a picture's number, and of its milliseconds, a mark holds these bits."""
_PAYLOAD_BYTES = 10
_RIGHT, _BOTTOM = _LEFT + FRAME[2], _TOP + FRAME[3]


_CELLS = (
    np.where(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1), WHITE, BLACK)
    .astype(np.uint8)
    .repeat(CELL, 1)
)
"""A line of luma through the eight cells of a byte, for each byte."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a picture says of itself; a mark read from a picture holds the values after their modulo."""

    camera: int
    stream: int
    number: int
    ms: int


def encode(mark: Mark) -> bytes:
    """The mark's twelve bytes, values taken modulo their field."""
    return bits(mark.camera, mark.stream, mark.number, mark.ms).to_bytes(_PAYLOAD_BYTES + 2)


def bits(camera: int, stream: int, number: int, ms: int) -> int:
    """The mark's 96 bits as one number."""
    payload = (head(camera, stream) << 24 | number & NUMBER) << 32 | ms & MS
    return payload << 16 | crc16(payload.to_bytes(_PAYLOAD_BYTES))


def head(camera: int, stream: int) -> int:
    """The first 24 bits, which all marks of a stream have."""
    return (VERSION << 4 | stream & 0xF) << 16 | camera & 0xFFFF


class Checks:
    """The CRCs of one stream's marks: what all of them begin with is gone through once."""

    def __init__(self, camera: int, stream: int) -> None:
        self._begun = crc16(head(camera, stream).to_bytes(3))

    def of(self, number: int, ms: int) -> int:
        return crc_hqx(((number & NUMBER) << 32 | ms & MS).to_bytes(7), self._begun)


def decode(data: bytes) -> Mark | None:
    """The mark in twelve bytes; None where the length, the CRC or the version is wrong."""
    payload = data[:_PAYLOAD_BYTES]
    if len(data) != _PAYLOAD_BYTES + 2 or crc16(payload) != int.from_bytes(data[_PAYLOAD_BYTES:]):
        return None
    if payload[0] >> 4 != VERSION:
        return None
    return Mark(
        camera=int.from_bytes(payload[1:3]),
        stream=payload[0] & 15,
        number=int.from_bytes(payload[3:6]),
        ms=int.from_bytes(payload[6:10]),
    )


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE."""
    return crc_hqx(data, 0xFFFF)


def paint(mark: Mark, canvas: Array) -> None:
    """Paint the mark with its frame on an I420 canvas of at least 216 by 56 luma pixels."""
    luma, *chroma = planes(canvas)
    luma[_TOP:_BOTTOM, _LEFT:_RIGHT] = GREY
    for plane in chroma:
        plane[_TOP // 2 : _BOTTOM // 2, _LEFT // 2 : _RIGHT // 2] = NEUTRAL
    paint_cells(mark, luma)


def paint_cells(mark: Mark, luma: Array) -> None:
    """The mark alone, over an earlier one: its frame is there already."""
    shown = luma[_TOP + CELL : _BOTTOM - CELL, _LEFT + CELL : _RIGHT - CELL]
    codes = np.frombuffer(encode(mark), np.uint8)
    shown.reshape(ROWS, CELL, -1)[:] = _CELLS[codes].reshape(ROWS, 1, -1)
