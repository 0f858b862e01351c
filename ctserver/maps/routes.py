from typing import Any

from fastapi import APIRouter, Depends, Response
from starlette.responses import JSONResponse

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import AdminAccount, CurrentAccount, identify
from ctserver.http.empty import NoContent
from ctserver.http.fields import plain
from ctserver.http.routing import LateRoute
from ctserver.http.session import ReadingSession, WritingSession
from ctserver.maps import images, items, service
from ctserver.maps.dependencies import (
    ChangedMap,
    CurrentMaps,
    CurrentSight,
    DeletableMap,
    EditableMap,
    NewMap,
    PresentSight,
    VisibleMap,
    licensed,
)
from ctserver.maps.models import Background
from ctserver.maps.schemas import (
    ItemList,
    MapAnswer,
    MapEntry,
    MapList,
    MapSaved,
    SavedAnswer,
)
from ctserver.maps.service import Map

router = APIRouter(
    route_class=LateRoute, prefix="/maps", tags=["Maps"], dependencies=[Depends(identify), Depends(licensed)]
)


@router.get("")
async def list_maps(account: CurrentAccount, maps: CurrentMaps) -> MapList:
    """The maps that the user may see."""
    return MapList(maps=[MapEntry(**_facts(found)) for found in service.visible(maps, account)])


@router.get("/{uuid}", response_model=MapAnswer)
def read_map(found: VisibleMap, sight: CurrentSight, session: ReadingSession) -> Response:
    """Without the elements that the user has no right to see."""
    content = {
        "uuid": found.uuid,
        "name": found.name,
        "version": found.version,
        "scale": plain(found.scale),
        "items": items.shown(found.items, sight),
        "backgrounds": [_background(background) for background in service.backgrounds(session, found.uuid)],
    }
    return JSONResponse({"map": content})


@router.get("/{uuid}/items", response_model=ItemList)
async def read_items(found: VisibleMap, sight: CurrentSight) -> Response:
    return JSONResponse({"items": items.shown(found.items, sight)})


@router.post("", status_code=201)
def create_map(
    _admin: AdminAccount,
    drawing: NewMap,
    sight: PresentSight,
    session: WritingSession,
    record: Record,
    response: Response,
) -> SavedAnswer:
    saved = service.create(session, drawing, sight)
    record("LogMapCreate", name=saved.name)
    response.headers["Location"] = _url(saved)
    return _saved(saved)


@router.put("/{uuid}")
def change_map(
    known: EditableMap,
    drawing: ChangedMap,
    sight: PresentSight,
    session: WritingSession,
    record: Record,
) -> SavedAnswer:
    """Elements and backgrounds that are given replace those before; every change counts the version up."""
    saved = service.change(session, known.uuid, drawing, sight)
    record("LogMapUpdate", name=saved.name)
    return _saved(saved)


@router.delete("/{uuid}", status_code=204, response_class=NoContent)
def delete_map(known: DeletableMap, session: WritingSession, record: Record) -> NoContent:
    """With the rights on it; where other maps and folders point at it, it no longer appears."""
    service.delete(session, known.uuid)
    record("LogMapDelete", name=known.name)
    return NoContent()


def _url(found: Map) -> str:
    return f"/api/v1.2/maps/{found.uuid}"


def _saved(saved: Map) -> SavedAnswer:
    return SavedAnswer(map=MapSaved(**_facts(saved)))


def _facts(found: Map) -> dict[str, Any]:
    return {"uuid": found.uuid, "name": found.name, "version": found.version, "detail_url": _url(found)}


def _background(background: Background) -> dict[str, Any]:
    return {
        "posX": background.pos_x,
        "posY": background.pos_y,
        "image": images.encode(background.image),
        "width": background.width,
        "height": background.height,
        "zIndex": plain(background.z_index),
    }
