"""Opens files of pictures."""

import stat
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from ctserver.video.footage.footage import FootageError

LARGEST_FILE = 2**30
"""Bytes. A minute at the most is shown, and the whole file is read for its digest."""
SMALLEST_SIDE, LARGEST_SIDE = 16, 8192
"""Pixels."""

_LISTS = {"concat", "dash", "hls", "imf"}
"""Formats that only name other files, which the digest would not cover."""
_TEXT = {"tty"}
"""FFmpeg takes any text for the screen of a terminal."""


def open_container(path: Path) -> InputContainer:
    """FootageError for what is no readable file of pictures."""
    _check_file(path)
    try:
        container = av.open(str(path), options={"protocol_whitelist": "file"}, metadata_errors="replace")
    except av.FFmpegError as error:
        raise FootageError(
            f"expected a video or a picture that FFmpeg reads, this file is not: {error.strerror}"
        ) from None
    if container.format.name in _LISTS | _TEXT:
        container.close()
        raise FootageError(f"expected a video or a picture, this is a file of the format {container.format.name}")
    return container


def video_stream(container: InputContainer) -> VideoStream:
    """Decoded by one thread, which makes every run the same; a cover picture of a piece of music does not count."""
    streams = [stream for stream in container.streams if not stream.disposition & Disposition.attached_pic]
    for stream in streams:
        if isinstance(stream, VideoStream):
            stream.codec_context.thread_count = 1
            stream.codec_context.thread_type = "NONE"
            return stream
    kinds = " and ".join(sorted({stream.type for stream in streams}))
    raise FootageError(f"expected a file with a video stream, this one has {f'only {kinds}' if kinds else 'none'}")


def check_size(width: int, height: int) -> None:
    if not (SMALLEST_SIDE <= width <= LARGEST_SIDE and SMALLEST_SIDE <= height <= LARGEST_SIDE):
        least, most = f"{SMALLEST_SIDE}x{SMALLEST_SIDE}", f"{LARGEST_SIDE}x{LARGEST_SIDE}"
        raise FootageError(f"expected pictures from {least} to {most} pixels, these have {width}x{height}")


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            path.open("rb").close()
    except FileNotFoundError:
        raise FootageError(f"expected a video or a picture, there is no file {path}") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        raise FootageError(f"expected a file that can be read: {getattr(error, 'strerror', None) or error}") from None
    if stat.S_ISDIR(status.st_mode):
        raise FootageError(f"expected a video or a picture, {path} is a directory")
    if not stat.S_ISREG(status.st_mode):
        raise FootageError(f"expected a video or a picture, {path} is no regular file")
    if status.st_size > LARGEST_FILE:
        raise FootageError(f"expected a file of at most {LARGEST_FILE} bytes, this one has {status.st_size}")
