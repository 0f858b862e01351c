"""What happens to a camera: kept as changes with their instant, seen by the API and in its pictures, now and in the archive."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ctserver.cameras.models import Camera, CameraChange

CHANGEABLE = ("condition", "is_recording_alarm", "is_recording_forced", "is_upside_down")


def change(session: Session, camera_id: int, at: float, **values: str | bool) -> None:
    """From `at` (seconds of Unix time) on the camera's attributes have these values; ValueError names one that cannot change."""
    for field, value in values.items():
        if field not in CHANGEABLE:
            raise ValueError(f"{field}: expected one of {', '.join(CHANGEABLE)}")
        session.add(CameraChange(camera_id=camera_id, at_us=round(at * 1e6), field=field, value=value))


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
