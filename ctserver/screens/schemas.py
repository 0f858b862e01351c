from typing import Annotated

from pydantic import Field, Strict

from ctserver.http.fields import MAX_ID
from ctserver.http.wire import FrozenWire, Wire, WireBody

Number = Annotated[int, Strict(), Field(ge=0, le=MAX_ID)]


class Screen(FrozenWire):
    id: int
    num: int
    name: str
    host: str
    server_id: int
    camera_id: int | None
    mosaic_id: int | None = Field(alias="groupId")
    display_code: int | None


class ListedScreen(Screen):
    href: str


class ScreenList(Wire):
    screens: list[ListedScreen]


class ScreenContent(Wire):
    """What to show; what is not given is nothing, and the local server."""

    server_id: Number = 0
    camera_id: Number | None = None
    mosaic_id: Number | None = Field(default=None, alias="groupId")


class ScreenBody(WireBody):
    screen: ScreenContent
