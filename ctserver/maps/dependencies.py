"""Maps by what a user may do with them, as types in an endpoint's signature; and the images of a request, decoded.

Images are decoded in a worker thread before the session opens: meanwhile others write.
"""

from itertools import count
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from ctserver.auth.dependencies import AdminAccount, CurrentAccount
from ctserver.cameras.catalogue import read_catalogue
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.errors import LicenceLacks, UnknownResource
from ctserver.http.session import CurrentDatabase, WritingSession
from ctserver.installation.licence import modules
from ctserver.maps import images, service
from ctserver.maps.elements import Sight, read_elements
from ctserver.maps.schemas import BackgroundIn, ChangeBody, MapBody, MapChange, MapIn, Placed
from ctserver.maps.service import Drawing, Map, Maps, read_maps


async def licensed(_account: CurrentAccount, database: CurrentDatabase) -> None:
    """LicenceLacks unless the licence includes maps."""
    if "maps" not in database.remember(modules):
        raise LicenceLacks(module="maps")


async def _maps(database: CurrentDatabase) -> Maps:
    return database.remember(read_maps)


async def _sight(account: CurrentAccount, catalogue: CurrentCatalogue, database: CurrentDatabase) -> Sight:
    return Sight(account, catalogue, database.remember(read_elements))


async def _present_sight(_session: WritingSession, account: CurrentAccount, database: CurrentDatabase) -> Sight:
    return Sight(account, database.remember(read_catalogue), database.remember(read_elements))


CurrentMaps = Annotated[Maps, Depends(_maps)]
CurrentSight = Annotated[Sight, Depends(_sight)]
PresentSight = Annotated[Sight, Depends(_present_sight, scope="function")]
"""What is there now that it is this request's turn to write: nothing of it can go before that is done."""


async def _visible_map(uuid: UUID, account: CurrentAccount, maps: CurrentMaps) -> Map:
    return service.find(maps, account, uuid)


async def _editable_map(uuid: UUID, account: CurrentAccount, maps: CurrentMaps) -> Map:
    return service.find_editable(maps, account, uuid)


async def _deletable_map(uuid: UUID, _admin: AdminAccount, maps: CurrentMaps) -> Map:
    if str(uuid) not in maps:
        raise UnknownResource("map", uuid)
    return maps[str(uuid)]


VisibleMap = Annotated[Map, Depends(_visible_map)]
EditableMap = Annotated[Map, Depends(_editable_map)]
DeletableMap = Annotated[Map, Depends(_deletable_map)]


def _new_map(body: MapBody) -> Drawing:
    return _drawing(body.map)


def _changed_map(body: ChangeBody) -> Drawing:
    return _drawing(body.map)


def _drawing(wanted: MapIn | MapChange) -> Drawing:
    backgrounds = None if wanted.backgrounds is None else [*map(_decoded, count(), wanted.backgrounds)]
    return Drawing(wanted.name, wanted.scale, wanted.items, backgrounds)


def _decoded(number: int, background: BackgroundIn) -> tuple[Placed, bytes]:
    return background, images.decode(background.image, f"map.backgrounds[{number}].image")


NewMap = Annotated[Drawing, Depends(_new_map)]
ChangedMap = Annotated[Drawing, Depends(_changed_map)]
