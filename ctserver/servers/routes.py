from fastapi import APIRouter, Depends

from ctserver.auth.dependencies import identify
from ctserver.http.origin import RequestOrigin
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, CurrentDatabase
from ctserver.installation.service import site_facts
from ctserver.servers import service
from ctserver.servers.schemas import Discovery, ServerList, ServerOut, ServerTime, ServerTimeAnswer, Versions

VERSIONS = ["v1", "v1.1", "v1.2"]

router = APIRouter(route_class=LateRoute, tags=["Servers"], dependencies=[Depends(identify)])
discovery = APIRouter(route_class=LateRoute, tags=["Servers"], dependencies=[Depends(identify)])


# Both spellings answer at once: the vendor's SDK does not follow a redirect from the one to the other.
@discovery.get("/api/")
@discovery.get("/api", include_in_schema=False)
async def discover() -> Discovery:
    """Which versions of the API there are."""
    return Discovery(versions=Versions(latest=VERSIONS[-1], supported=VERSIONS))


@router.get("/getservertime")
async def get_server_time(database: CurrentDatabase, clock: CurrentClock) -> ServerTimeAnswer:
    zone = database.remember(site_facts).timezone
    return ServerTimeAnswer(server_time=ServerTime(timestamp=int(clock.now()), timezone=zone.key))


@router.get("/servers")
async def list_servers(database: CurrentDatabase, origin: RequestOrigin) -> ServerList:
    """The local server, as this request reached it, and the others of its cluster."""
    port = origin.port  # the video and control channels are WebSockets of the same listener
    local = ServerOut(
        id=0, name="Local", host=origin.host, http_port=port, live_port=port, control_port=port, records_port=port
    )
    return ServerList(servers=[local, *map(ServerOut.model_validate, database.remember(service.others))])
