from typing import Annotated

from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import identify, require
from ctserver.auth.service import Account
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.cameras.service import find
from ctserver.errors import Forbidden
from ctserver.http.fields import iso_exact
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, WritingSession
from ctserver.precords import service
from ctserver.precords.schemas import PrecordAnswer, PrecordBody, PrecordOut

router = APIRouter(
    route_class=LateRoute, prefix="/precords", tags=["Protected records"], dependencies=[Depends(identify)]
)
ProtectingAccount = Annotated[Account, Depends(require("protection"))]


@router.post("", status_code=201)
def protect_record(
    account: ProtectingAccount,
    body: PrecordBody,
    catalogue: CurrentCatalogue,
    clock: CurrentClock,
    session: WritingSession,
    record: Record,
) -> PrecordAnswer:
    """Has retention spare what a camera has recorded in a time. What is gone already does not come back."""
    asked, now = body.precord, clock.now()
    camera, rights = find(catalogue, account, asked.camera_id, now)
    if not rights.records:
        raise Forbidden(right="right.records")
    spared = service.spared(asked.begin, asked.end, now, catalogue.site.retention_days)
    if spared:
        service.protect(session, camera.id, asked.type, spared, asked.comment)
    begin, end = iso_exact(asked.begin), iso_exact(asked.end)
    record("LogPrecordCreate", name=camera.name, begin=begin, end=end, type=asked.type, comment=asked.comment or "")
    told = {"cameraId": camera.id, "from": begin, "to": end, "type": asked.type}
    return PrecordAnswer(precord=PrecordOut.model_validate(told))
