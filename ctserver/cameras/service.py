"""The rules of cameras: who sees which, and what their state is at an instant."""

from datetime import UTC, datetime

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Rights
from ctserver.errors import UnknownCamera

OFFICE_HOURS = range(8, 18)


def visible(catalogue: Catalogue, account: Account, now: float) -> list[tuple[Camera, Rights]]:
    """The cameras of which the user may see live pictures or records, as they are, with what else he may do."""
    pairs = ((camera, catalogue.rights_of(account, camera.id)) for camera in catalogue.cameras(now))
    return [(camera, rights) for camera, rights in pairs if rights.may_see]


def find(catalogue: Catalogue, account: Account, camera_id: int, now: float) -> tuple[Camera, Rights]:
    """UnknownCamera also where the user may not know that it exists."""
    camera = catalogue.camera(camera_id, now)
    rights = catalogue.rights_of(account, camera_id)
    if camera is None or not rights.may_see:
        raise UnknownCamera(camera=camera_id)
    return camera, rights


def is_recording(camera: Camera, catalogue: Catalogue, now: float, *, in_alarm: bool) -> bool:
    """Whether the schedule, an alarm or an operator has the camera record at `now` (Unix seconds)."""
    if not camera.has_video:
        return False
    return in_alarm or camera.is_recording_forced or _is_scheduled(camera.schedule, catalogue, now)


def _is_scheduled(schedule: str, catalogue: Catalogue, now: float) -> bool:
    if schedule != "office":
        return schedule == "continuous"
    local = datetime.fromtimestamp(now, UTC).astimezone(catalogue.site.timezone)
    return local.weekday() < 5 and local.hour in OFFICE_HOURS
