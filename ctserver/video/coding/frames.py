"""Canvases as FFmpeg's frames."""

import av

from ctserver.video.i420 import Array


def frame_of(canvas: Array) -> av.VideoFrame:
    """An I420 canvas of shape (height * 3 // 2, width), not copied where PyAV can do without: what is drawn upon it afterwards
    is seen in the frame, unless `is_copied` says otherwise."""
    if is_copied(canvas):
        return av.VideoFrame.from_ndarray(canvas, format="yuv420p")
    return av.VideoFrame.from_numpy_buffer(canvas, format="yuv420p")


def is_copied(canvas: Array) -> bool:
    """PyAV takes two rows away from a picture that is not a multiple of four rows high, when it does not copy it."""
    return bool(canvas.shape[0] % 6)
