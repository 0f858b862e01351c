from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic_core import to_json
from starlette.responses import Response

from ctserver.auth.dependencies import require
from ctserver.cameras.dependencies import VisibleCamera
from ctserver.http.fields import Flag, Ids
from ctserver.http.language import RequestLanguage
from ctserver.http.paging import RequestedPage
from ctserver.http.queries import RequestedPeriod
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, CurrentDatabase
from ctserver.installation.service import site_facts
from ctserver.logs import service
from ctserver.logs.dependencies import CurrentJournal, RequestedSearch
from ctserver.logs.schemas import ActionList, ConnectionList, SystemLogList

router = APIRouter(route_class=LateRoute, tags=["Logs"], dependencies=[Depends(require("admin"))])

Connected = Annotated[Flag | None, Query(description="true: connected, false: disconnected; both if not given")]


@router.get("/users/actions", response_model=ActionList)
def list_actions(
    database: CurrentDatabase, period: RequestedPeriod, page: RequestedPage, language: RequestLanguage
) -> Response:
    """What users did, newest first."""
    with database.connect() as connection:
        return _json(service.actions(connection, None, period, page, language))


@router.get("/users/{user_id}/actions", response_model=ActionList)
def list_actions_of_user(
    user_id: int, database: CurrentDatabase, period: RequestedPeriod, page: RequestedPage, language: RequestLanguage
) -> Response:
    """What one user did, newest first."""
    with database.connect() as connection:
        return _json(service.actions(connection, user_id, period, page, language))


@router.get("/cameras/connections", response_model=ConnectionList)
def list_connections(
    database: CurrentDatabase,
    clock: CurrentClock,
    period: RequestedPeriod,
    page: RequestedPage,
    cameras: Annotated[Ids | None, Query(alias="id_cams")] = None,
    connected: Connected = None,
) -> Response:
    """When the server got and lost the pictures of cameras, stream by stream, newest first."""
    with database.connect() as connection:
        return _json(service.connections(connection, cameras, connected, period, page, clock.now()))


@router.get("/cameras/{camera_id}/connections", response_model=ConnectionList)
def list_connections_of_camera(
    seen: VisibleCamera,
    database: CurrentDatabase,
    clock: CurrentClock,
    period: RequestedPeriod,
    page: RequestedPage,
    connected: Connected = None,
) -> Response:
    """When the server got and lost the pictures of one camera, stream by stream, newest first."""
    with database.connect() as connection:
        return _json(service.connections(connection, [seen.camera.id], connected, period, page, clock.now()))


@router.get("/system/logs", response_model=SystemLogList)
def list_system_logs(
    database: CurrentDatabase,
    journal: CurrentJournal,
    search: RequestedSearch,
    page: RequestedPage,
    everything: Annotated[Flag, Query(alias="all", description="information too")] = False,
) -> Response:
    """What the server says of itself, newest first: warnings and errors, or all."""
    journal.settle()
    with database.connect() as connection:
        return _json(service.system_logs(connection, everything, search, page, database.remember(site_facts).timezone))


def _json(answer: service.Answer) -> Response:
    return Response(to_json(answer), media_type="application/json")
