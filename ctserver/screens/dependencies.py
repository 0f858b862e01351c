"""A passive screen that the user may see, as a type in an endpoint's signature. Who sees it may tell it what to show."""

from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import CurrentAccount
from ctserver.errors import UnknownResource
from ctserver.http.session import CurrentDatabase
from ctserver.screens import service
from ctserver.screens.schemas import Screen
from ctserver.screens.service import Screens, read_screens


async def _screens(database: CurrentDatabase) -> Screens:
    return database.remember(read_screens)


CurrentScreens = Annotated[Screens, Depends(_screens)]


async def _viewable(screen_id: int, account: CurrentAccount, screens: CurrentScreens) -> Screen:
    screen = screens.get(screen_id)
    if screen is None or not service.may_see(account, screen_id):
        raise UnknownResource("screen", screen_id)
    return screen


ViewableScreen = Annotated[Screen, Depends(_viewable)]
