from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import AdminAccount, CurrentAccount, identify
from ctserver.cameras.dependencies import VisibleCameras
from ctserver.errors import InvalidField
from ctserver.http.fields import Id
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, WritingSession
from ctserver.mosaics import schemas, service
from ctserver.mosaics.dependencies import CurrentMosaics, EditableMosaic, ViewableMosaic

router = APIRouter(route_class=LateRoute, prefix="/groups", tags=["Mosaics"], dependencies=[Depends(identify)])


@router.get("", response_model=schemas.MosaicList)
async def list_mosaics(account: CurrentAccount, book: CurrentMosaics) -> Response:
    """The mosaics that the user may see."""
    listed = [shown.listed for number, shown in book.mosaics.items() if service.may_see(account, number)]
    return Response(b'{"groups":[%s]}' % b",".join(listed), media_type="application/json")


@router.get("/{group_id}", response_model=schemas.Mosaic)
async def read_mosaic(shown: ViewableMosaic) -> Response:
    """Whole, also where the user may not see all of its cameras: their cells then have no picture."""
    return Response(shown.alone, media_type="application/json")


@router.post("", status_code=201)
def create_mosaic(
    _admin: AdminAccount,
    body: schemas.NewMosaicBody,
    cameras: VisibleCameras,
    session: WritingSession,
    record: Record,
    response: Response,
) -> schemas.CreatedMosaicBody:
    mosaic = service.create(session, body.group, cameras)
    record("LogGroupCreate", name=mosaic.name)
    response.headers["Location"] = f"{service.PATH}{mosaic.id}"
    return schemas.CreatedMosaicBody(group=schemas.CreatedMosaic.model_validate(mosaic))


@router.put("/{group_id}")
def update_mosaic(
    mosaic: EditableMosaic,
    body: schemas.MosaicUpdateBody,
    cameras: VisibleCameras,
    session: WritingSession,
    record: Record,
    response: Response,
) -> schemas.UpdatedMosaicBody:
    """In depth by `group`, or the cycle alone by `levels`."""
    if (body.group is None) == (body.levels is None):
        raise InvalidField("group", "expected.group_or_levels")
    if body.group is not None:
        mosaic = service.change(session, mosaic, body.group, cameras)
    elif body.levels is not None:
        mosaic = service.change_cycle(session, mosaic, body.levels, cameras)
    record("LogGroupUpdate", name=mosaic.name)
    response.headers["Content-Location"] = f"{service.PATH}{mosaic.id}"
    return schemas.UpdatedMosaicBody(group=schemas.UpdatedMosaic.model_validate(mosaic))


@router.get("/{group_id}/override", status_code=204, response_class=Response)
def override_cell(
    mosaic: EditableMosaic,
    cameras: VisibleCameras,
    session: WritingSession,
    record: Record,
    clock: CurrentClock,
    position: int,
    camera_id: Annotated[Id | None, Query(alias="cameraId")] = None,
    stream_id: Annotated[Id | None, Query(alias="streamId")] = None,
    duration: Annotated[Id | None, Query(description="seconds; without it there is no end")] = None,
) -> Response:
    """Has a cell show a camera's stream for a time; with the position alone, ends that."""
    if camera_id is None and (stream_id is not None or duration is not None):
        raise InvalidField("cameraId", "expected.value")
    if camera_id is not None and stream_id is None:
        raise InvalidField("streamId", "expected.value")
    stream = (camera_id, stream_id) if camera_id is not None and stream_id is not None else None
    service.override(session, mosaic, position, stream, clock.now(), duration, cameras)
    record("LogGroupOverride", name=mosaic.name, position=position)
    return Response(status_code=204, headers={"Content-Type": "text/html"})
