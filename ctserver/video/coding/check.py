"""Proves of coded scenes that a strip can be spliced on: with another strip, all below it decodes to the same.

A picture is put together from two encodes that trust each other. Where a scene breaks the agreement, for example by motion
from under the strip, viewers would see shreds of the strip below it; so each loop is tried before a picture of it is shown.
"""

from functools import lru_cache
from typing import Protocol

import av
import numpy as np
from av.video.plane import VideoPlane

from ctserver.video.coding.coders import open_splice
from ctserver.video.coding.h264 import X264
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.picture import START_CODE, Codec, StreamFormat
from ctserver.video.strip import HEIGHT

_BRIGHT, _COLOURED = 235, 240
"""Luma and chroma of a strip that nothing could be mistaken for: even the least weight of it in a prediction shows."""

_PADDING = bytes(64)
"""Decoders read so far beyond a packet's end (AV_INPUT_BUFFER_PADDING_SIZE)."""


class Check(Protocol):
    """Of the pictures of one group, in order."""

    def passes(self, units: tuple[bytes, ...]) -> bool:
        """Whether the scene's next picture is the same below whatever strip."""
        ...


def open_check(shown: StreamFormat, quality: int, group: int) -> Check:
    """For a codec that can be spliced."""
    return H264Check(shown.width, shown.fps, group) if shown.codec is Codec.H264 else JpegCheck(shown, quality)


class H264Check:
    """The strip's slice and the next one are a picture of their own, of twice the strip's height, which costs little to decode.

    No other slice can refer to the strip: vectors are shorter than the slice between (`h264.VECTOR_LIMIT`).
    """

    def __init__(self, width: int, fps: int, group: int) -> None:
        self._head = _top_parameter_sets(width, fps)
        self._strips = iter(_bright_strips(width, fps, group % 2))
        self._decoders = _open_decoder("h264"), _open_decoder("h264")

    def passes(self, units: tuple[bytes, ...]) -> bool:
        strip, below = next(self._strips), units[1]
        shown = [
            _decoded(decoder, b"".join(START_CODE + unit for unit in (*self._head, first, below)))
            for decoder, first in zip(self._decoders, (units[0], strip), strict=True)
        ]
        self._head = ()
        return _same_below(*shown)


class JpegCheck:
    """The whole picture. (Its rows are independent by the way they are coded: a picture now and then is enough.)"""

    def __init__(self, shown: StreamFormat, quality: int) -> None:
        self._splice = open_splice(shown, quality)
        self._width = shown.width

    def passes(self, units: tuple[bytes, ...]) -> bool:
        assert self._splice
        strip = self._splice.strip_coder(0).encode(_bright(self._width), key=True)
        spliced = self._splice.join(strip, self._splice.rest(units))
        return _same_below(*(_decoded(_open_decoder("mjpeg"), file) for file in (units[0], spliced[0])))


@lru_cache(maxsize=64)
def _top_parameter_sets(width: int, fps: int) -> tuple[bytes, ...]:
    coder = X264(width, 2 * HEIGHT, fps)
    coder.encode(np.full((3 * HEIGHT, width), NEUTRAL, np.uint8), key=True)
    return coder.parameter_sets


@lru_cache(maxsize=64)
def _bright_strips(width: int, fps: int, idr_pic_id: int) -> tuple[bytes, ...]:
    """A group of them."""
    coder = X264(width, HEIGHT, fps, idr_pic_id=idr_pic_id)
    return tuple(coder.encode(_bright(width), key=place == 0)[0] for place in range(fps))


def _bright(width: int) -> Array:
    canvas = np.full((HEIGHT * 3 // 2, width), _COLOURED, np.uint8)
    canvas[:HEIGHT] = _BRIGHT
    return canvas


def _open_decoder(codec: str) -> av.VideoCodecContext:
    decoder = av.CodecContext.create(codec, "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    return decoder


def _decoded(decoder: av.VideoCodecContext, data: bytes) -> av.VideoFrame | None:
    try:
        frames = decoder.decode(av.Packet(data + _PADDING))
    except av.FFmpegError:
        return None
    return frames[0] if len(frames) == 1 else None


def _same_below(one: av.VideoFrame | None, other: av.VideoFrame | None) -> bool:
    if one is None or other is None:
        return False
    pairs = zip(one.planes, other.planes, (HEIGHT, HEIGHT // 2, HEIGHT // 2), strict=True)
    return all(np.array_equal(_rows(a)[top:], _rows(b)[top:]) for a, b, top in pairs)


def _rows(plane: VideoPlane) -> Array:
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:, : plane.width]
