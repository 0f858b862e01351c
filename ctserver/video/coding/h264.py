"""H.264 by x264, and a picture made of two encodes: the scene, coded once, and the strip, coded for each picture.

Prediction does not cross slices (ITU-T H.264, clauses 6.4.9 and 8.3), so a picture may take its first slice, which covers
the strip's macroblock rows, from one encoder and the others from another, if both write the same parameter sets and agree
in frame_num, idr_pic_id and the picture order count (clause 7.4.3). They do when both have the same options and begin at
the same phase of key pictures; no bit is rewritten.
"""

from fractions import Fraction

import av
import numpy as np
from av.video.frame import PictureType

from ctserver.video.coding.frames import frame_of, is_copied
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.strip import HEIGHT

SLICE, IDR, SEI, SPS, PPS = 1, 5, 6, 7, 8
"""NAL unit types (table 7-1)."""
MACROBLOCK = 16
QUANTISER = 25
VECTOR_LIMIT = 32
"""Luma samples that a motion vector may be long: of what is below the strip, only the slice next to it could refer to it."""

_HEADER = 16
"""Bytes that hold all of a slice's header that matters here."""
_OPTIONS = {"preset": "ultrafast", "tune": "zerolatency", "qp": str(QUANTISER), "forced-idr": "1"}
# One reference, no B pictures, no deblocking, no weighted prediction: nothing of a picture may depend on the strip but the
# strip. A slice of a whole picture has as many macroblocks as the strip, so that the first border is the strip's.
_SPLICEABLE = (
    "ref=1:bframes=0:weightp=0:no-deblock=1:scenecut=0:keyint=infinite:cabac=0:threads=1:repeat-headers=1"
    ":me=dia:merange=4:mvrange={vectors}:slice-max-mbs={macroblocks}"
)


class X264:
    """An encoder whose pictures can be taken apart: one input, one output, no look-ahead, one thread."""

    def __init__(
        self, width: int, height: int, fps: int, *, idr_pic_id: int = 0, slice_macroblocks: int | None = None
    ) -> None:
        """`idr_pic_id` is that of the first key picture: 0 or 1, which alternate from there, or 2, which all have then.
        Without `slice_macroblocks`, a slice has as many as the strip."""
        self.kind = width, height, fps, slice_macroblocks
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, fps), Fraction(fps)
        context.thread_count = 1
        macroblocks = slice_macroblocks or HEIGHT // MACROBLOCK * -(-width // MACROBLOCK)
        parameters = _SPLICEABLE.format(macroblocks=macroblocks, vectors=VECTOR_LIMIT)
        context.options = _OPTIONS | {"x264-params": parameters}
        self._context = context
        self._pts = 0
        self._frame: tuple[Array, av.VideoFrame] | None = None
        self._third = False
        self.idr_pic_id = 1
        """Of the last key picture."""
        self.parameter_sets: tuple[bytes, ...] = ()
        self.settings = ""
        """What x264 says of itself with its first key picture: its version, and how it was set."""
        if idr_pic_id:
            self.encode(np.full((height * 3 // 2, width), NEUTRAL, np.uint8), key=True)
        self._third = idr_pic_id == 2

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        """The slices of an I420 canvas, first the strip's."""
        frame = self._framed(canvas)
        frame.pts = self._pts
        self._pts += 1
        frame.pict_type = PictureType.I if key else PictureType.NONE
        units = [unit for packet in self._context.encode(frame) for unit in split_annexb(bytes(packet))]
        if key:
            self.idr_pic_id = 2 if self._third else 1 - self.idr_pic_id
            self.parameter_sets = tuple(unit for unit in units if unit[0] & 31 in (SPS, PPS))
            self.settings = self.settings or _settings(units)
        # Parameter sets travel beside the picture; x264's SEI with its settings says nothing to a viewer.
        slices = (unit for unit in units if unit[0] & 31 in (SLICE, IDR))
        return tuple(map(with_third_id, slices)) if key and self._third else tuple(slices)

    def _framed(self, canvas: Array) -> av.VideoFrame:
        """It is encoded before `encode` returns. Who draws on one canvas again and again is given one frame."""
        if is_copied(canvas):
            return frame_of(canvas)
        if self._frame is None or self._frame[0] is not canvas:
            self._frame = canvas, frame_of(canvas)
        return self._frame[1]


class H264Splice:
    """Scenes and strips of one size; `group` pictures from one key picture to the next."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self.group = fps
        self.cycle = 2 * fps  # idr_pic_id alternates
        self._size = width, height
        self._fps = fps

    def scene_coder(self, group: int) -> X264:
        return X264(*self._size, self._fps, idr_pic_id=group % 2)

    def strip_coder(self, group: int) -> X264:
        return X264(self._size[0], HEIGHT, self._fps, idr_pic_id=group % 2)

    def rest(self, units: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """What stays of a scene's picture without its strip."""
        return units[1:]

    def join(self, strip: tuple[bytes, ...], rest: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return strip + rest


def split_annexb(stream: bytes) -> list[bytes]:
    """The NAL units of a byte stream (Annex B), start codes and trailing zero bytes taken off."""
    parts = stream.split(b"\0\0\1")
    return [unit for part in parts if (unit := part.rstrip(b"\0"))]


def with_third_id(unit: bytes) -> bytes:
    """A slice of a key picture whose idr_pic_id is 1, with 2 instead: `010` becomes `011`, and nothing else moves.

    Its header (clause 7.3.3) has three codes of Exp-Golomb, then frame_num, which is all zeros, then the id.
    """
    head = unit[:_HEADER]
    bits = f"{int.from_bytes(head):0{8 * len(head)}b}"
    at = 8
    for _ in range(3):
        at += 2 * (bits.index("1", at) - at) + 1
    after = bits.index("1", at) + 1
    return int(bits[:after] + "1" + bits[after + 1 :], 2).to_bytes(len(head)) + unit[_HEADER:]


def _settings(units: list[bytes]) -> str:
    messages = [unit for unit in units if unit[0] & 31 == SEI and b"x264" in unit]
    return messages[0].partition(b"x264")[2].decode("latin-1") if messages else ""
