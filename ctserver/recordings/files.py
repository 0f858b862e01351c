"""What a slice's file holds: which stream of the camera, and how many bytes; and the file itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.cameras.pictures import format_of
from ctserver.recordings.intervals import Kind
from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.layout import rule_of
from ctserver.video.view import View

if TYPE_CHECKING:
    from ctserver.video.clips import Clips
    from ctserver.video.matroska.slice import SliceFile

_ROLES: dict[Kind, str] = {"r": "rrecord", "a": "arecord"}


def recorded_stream(camera: Camera, kind: Kind) -> Stream | None:
    """The one with the role of that kind of recording, else the camera's first; None where all are ignored."""
    streams = [stream for stream in camera.streams if not stream.ignored]
    chosen = (stream for stream in streams if _ROLES[kind] in stream.roles)
    return next(chosen, streams[0] if streams else None)


def size_rule(camera: Camera, stream: Stream) -> Callable[[int, int], int]:
    """From a slice's begin and end, in microseconds of Unix time, to the bytes of its file; quick, as there are thousands."""
    return rule_of(format_of(stream), _activity(camera)).size


def slice_file(view: View, clips: "Clips", camera: Camera, begin_us: int, end_us: int) -> "SliceFile":
    """What `view` showed of the camera from `begin_us` to before `end_us`, as long as `size_rule` says."""
    from ctserver.video.feeds import CAMERA_QUALITY  # noqa: PLC0415 (a start need not wait for what nobody asks for yet)
    from ctserver.video.matroska.slice import SliceFile  # noqa: PLC0415 (the same)

    return SliceFile(view, clips, begin_us, end_us, quality=CAMERA_QUALITY, activity=_activity(camera))


def _activity(camera: Camera) -> Activity:
    return Activity.FOOTAGE if camera.footage else Activity.TURNING if camera.has_ptz else Activity.RESTING
