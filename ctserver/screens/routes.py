from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.cameras.dependencies import VisibleCameras
from ctserver.http.routing import LateRoute
from ctserver.http.session import WritingSession
from ctserver.mosaics.dependencies import CurrentMosaics
from ctserver.screens import service
from ctserver.screens.dependencies import CurrentScreens, ViewableScreen
from ctserver.screens.schemas import ListedScreen, Screen, ScreenBody, ScreenList

router = APIRouter(route_class=LateRoute, prefix="/screens", tags=["Passive screens"], dependencies=[Depends(identify)])


@router.get("")
async def list_screens(account: CurrentAccount, screens: CurrentScreens) -> ScreenList:
    """The passive screens that the user may see."""
    shown = [screen for screen in screens.values() if service.may_see(account, screen.id)]
    return ScreenList(
        screens=[ListedScreen(**screen.model_dump(), href=f"/api/v1.2/screens/{screen.id}") for screen in shown]
    )


@router.get("/{screen_id}")
async def read_screen(screen: ViewableScreen) -> Screen:
    return screen


@router.put("/{screen_id}")
def update_screen(
    screen: ViewableScreen,
    body: ScreenBody,
    account: CurrentAccount,
    cameras: VisibleCameras,
    mosaics: CurrentMosaics,
    session: WritingSession,
    record: Record,
) -> Screen:
    """Shows a camera or a mosaic from now on; nothing if neither is given."""
    shown = service.show(session, screen, body.screen, account, cameras, mosaics)
    record("LogScreenUpdate", name=shown.name)
    return shown
