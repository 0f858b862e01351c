"""The one track of a file: how its pictures are coded, and what a decoder must know before the first.

Codec mappings: draft-ietf-cellar-codec; `avcC`: ISO/IEC 14496-15, section 5.3.3.1.
"""

from functools import lru_cache

import numpy as np

from ctserver.video.coding.coders import open_coder
from ctserver.video.i420 import NEUTRAL
from ctserver.video.matroska.ebml import element, text, unsigned
from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.view import View

_CODECS = {Codec.H264: "V_MPEG4/ISO/AVC", Codec.MPEG4: "V_MPEG4/ISO/ASP", Codec.JPEG: "V_MJPEG"}
_VIDEO, _PROGRESSIVE = 1, 2
_LENGTH_OCTETS = 4
"""Of a NAL unit's length."""


def tracks(view: View, parameter_sets: tuple[bytes, ...]) -> bytes:
    shown = view.format
    private = _private(shown.codec, parameter_sets)
    entry = (
        unsigned("D7", 1),
        unsigned("73C5", (view.camera_id << 16) + view.stream_id + 1),
        unsigned("83", _VIDEO),
        unsigned("9C", 0),  # no lacing
        text("22B59C", "und"),
        text("536E", f"{view.label} {shown.codec} {shown.width}x{shown.height}"),
        text("86", _CODECS[shown.codec]),
        element("63A2", private) if private else b"",
        unsigned("23E383", round(1e9 / shown.fps)),
        element("E0", unsigned("B0", shown.width) + unsigned("BA", shown.height) + unsigned("9A", _PROGRESSIVE)),
    )
    return element("1654AE6B", element("AE", b"".join(entry)))


@lru_cache(maxsize=64)
def parameter_sets_of(shown: StreamFormat) -> tuple[bytes, ...]:
    """What the coder of such a stream writes before its pictures, whatever they show; to be called by a worker thread."""
    if shown.codec is Codec.JPEG:
        return ()
    coder = open_coder(shown, 0, idr_pic_id=0)
    coder.encode(np.full((shown.height * 3 // 2, shown.width), NEUTRAL, np.uint8), key=True)
    return coder.parameter_sets


def payload(picture: Picture, parameter_sets: tuple[bytes, ...]) -> list[bytes]:
    """The parts of a picture's block. Other parameter sets than the track's stand before the picture that needs them."""
    units = picture.nal_units if picture.format.codec is Codec.H264 else picture.units
    if picture.key and picture.parameter_sets != parameter_sets:
        units = (*picture.parameter_sets, *units)
    if picture.format.codec is not Codec.H264:
        return [*units]
    parts: list[bytes] = []
    for unit in units:
        parts += (len(unit).to_bytes(_LENGTH_OCTETS), unit)
    return parts


def _private(codec: Codec, parameter_sets: tuple[bytes, ...]) -> bytes:
    if codec is not Codec.H264:
        return b"".join(parameter_sets)
    sequence, picture = parameter_sets
    head = bytes((1, *sequence[1:4], 0xFC | _LENGTH_OCTETS - 1, 0xE0 | 1))
    return b"".join((head, len(sequence).to_bytes(2), sequence, bytes((1,)), len(picture).to_bytes(2), picture))
