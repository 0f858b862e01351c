"""Cameras that the user may see, as types in an endpoint's signature."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from ctserver.auth.dependencies import CurrentAccount
from ctserver.cameras import service
from ctserver.cameras.catalogue import Camera, Catalogue, Rights, read_catalogue
from ctserver.cameras.views import Views
from ctserver.db import Database
from ctserver.errors import Forbidden
from ctserver.http.session import CurrentClock


async def get_catalogue(request: Request) -> Catalogue:
    database: Database = request.app.state.database
    return database.remember(read_catalogue)


CurrentCatalogue = Annotated[Catalogue, Depends(get_catalogue)]


async def get_views(request: Request) -> Views:
    return request.app.state.views  # type: ignore[no-any-return]


CurrentViews = Annotated[Views, Depends(get_views)]


@dataclass(frozen=True, slots=True)
class Seen:
    camera: Camera
    rights: Rights


async def _visible_camera(
    camera_id: int, account: CurrentAccount, catalogue: CurrentCatalogue, clock: CurrentClock
) -> Seen:
    return Seen(*service.find(catalogue, account, camera_id, clock.now()))


VisibleCamera = Annotated[Seen, Depends(_visible_camera)]


async def _steerable_camera(seen: VisibleCamera) -> Camera:
    if not seen.rights.ptz:
        raise Forbidden(right="right.ptz")
    return seen.camera


SteerableCamera = Annotated[Camera, Depends(_steerable_camera)]
"""One that the user may move; whether it can be moved is another question."""

FindCamera = Callable[[int], Camera | None]
"""A camera by its number; None where the user may not know of it either."""


async def _visible_cameras(account: CurrentAccount, catalogue: CurrentCatalogue, clock: CurrentClock) -> FindCamera:
    def find(camera_id: int) -> Camera | None:
        return catalogue.camera(camera_id, clock.now()) if catalogue.rights_of(account, camera_id).may_see else None

    return find


VisibleCameras = Annotated[FindCamera, Depends(_visible_cameras)]
"""For a body that names cameras."""
