from fastapi import APIRouter, Depends
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.cameras import aims, alarms, service
from ctserver.cameras.alarms import Alarms
from ctserver.cameras.catalogue import Catalogue
from ctserver.cameras.dependencies import CurrentCatalogue, CurrentViews, Seen, SteerableCamera, VisibleCamera
from ctserver.cameras.pictures import reference_image
from ctserver.cameras.schemas import CameraList, CameraOut, camera_json
from ctserver.cameras.steering import RequestedMove, command_of
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, WritingSession

router = APIRouter(route_class=LateRoute, prefix="/cameras", tags=["Cameras"], dependencies=[Depends(identify)])


@router.get("", response_model=CameraList)
async def list_cameras(
    account: CurrentAccount, catalogue: CurrentCatalogue, views: CurrentViews, clock: CurrentClock
) -> Response:
    """The cameras of which the user may see live pictures or records."""
    now = clock.now()
    shown = [_json(Seen(*pair), catalogue, views.alarms, now) for pair in service.visible(catalogue, account, now)]
    return Response(b'{"cameras":[%s]}' % b",".join(shown), media_type="application/json")


@router.get("/{camera_id}", response_model=CameraOut)
async def read_camera(
    seen: VisibleCamera, catalogue: CurrentCatalogue, views: CurrentViews, clock: CurrentClock
) -> Response:
    return Response(_json(seen, catalogue, views.alarms, clock.now()), media_type="application/json")


def _json(seen: Seen, catalogue: Catalogue, known: Alarms, now: float) -> bytes:
    in_alarm = known.lasts(seen.camera.id, alarms.told(now))
    recording = service.is_recording(seen.camera, catalogue, now, in_alarm=in_alarm)
    return camera_json(seen.camera, seen.rights, recording=recording, in_alarm=in_alarm)


@router.get("/{camera_id}/ref.jpg", response_class=Response)
def read_reference_image(seen: VisibleCamera, catalogue: CurrentCatalogue) -> Response:
    """A JPEG of the camera's best stream; 404 without content where there is no reference image."""
    if not seen.camera.has_reference or not seen.camera.streams or not seen.camera.has_footage:
        return Response(status_code=404)
    return Response(reference_image(seen.camera, catalogue.site), media_type="image/jpeg")


@router.get("/{camera_id}/ptz", response_class=Response)
def move_camera(
    camera: SteerableCamera, asked: RequestedMove, session: WritingSession, clock: CurrentClock, record: Record
) -> Response:
    """Has a PTZ camera turn or zoom; its pictures show it."""
    aims.tell(session, camera.id, clock.now(), command_of(asked, camera, session))
    record("LogPtz", name=camera.name, command=asked)
    return Response(headers={"Content-Type": "text/html"})
