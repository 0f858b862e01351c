"""What happens to a camera: kept as changes with their instant, seen by the API and in its pictures, now and in the archive."""

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ctserver.cameras.models import Camera, CameraChange, CameraConnection

CHANGEABLE = ("condition", "is_recording_forced", "is_upside_down")
WITH_VIDEO = ("ok", "read_only")
"""The conditions in which the server has pictures of a camera."""


def change(session: Session, camera_id: int, at: float, **values: str | bool) -> None:
    """From `at` (seconds of Unix time) on the camera's attributes have these values; ValueError names one that cannot change.

    A condition by which the camera gets or loses its pictures is told in the log of connections, for each stream.
    """
    at_us = round(at * 1e6)
    for field, value in values.items():
        if field not in CHANGEABLE:
            raise ValueError(f"{field}: expected one of {', '.join(CHANGEABLE)}")
        if field == "condition":
            _tell(session, camera_id, at_us, connected=value in WITH_VIDEO)
        session.add(CameraChange(camera_id=camera_id, at_us=at_us, field=field, value=value))


def hold(session: Session, camera_id: int, begin: float, end: float, field: str) -> None:
    """`field` is true from `begin` until `end` (seconds of Unix time), and after that as it would have been."""
    of_field = (CameraChange.camera_id == camera_id, CameraChange.field == field)
    first, last = round(begin * 1e6), round(end * 1e6)
    before_end = select(CameraChange.value).where(*of_field, CameraChange.at_us <= last)
    afterwards = session.scalar(before_end.order_by(CameraChange.at_us.desc(), CameraChange.id.desc()).limit(1))
    if afterwards is None:
        afterwards = getattr(session.get_one(Camera, camera_id), field)
    session.execute(delete(CameraChange).where(*of_field, CameraChange.at_us.between(first, last)))
    change(session, camera_id, begin, **{field: True})
    change(session, camera_id, end, **{field: afterwards})


def connections(camera: Camera, at_us: int, *, connected: bool) -> list[dict[str, Any]]:
    """Rows of the log when the server gets or loses the pictures of `camera`: one for each stream that it always takes."""
    same = {"camera_id": camera.id, "camera_name": camera.name, "at_us": at_us, "connected": connected}
    return [
        same | {"stream_id": stream.id, "stream_name": stream.name}
        for stream in camera.streams
        if not (camera.is_ignored or stream.ignored or stream.on_demand)
    ]


def _tell(session: Session, camera_id: int, at_us: int, *, connected: bool) -> None:
    camera = session.get_one(Camera, camera_id)
    earlier = (
        select(CameraChange.value)
        .where(CameraChange.camera_id == camera_id, CameraChange.field == "condition", CameraChange.at_us <= at_us)
        .order_by(CameraChange.at_us.desc(), CameraChange.id.desc())
        .limit(1)
    )
    before = session.scalar(earlier) or camera.condition
    rows = connections(camera, at_us, connected=connected)
    if rows and (before in WITH_VIDEO) != connected:
        session.execute(insert(CameraConnection), rows)
