from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from starlette.responses import JSONResponse

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import AdminAccount, CurrentAccount, identify
from ctserver.folders import items, service
from ctserver.folders.dependencies import CurrentFolders, EditableFolder, KnownFolder
from ctserver.folders.schemas import (
    ChangeBody,
    EntryAnswer,
    FolderAnswer,
    FolderBody,
    FolderEntry,
    FolderList,
    OrderBody,
)
from ctserver.folders.service import Folder
from ctserver.http.empty import NoContent
from ctserver.http.fields import Flag
from ctserver.http.routing import LateRoute
from ctserver.http.session import WritingSession
from ctserver.maps.dependencies import CurrentSight, PresentSight
from ctserver.maps.elements import Sight
from ctserver.sort_criteria.dependencies import CurrentCriteria
from ctserver.sort_criteria.service import Criteria

router = APIRouter(route_class=LateRoute, prefix="/folders", tags=["Folders"], dependencies=[Depends(identify)])


@router.get("", response_model=FolderList)
async def list_folders(
    _account: CurrentAccount,
    folders: CurrentFolders,
    criteria: CurrentCriteria,
    sight: CurrentSight,
    details: Annotated[Flag, Query(description="with all elements")] = False,
) -> Response:
    """By weight."""
    listed = [
        {"uuid": folder.uuid, "name": folder.name, "detailUrl": _url(folder)}
        | (_content(folder, criteria, sight) if details else {})
        for folder in folders.values()
    ]
    return JSONResponse({"folders": listed})


@router.get("/{uuid}", response_model=FolderAnswer)
async def read_folder(folder: KnownFolder, criteria: CurrentCriteria, sight: CurrentSight) -> Response:
    """Without the elements that the user has no right to see."""
    return JSONResponse({"folder": {"uuid": folder.uuid, "name": folder.name} | _content(folder, criteria, sight)})


@router.post("", status_code=201)
def create_folder(
    _admin: AdminAccount,
    body: FolderBody,
    sight: PresentSight,
    session: WritingSession,
    record: Record,
    response: Response,
) -> EntryAnswer:
    folder = service.create(session, body.folder, sight)
    record("LogFolderCreate", name=folder.name)
    response.headers["Location"] = _url(folder)
    return _entry(folder)


@router.put("/{uuid}")
def change_folder(
    known: EditableFolder,
    body: ChangeBody,
    sight: PresentSight,
    session: WritingSession,
    record: Record,
) -> EntryAnswer:
    """Elements that are given replace those before; what is left out stays."""
    folder = service.change(session, known.uuid, body.folder, sight)
    record("LogFolderUpdate", name=folder.name)
    return _entry(folder)


@router.patch("", status_code=204, response_class=NoContent)
def order_folders(_admin: AdminAccount, body: OrderBody, session: WritingSession, record: Record) -> NoContent:
    """All of them or, where one does not exist, none."""
    service.order(session, body.folders)
    record("LogFolderOrder", count=len(body.folders))
    return NoContent("application/json")


@router.delete("/{uuid}", status_code=204, response_class=NoContent)
def delete_folder(known: EditableFolder, session: WritingSession, record: Record) -> NoContent:
    service.delete(session, known.uuid)
    record("LogFolderDelete", name=known.name)
    return NoContent()


def _url(folder: Folder) -> str:
    return f"/api/v1.2/folders/{folder.uuid}"


def _entry(folder: Folder) -> EntryAnswer:
    return EntryAnswer(folder=FolderEntry(uuid=UUID(folder.uuid), name=folder.name, detail_url=_url(folder)))


def _content(folder: Folder, criteria: Criteria, sight: Sight) -> dict[str, Any]:
    criterion = criteria.get(folder.sort_criterion_id or 0)
    regex = criterion and {
        "id": criterion.id,
        "name": criterion.name,
        "params": {"value": criterion.pattern, "group": criterion.groups},
    }
    return {"regex": regex, "items": items.shown(folder.items, sight)}
