"""MPEG-4 part 2 (ISO/IEC 14496-2), coded live: rare and old, so nothing of it is prepared."""

from fractions import Fraction

import av
from av.video.frame import PictureType

from ctserver.video.coding.frames import frame_of
from ctserver.video.i420 import Array

QUANTISER = 4
VOP = b"\0\0\1\xb6"
"""The start code before which a decoder's configuration ends."""


class Mpeg4:
    """FFmpeg's encoder at a constant quantiser. `parameter_sets` is the configuration: VOS, VO and VOL headers."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        context = av.CodecContext.create("mpeg4", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, fps), Fraction(fps)
        context.gop_size, context.thread_count, context.max_b_frames = 10 * fps, 1, 0
        context.qmin = context.qmax = QUANTISER
        self._context = context
        self._pts = 0
        self.parameter_sets: tuple[bytes, ...] = ()

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        """One VOP; the configuration that FFmpeg puts before a key picture is taken off."""
        frame = frame_of(canvas)
        frame.pts = self._pts
        self._pts += 1
        if key:
            frame.pict_type = PictureType.I
        data = b"".join(bytes(packet) for packet in self._context.encode(frame))
        start = data.index(VOP)
        if start:
            self.parameter_sets = (data[:start],)
        return (data[start:],)
