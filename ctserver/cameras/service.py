"""The rules of cameras: who sees which, and what their state is at an instant."""

from datetime import UTC, datetime

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Rights
from ctserver.errors import UnknownCamera

OFFICE_HOURS = range(8, 18)


def visible(catalogue: Catalogue, account: Account) -> list[tuple[Camera, Rights]]:
    """The cameras of which the user may see live pictures or records, with what else he may do."""
    pairs = ((camera, catalogue.rights_of(account, camera.id)) for camera in catalogue.cameras.values())
    return [(camera, rights) for camera, rights in pairs if rights.may_see]


def find(catalogue: Catalogue, account: Account, camera_id: int) -> tuple[Camera, Rights]:
    """UnknownCamera also where the user may not know that it exists."""
    camera = catalogue.cameras.get(camera_id)
    rights = catalogue.rights_of(account, camera_id)
    if camera is None or not rights.may_see:
        raise UnknownCamera(camera=camera_id)
    return camera, rights


def is_recording(camera: Camera, catalogue: Catalogue, now: float) -> bool:
    """Whether the schedule, an alarm or an operator has the camera record at `now` (Unix seconds)."""
    if not camera.has_video:
        return False
    return camera.is_recording_alarm or camera.is_recording_forced or _is_scheduled(camera.schedule, catalogue, now)


def _is_scheduled(schedule: str, catalogue: Catalogue, now: float) -> bool:
    local = datetime.fromtimestamp(now, UTC).astimezone(catalogue.site.timezone)
    in_office_hours = local.weekday() < 5 and local.hour in OFFICE_HOURS
    return schedule == "continuous" or (schedule == "office" and in_office_hours)
