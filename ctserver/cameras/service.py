"""The rules of cameras: who sees which, and what their state is at an instant."""

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Rights
from ctserver.cameras.schedule import is_scheduled
from ctserver.errors import UnknownCamera


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
    if in_alarm or camera.is_recording_forced:
        return True
    return is_scheduled(camera.schedule, catalogue.site.timezone, round(now * 1e6))
