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

from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.strip import HEIGHT

SLICE, IDR, SEI, SPS, PPS = 1, 5, 6, 7, 8
"""NAL unit types (table 7-1)."""
MACROBLOCK = 16
QUANTISER = 25

_OPTIONS = {"preset": "ultrafast", "tune": "zerolatency", "qp": str(QUANTISER), "forced-idr": "1"}
# One reference, no B pictures, no deblocking, no weighted prediction: nothing of a picture may depend on the strip but the
# strip. A slice holds as many macroblocks as the strip has, so that the first border between slices is the strip's.
_SPLICEABLE = (
    "ref=1:bframes=0:weightp=0:no-deblock=1:scenecut=0:keyint=infinite:cabac=0:threads=1:repeat-headers=1"
    ":me=dia:merange=4:slice-max-mbs={macroblocks}"
)


class X264:
    """An encoder whose pictures can be taken apart: one input, one output, no look-ahead, one thread."""

    def __init__(self, width: int, height: int, fps: int, *, odd: bool = False) -> None:
        """`odd`: idr_pic_id begins with 1 instead of 0; it alternates from there."""
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, fps), Fraction(fps)
        context.thread_count = 1
        macroblocks = HEIGHT // MACROBLOCK * -(-width // MACROBLOCK)
        context.options = _OPTIONS | {"x264-params": _SPLICEABLE.format(macroblocks=macroblocks)}
        self._context = context
        self._pts = 0
        self.parameter_sets: tuple[bytes, ...] = ()
        if odd:
            self.encode(np.full((height * 3 // 2, width), NEUTRAL, np.uint8), key=True)

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        """The slices of an I420 canvas, first the strip's."""
        frame = av.VideoFrame.from_numpy_buffer(canvas, format="yuv420p")  # not copied: encoded before we return
        frame.pts = self._pts
        self._pts += 1
        if key:
            frame.pict_type = PictureType.I
        units = [unit for packet in self._context.encode(frame) for unit in split_annexb(bytes(packet))]
        if key:
            self.parameter_sets = tuple(unit for unit in units if unit[0] & 31 in (SPS, PPS))
        # Parameter sets travel beside the picture; x264's SEI with its settings says nothing to a viewer.
        return tuple(unit for unit in units if unit[0] & 31 in (SLICE, IDR))


class H264Splice:
    """Scenes and strips of one size; `group` pictures from one key picture to the next."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self.group = fps
        self.cycle = 2 * fps  # idr_pic_id alternates
        self._size = width, height
        self._fps = fps

    def scene_coder(self, group: int) -> X264:
        return X264(*self._size, self._fps, odd=group % 2 == 1)

    def strip_coder(self, group: int) -> X264:
        return X264(self._size[0], HEIGHT, self._fps, odd=group % 2 == 1)

    def rest(self, units: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """What stays of a scene's picture without its strip."""
        return units[1:]

    def join(self, strip: tuple[bytes, ...], rest: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return strip + rest


def split_annexb(stream: bytes) -> list[bytes]:
    """The NAL units of a byte stream (Annex B), start codes and trailing zero bytes taken off."""
    parts = stream.split(b"\0\0\1")
    return [unit for part in parts if (unit := part.rstrip(b"\0"))]
