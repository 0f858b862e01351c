"""The mosaic of PUSH HTTP: many cameras in one MJPEG stream. Document section "PUSH HTTP mosaic creation".

A browser opens six connections to a server at most, so that a page shows more cameras than that only in a mosaic. Beyond the
document, which has `ids` and `compr`, the vendor's web components send `cols`, `rows`, `vw` and `vh`; 0 stands for what is
not asked for.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Stream
from ctserver.cameras.views import Views
from ctserver.errors import InvalidField, UnknownCamera
from ctserver.http.routing import LateRoute
from ctserver.live.mjpeg import MjpegResponse, Watchable
from ctserver.live.push import Viewer, jpeg_quality, refuse_tunnel
from ctserver.video.feeds import Feeds
from ctserver.video.mosaic.content import Cell, Mosaic
from ctserver.video.mosaic.layout import MOST_TILES, Layout, LayoutError, lay_out

router = APIRouter(route_class=LateRoute, tags=["PUSH HTTP"])

NO_ACCESS = "slate_no_access"
_IDS = re.compile(r"\d{1,18}(?:,\d{1,18})*", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


async def camera_ids(ids: str = "") -> list[int]:
    """One for each cell, row by row; a camera may stand there more than once."""
    found = [int(text) for text in ids.split(",")] if _IDS.fullmatch(ids) else []
    if not 1 <= len(found) <= MOST_TILES:
        raise InvalidField("ids", "expected.camera_ids")
    return found


CameraIds = Annotated[list[int], Depends(camera_ids)]


async def grid(ids: CameraIds, cols: str = "0", rows: str = "0", vw: str = "0", vh: str = "0") -> Layout:
    """`cols` and `rows` of the grid, `vw` and `vh` of the whole picture in pixels."""
    asked = {"cols": cols, "rows": rows, "vw": vw, "vh": vh}
    for field, text in asked.items():
        if not _NUMBER.fullmatch(text):
            raise InvalidField(field, "expected.integer")
    try:
        return lay_out(len(ids), *map(int, asked.values()))
    except LayoutError as error:
        raise InvalidField(error.field, f"expected.{error.bound}", limit=error.limit) from error


@router.get("/m", dependencies=[Depends(refuse_tunnel)], response_class=Response)
async def live_mosaic(
    request: Request,
    viewer: Viewer,
    ids: CameraIds,
    layout: Annotated[Layout, Depends(grid)],
    compr: str | None = None,
) -> Response:
    """The cameras `ids` side by side; `compr` 1 to 99, higher is smaller."""
    quality = jpeg_quality(None if compr == "0" else compr)
    show = MosaicShow(request.app.state.views, request.app.state.feeds, tuple(ids), layout, quality)
    return MjpegResponse(request, viewer, show)


@dataclass(frozen=True, slots=True)
class MosaicShow:
    """The cameras `ids`, one for each cell."""

    views: Views
    feeds: Feeds
    ids: tuple[int, ...]
    layout: Layout
    quality: int

    def open(self, account: Account) -> Watchable:
        cells = [_cell(self.views, account, camera_id, self.layout) for camera_id in self.ids]
        return self.feeds.mosaic(Mosaic.of(cells, self.layout, self.quality))

    def review(self, account: Account, watched: Watchable) -> Watchable:
        """Put together anew: a lock falls where a right has been withdrawn. What has stayed equal is the feed that he watches."""
        return self.open(account)


def _cell(views: Views, viewer: Account, camera_id: int, layout: Layout) -> Cell:
    """What this user sees of a camera: without the right a slate, so that the other cells are not refused with it."""
    camera = views.camera(camera_id)
    if camera is None:
        raise UnknownCamera(camera=camera_id)
    if not views.catalogue.rights_of(viewer, camera_id).live:
        return NO_ACCESS
    return views.view(camera, best_stream(camera, layout.tile_width))


def best_stream(camera: Camera, width: int) -> Stream:
    """The smallest that is as wide as a tile, else the widest: what a viewer would choose whose tile has to be scaled."""
    streams = [stream for stream in camera.streams if not stream.ignored] or camera.streams
    return min(streams, key=lambda stream: (stream.width < width, abs(stream.width - width), stream.id))
