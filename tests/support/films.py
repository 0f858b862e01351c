"""Small files of pictures that say which they are: the number of a picture in eight columns, black or white."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from ctserver.video.i420 import Array
from ctserver.video.strip import HEIGHT

SIZE = 320, 240 - HEIGHT
"""Fills the free part of a stream of 320x240."""
BITS = 8

CODECS = {
    ".mp4": "libx264", ".mkv": "libx264", ".webm": "libvpx-vp9", ".avi": "mpeg4", ".ts": "mpeg2video", ".gif": "gif",
    ".mov": "mjpeg", ".264": "libx264",
}  # fmt: skip
_REORDERING = {"libx264", "mpeg2video", "mpeg4"}
_FORMATS = {"gif": "rgb8", "mjpeg": "yuvj420p"}


def picture(number: int, size: tuple[int, int] = SIZE) -> Array:
    """RGB (h, w, 3)."""
    bits = [255 * (number >> bit & 1) for bit in range(BITS)]
    row = np.repeat(np.array(bits, np.uint8), -(-size[0] // BITS))[: size[0]]
    return np.tile(row[None, :, None], (size[1], 1, 3))


def number_in(luma: Array) -> int:
    """The number of the picture that fills the luma plane of a canvas below the strip."""
    columns = np.array_split(luma[HEIGHT:], BITS, axis=1)
    return sum(1 << bit for bit, column in enumerate(columns) if column[:, 8:-8].mean() > 126)


def film(
    path: Path, pictures: int, fps: int = 25, size: tuple[int, int] = SIZE, first: int = 0, **options: Any
) -> Path:
    """Pictures `first`, `first` + 1, … in the container and a codec that the file's suffix stands for.

    `gop` is the pictures from one key picture to the next, `turned` the degrees to the left that players turn them,
    `pixel_shape` a pixel's width by its height, `sound` adds a track of silence; `images` or `colours` (both RGB), or one
    value of Y, Cb and Cr as `planes`, stand in for the numbers.
    """
    codec = CODECS[path.suffix]
    with av.open(str(path), "w", format="h264" if path.suffix == ".264" else None) as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = _FORMATS.get(codec, "yuv420p")
        stream.codec_context.gop_size = options.get("gop", 12)
        stream.codec_context.max_b_frames = 2 if codec in _REORDERING else 0
        stream.codec_context.sample_aspect_ratio = options.get("pixel_shape", Fraction(1))
        if "turned" in options:
            stream.set_display_rotation(options["turned"])
        if options.get("sound"):
            _silence(container, pictures / fps)
        for number in range(pictures):
            frame = _frame(number, first, size, options).reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _frame(number: int, first: int, size: tuple[int, int], options: dict[str, Any]) -> av.VideoFrame:
    if "planes" in options:
        frame = av.VideoFrame(*size, "yuv420p")
        for plane, value in zip(frame.planes, options["planes"], strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        return frame
    image = picture(first + number, size)
    if "colours" in options:
        image = np.full(image.shape, options["colours"][number], np.uint8)
    return av.VideoFrame.from_ndarray(options["images"][number] if "images" in options else image, format="rgb24")


def tune(path: Path, cover: Path | None = None) -> Path:
    """A file with sound and nothing to see, but for a PNG as its cover."""
    with av.open(str(path), "w") as container:
        packets = _cover(container, cover) if cover else []
        _silence(container, 1.0)
        container.mux(packets)
    return path


def _cover(container: OutputContainer, path: Path) -> list[Any]:
    image = cv2.imread(str(path))
    assert image is not None
    stream = container.add_stream("png", rate=1)
    assert isinstance(stream, VideoStream)
    stream.disposition = Disposition.attached_pic
    stream.height, stream.width = image.shape[:2]
    stream.pix_fmt = "rgb24"
    frame = av.VideoFrame.from_ndarray(image.astype(np.uint8), format="rgb24")
    frame.pts, frame.time_base = 0, Fraction(1)
    return [*stream.encode(frame), *stream.encode(None)]


def still(path: Path, number: int = 0, size: tuple[int, int] = SIZE, image: Array | None = None) -> Path:
    """`image` (BGR) stands in for the number."""
    assert cv2.imwrite(str(path), picture(number, size) if image is None else image)
    return path


def cut_short(path: Path, share: float = 0.6) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def _silence(container: Any, seconds: float) -> None:
    stream = container.add_stream("aac" if "mp4" in container.format.name else "pcm_s16le", rate=8000)
    for at in range(0, int(seconds * 8000), 1024):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32 if stream.codec.name == "aac" else np.int16),
            format="fltp" if stream.codec.name == "aac" else "s16",
            layout="mono",
        )
        frame.sample_rate, frame.pts, frame.time_base = 8000, at, Fraction(1, 8000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
