"""What requests say of alarms, and the cameras that they concern, as types in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator, Field

from ctserver.alarms.service import Size, Sought
from ctserver.auth.dependencies import CurrentAccount
from ctserver.cameras import service
from ctserver.cameras.alarms import told
from ctserver.cameras.catalogue import Camera
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.errors import Forbidden, InvalidField
from ctserver.http.fields import Ids, Name, Text, refuse
from ctserver.http.queries import Limit, Offset, RequestedPeriod
from ctserver.http.session import CurrentClock

MANUAL = "MANUAL"
"""The type of an alarm that was triggered without one (assumed)."""
LISTED = 20


def _on_one_line(text: str) -> str:
    if any(character in "\t\n\r" for character in text):
        raise refuse("printable")
    return text


AlarmType = Annotated[Name, Field(max_length=50), AfterValidator(_on_one_line)]


async def _live_cameras(
    account: CurrentAccount,
    catalogue: CurrentCatalogue,
    clock: CurrentClock,
    camera_ids: Annotated[Ids, Query(alias="cameraId", description="ids by commas; each counts once")],
) -> list[Camera]:
    """UnknownCamera for one that the user may not see, Forbidden for one that he may not see live."""
    found = [service.find(catalogue, account, camera_id, clock.now()) for camera_id in dict.fromkeys(camera_ids)]
    if not all(rights.live for _, rights in found):
        raise Forbidden(right="right.live")
    return [camera for camera, _ in found]


LiveCameras = Annotated[list[Camera], Depends(_live_cameras)]
"""Those that a request names, of which the user may see all live."""


async def _armed_cameras(cameras: LiveCameras) -> list[Camera]:
    """InvalidField where one is ignored: the server takes nothing of it."""
    if any(camera.is_ignored for camera in cameras):
        raise InvalidField("cameraId", "expected.not_ignored")
    return cameras


ArmedCameras = Annotated[list[Camera], Depends(_armed_cameras)]
"""Of which alarms can be triggered."""


async def _sought(
    period: RequestedPeriod,
    clock: CurrentClock,
    q: Annotated[Text, Query(max_length=200, description="what the description holds, in upper or lower case")] = "",
    limit: Limit = LISTED,
    offset: Offset = 0,
) -> Sought:
    return Sought(q, period.until(told(clock.now()) / 1e6), limit or LISTED, offset, period)


RequestedAlarms = Annotated[Sought, Depends(_sought)]

Side = Annotated[int | None, Query(ge=16, le=4096, description="pixels; the picture keeps its shape")]


async def _asked_size(w: Side = None, h: Side = None) -> Size:
    return Size(w, h)


RequestedSize = Annotated[Size, Depends(_asked_size)]
