from fastapi import APIRouter, Depends
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import identify, require
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.devices.catalogue import read_devices
from ctserver.http.language import RequestLanguage
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, CurrentDatabase, WritingSession
from ctserver.installation.licence import read_licence
from ctserver.monitoring import licence, service
from ctserver.monitoring.schemas import HealthAnswer, LicenceAnswer, LicenceUpload, SysInfo

router = APIRouter(
    route_class=LateRoute, tags=["Monitoring"], dependencies=[Depends(identify), Depends(require("monitor"))]
)


@router.get("/license")
async def read_license(database: CurrentDatabase, catalogue: CurrentCatalogue, clock: CurrentClock) -> LicenceAnswer:
    """The licence in force, with the sources that there are: cameras that are not ignored, and metadata devices."""
    video_sources = sum(not camera.is_ignored for camera in catalogue.cameras(clock.now()))
    metadata_sources = len(database.remember(read_devices))
    shown = licence.shown(database.remember(read_licence), video_sources, metadata_sources)
    return LicenceAnswer(license=shown)


@router.post("/license", status_code=201, response_class=Response, dependencies=[Depends(require("admin"))])
def update_license(upload: LicenceUpload, session: WritingSession, record: Record) -> Response:
    """Replaces the licence by the one in the file."""
    document = licence.parse_licence(upload.license)
    licence.replace_licence(session, document)
    record("LogLicenseUpdate", serial=document["serial_number"])
    return Response(status_code=201, media_type="application/json")


@router.get("/sysinfo")
async def read_sysinfo(database: CurrentDatabase) -> SysInfo:
    """The server's hardware, as the site has it."""
    return SysInfo(dict(database.remember(service.read_machine).sysinfo))


@router.get("/health", response_model_exclude_unset=True)
async def read_health(
    database: CurrentDatabase, catalogue: CurrentCatalogue, clock: CurrentClock, language: RequestLanguage
) -> HealthAnswer:
    """Whether recorder, cameras and hardware are well, and what is wrong with them."""
    machine = database.remember(service.read_machine)
    return HealthAnswer(health=service.health(machine, catalogue.cameras(clock.now()), language))
