import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.alarms import service
from ctserver.alarms.dependencies import (
    MANUAL,
    AlarmType,
    ArmedCameras,
    LiveCameras,
    RequestedAlarms,
    RequestedSize,
)
from ctserver.alarms.schemas import AlarmList
from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.auth.service import Account
from ctserver.cameras import alarms
from ctserver.cameras.dependencies import CurrentCatalogue, CurrentViews, VisibleCamera
from ctserver.cameras.stills import fitted, still
from ctserver.http.origin import RequestOrigin
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, ReadingSession, WritingSession

log = logging.getLogger("ctserver.alarms")

router = APIRouter(route_class=LateRoute, prefix="/cameras", tags=["Alarms"], dependencies=[Depends(identify)])


@router.get("/alarms", response_model=AlarmList)
def list_alarms(
    request: Request,
    session: ReadingSession,
    account: CurrentAccount,
    catalogue: CurrentCatalogue,
    sought: RequestedAlarms,
    origin: RequestOrigin,
) -> Response:
    """Those of the cameras that the user may see, newest first; `Link` has the next page."""
    visible = service.visible_cameras(catalogue, account)
    shown, more = service.alarms(session, visible, sought, catalogue.site.timezone)
    return _page(shown, f"//{origin.netloc}{request.url.path}?{sought.following()}" if more else None)


@router.get("/{camera_id}/alarms", response_model=AlarmList)
def list_alarms_of_camera(
    request: Request,
    session: ReadingSession,
    seen: VisibleCamera,
    catalogue: CurrentCatalogue,
    sought: RequestedAlarms,
    origin: RequestOrigin,
) -> Response:
    """Those of one camera, newest first; `Link` has the next page."""
    shown, more = service.alarms(session, [seen.camera.id], sought, catalogue.site.timezone)
    return _page(shown, f"//{origin.netloc}{request.url.path}?{sought.following()}" if more else None)


def _page(shown: list[bytes], following: str | None) -> Response:
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return Response(b'{"alarms":[%s]}' % b",".join(shown), media_type="application/json", headers=headers)


@router.get("/alarms/trigger", response_class=Response)
def trigger_alarm(
    cameras: ArmedCameras,
    session: WritingSession,
    clock: CurrentClock,
    record: Record,
    alarm_type: Annotated[AlarmType, Query(alias="type", description="a name for what has happened")] = MANUAL,
) -> Response:
    """Raises an alarm of each camera; where there is one of that type, it goes on."""
    began = alarms.raise_alarms(session, [camera.id for camera in cameras], alarm_type, alarms.told(clock.now()))
    for camera in cameras:
        record("LogAlarmTrigger", name=camera.name, type=alarm_type)
    for camera_id in began:
        log.info("[%d] alarm status : %s", camera_id, alarm_type)
    return Response(media_type="text/html")


@router.get("/alarms/untrigger", response_class=Response)
def acknowledge_alarms(cameras: LiveCameras, session: WritingSession, clock: CurrentClock, record: Record) -> Response:
    """Ends all alarms of each camera; one that is not in alarm stays so."""
    ended = alarms.acknowledge(session, [camera.id for camera in cameras], alarms.told(clock.now()))
    for camera in cameras:
        record("LogAlarmUntrigger", name=camera.name)
    for camera_id in ended:
        log.info("[%d] alarm status : acknowledged", camera_id)
    return Response(media_type="text/html")


@router.get("/alarms/{alarm_id}.jpg", response_class=Response)
def read_picture(
    alarm_id: int,
    session: ReadingSession,
    account: Annotated[Account | None, Depends(identify)],
    views: CurrentViews,
    clock: CurrentClock,
    size: RequestedSize,
) -> Response:
    """A JPEG of what the camera showed when the alarm began, as large as fits into `w` and `h`; up to 320x240 it is a
    thumbnail, which needs no credentials."""
    told_us = alarms.told(clock.now())
    pictured = service.pictured(session, views.catalogue, account, alarm_id, size, told_us)
    view = views.view(pictured.camera, pictured.stream)
    shape = fitted((pictured.stream.width, pictured.stream.height), size.width, size.height)
    return Response(still(view, view.first_from(pictured.begin_us), shape), media_type="image/jpeg")
