"""From a canvas to a coded picture: one encoder per codec, all behind the same small interface."""

from fractions import Fraction
from typing import Protocol

import av
import cv2
import numpy as np
from av.video.frame import PictureType

from ctserver.video.i420 import Array
from ctserver.video.picture import Codec, StreamFormat

KEY_SECONDS = 1
"""Interval of key pictures. A viewer starts at one, so it bounds what a viewer is handed to catch up with."""


IDR, SEI, SPS, PPS = 5, 6, 7, 8
"""NAL unit types (ITU-T H.264, table 7-1)."""


class Encoder(Protocol):
    """`encode` takes an I420 canvas and answers the picture's units as `Picture.units` holds them."""

    parameter_sets: tuple[bytes, ...]

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]: ...


class H264Encoder:
    """x264, tuned so that a picture goes in and the same picture comes out: no B pictures, no look-ahead, one thread."""

    def __init__(self, shown: StreamFormat) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = shown.width, shown.height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, shown.fps), Fraction(shown.fps)
        context.thread_count = 1
        context.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "crf": "25",
            "forced-idr": "1",
            "x264-params": f"scenecut=0:keyint={KEY_SECONDS * shown.fps * 2}:repeat-headers=1",
        }
        self._context = context
        self._pts = 0
        self.parameter_sets: tuple[bytes, ...] = ()

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        frame = av.VideoFrame.from_ndarray(canvas, format="yuv420p")
        frame.pts = self._pts
        self._pts += 1
        if key:
            frame.pict_type = PictureType.I
        units = [unit for packet in self._context.encode(frame) for unit in split_annexb(bytes(packet))]
        sets = tuple(unit for unit in units if unit[0] & 31 in (SPS, PPS))
        if sets:
            self.parameter_sets = sets
        # Parameter sets travel beside the picture; x264's SEI with its settings says nothing to a viewer.
        return tuple(unit for unit in units if unit[0] & 31 not in (SEI, SPS, PPS))


class JpegEncoder:
    """libjpeg with the standard Huffman tables that RTP/JPEG implies. `quality` is 1 to 100."""

    parameter_sets: tuple[bytes, ...] = ()

    def __init__(self, quality: int) -> None:
        self._options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 0]

    def encode(self, canvas: Array, *, key: bool = True) -> tuple[bytes, ...]:
        coded, data = cv2.imencode(".jpg", cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420), self._options)
        if not coded:
            raise RuntimeError(f"libjpeg refused a canvas of {np.shape(canvas)}")
        return (data.tobytes(),)


def open_encoder(shown: StreamFormat, quality: int) -> Encoder:
    """ValueError for a codec that no encoder makes yet."""
    if shown.codec is Codec.H264:
        return H264Encoder(shown)
    if shown.codec is Codec.JPEG:
        return JpegEncoder(quality)
    raise ValueError(f"no encoder for {shown.codec}")


def split_annexb(stream: bytes) -> list[bytes]:
    """The NAL units of a byte stream (ITU-T H.264 Annex B), start codes and trailing zero bytes taken off."""
    parts = stream.split(b"\0\0\1")
    return [unit for part in parts if (unit := part.rstrip(b"\0"))]
