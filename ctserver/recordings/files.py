"""What a slice's file holds: which stream of the camera, and how many bytes."""

from collections.abc import Callable

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.recordings.intervals import Kind

_ROLES: dict[Kind, str] = {"r": "rrecord", "a": "arecord"}
_BITS_PER_PIXEL = {"H264": 0.06, "MPEG4": 0.12, "JPEG": 1.0}
_HEAD = 4096


def recorded_stream(camera: Camera, kind: Kind) -> Stream | None:
    """The one with the role of that kind of recording, else the camera's first; None where all are ignored."""
    streams = [stream for stream in camera.streams if not stream.ignored]
    chosen = (stream for stream in streams if _ROLES[kind] in stream.roles)
    return next(chosen, streams[0] if streams else None)


def size_rule(_camera: Camera, stream: Stream) -> Callable[[int, int], int]:
    """From a slice's begin and end, in microseconds of Unix time, to the bytes of its file; quick, as there are thousands."""
    bits = round(stream.width * stream.height * stream.fps * _BITS_PER_PIXEL[stream.encoding])
    return lambda begin_us, end_us: _HEAD + bits * (end_us - begin_us) // 8_000_000
