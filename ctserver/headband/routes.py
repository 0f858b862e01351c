from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, StreamingResponse

from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.cameras.service import visible
from ctserver.headband.page import page
from ctserver.http.language import RequestLanguage
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock

router = APIRouter(route_class=LateRoute, tags=["Web interface"], dependencies=[Depends(identify)])

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Referrer-Policy": "no-referrer",  # the address that opened the page holds credentials
}


@router.get("/openheadband", response_class=HTMLResponse)
async def open_headband(
    account: CurrentAccount, catalogue: CurrentCatalogue, clock: CurrentClock, language: RequestLanguage
) -> StreamingResponse:
    """A page: who the user is, and his cameras, with links to their live pictures."""
    cameras = visible(catalogue, account, clock.now())
    pieces = page(account, cameras, catalogue.site, language)
    return StreamingResponse(pieces, media_type="text/html", headers=HEADERS)
