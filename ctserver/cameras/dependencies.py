"""A camera that the user may see, as a type in an endpoint's signature."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import CurrentAccount
from ctserver.cameras import service
from ctserver.cameras.catalogue import Camera, Catalogue, Rights, read_catalogue
from ctserver.http.session import CurrentClock, CurrentDatabase


async def get_catalogue(database: CurrentDatabase) -> Catalogue:
    return database.remember(read_catalogue)


CurrentCatalogue = Annotated[Catalogue, Depends(get_catalogue)]


@dataclass(frozen=True, slots=True)
class Seen:
    camera: Camera
    rights: Rights


async def _visible_camera(
    camera_id: int, account: CurrentAccount, catalogue: CurrentCatalogue, clock: CurrentClock
) -> Seen:
    return Seen(*service.find(catalogue, account, camera_id, clock.now()))


VisibleCamera = Annotated[Seen, Depends(_visible_camera)]
