"""What a slice's file holds: which stream of the camera, and how many bytes."""

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.recordings.intervals import Kind

_ROLES: dict[Kind, str] = {"r": "rrecord", "a": "arecord"}
_BITS_PER_PIXEL = {"H264": 0.06, "MPEG4": 0.12, "JPEG": 1.0}
_CONTAINER = 512


def recorded_stream(camera: Camera, kind: Kind) -> Stream | None:
    """The one with the role of that kind of recording, else the camera's first; None where all are ignored."""
    streams = [stream for stream in camera.streams if not stream.ignored]
    chosen = (stream for stream in streams if _ROLES[kind] in stream.roles)
    return next(chosen, streams[0] if streams else None)


def slice_size(_camera: Camera, stream: Stream, begin_us: int, end_us: int) -> int:
    """Bytes of the file, by what such a stream usually takes."""
    pixels = stream.width * stream.height * stream.fps * (end_us - begin_us) // 1_000_000
    return _CONTAINER + int(pixels * _BITS_PER_PIXEL[stream.encoding] / 8)
