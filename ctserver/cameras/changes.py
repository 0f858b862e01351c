"""What happens to a camera: kept as changes with their instant, seen by the API and in its pictures, now and in the archive."""

from sqlalchemy.orm import Session

from ctserver.cameras.models import CameraChange

CHANGEABLE = ("condition", "is_recording_alarm", "is_recording_forced", "is_upside_down")


def change(session: Session, camera_id: int, at: float, **values: str | bool) -> None:
    """From `at` (seconds of Unix time) on the camera's attributes have these values; ValueError names one that cannot change."""
    for field, value in values.items():
        if field not in CHANGEABLE:
            raise ValueError(f"{field}: expected one of {', '.join(CHANGEABLE)}")
        session.add(CameraChange(camera_id=camera_id, at_us=round(at * 1e6), field=field, value=value))
