"""The archive as of now, and a slice of it that the user may have, as types in an endpoint's signature."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.cameras.dependencies import VisibleCamera
from ctserver.errors import Forbidden, UnknownResource
from ctserver.http.fields import Instant, iso_ms
from ctserver.http.session import CurrentClock, CurrentDatabase
from ctserver.recordings.archive import Archive, open_archive
from ctserver.recordings.files import recorded_stream
from ctserver.recordings.intervals import Kind


async def _archive(database: CurrentDatabase, clock: CurrentClock) -> Archive:
    return open_archive(database, clock.now())


CurrentArchive = Annotated[Archive, Depends(_archive)]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A slice with what it was recorded from. It ends now where it is still being recorded."""

    camera: Camera
    stream: Stream
    begin_us: int
    end_us: int
    kind: Kind


def _recorded_slice(start: Instant, type: Kind, seen: VisibleCamera, archive: CurrentArchive) -> Recorded:  # noqa: A002
    """By the parts of a `downloadUrl`: `camera_id`, `start` and `type`."""
    if not seen.rights.records:
        raise Forbidden(right="right.records")
    found, stream = archive.find(seen.camera.id, start, type), recorded_stream(seen.camera, type)
    if found is None or stream is None:
        raise UnknownResource("slice", f"{seen.camera.id}/{iso_ms(start)}/{type}")
    return Recorded(seen.camera, stream, found.begin_us, found.end_us, type)


RecordedSlice = Annotated[Recorded, Depends(_recorded_slice)]
