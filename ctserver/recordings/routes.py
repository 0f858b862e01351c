from itertools import chain, islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.cameras.service import visible
from ctserver.http.download import Download
from ctserver.http.fields import Ids, iso_ms
from ctserver.http.queries import From, To
from ctserver.http.routing import LateRoute
from ctserver.recordings.dependencies import CurrentArchive, RecordedSlice
from ctserver.recordings.files import slice_file
from ctserver.recordings.intervals import KINDS, Kind
from ctserver.recordings.schemas import SliceList
from ctserver.recordings.service import END, written
from ctserver.spans import Span

router = APIRouter(route_class=LateRoute, prefix="/slices", tags=["Slices"], dependencies=[Depends(identify)])
LONG_AGO = -(10**18)


@router.get("", response_model=SliceList)
def list_slices(
    account: CurrentAccount,
    archive: CurrentArchive,
    cameras: Annotated[Ids | None, Query(alias="cameraId")] = None,
    begin: From = None,
    end: To = None,
    kind: Annotated[Kind | None, Query(alias="type", description="a: alarm, r: regular; both if not given")] = None,
) -> Response:
    """What the archive holds in a time of the cameras whose records the user may see, oldest first."""
    seen = visible(archive.catalogue, account, archive.now / 1e6)
    chosen = [camera for camera, rights in seen if rights.records and (cameras is None or camera.id in cameras)]
    span = Span(LONG_AGO if begin is None else begin, archive.now if end is None else end)
    if span.begin == span.end:
        span = Span(span.begin, span.end + 1)  # an instant
    parts = written(archive, chosen, span, KINDS if kind is None else (kind,))
    known = list(islice(parts, 3))
    if known[-1] == END:
        return Response(b"".join(known), media_type="application/json")
    return StreamingResponse(chain(known, parts), media_type="application/json")


@router.get("/{camera_id}/{start}/{type}/download", response_class=Response)
async def download_slice(request: Request, recorded: RecordedSlice) -> Response:
    """The slice as a Matroska file; ranges of it can be asked for."""
    view = request.app.state.views.view(recorded.camera, recorded.stream)
    clips = request.app.state.feeds.clips
    file = slice_file(view, clips, recorded.camera, recorded.begin_us, recorded.end_us)
    name = f"{recorded.camera.name} {iso_ms(recorded.begin_us).replace(':', '-')} {recorded.kind}.mkv"
    return Download(file, "video/x-matroska", name)
