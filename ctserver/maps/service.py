"""The rules of maps: who sees which, and what a change leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete as delete_from
from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.models import Grant
from ctserver.auth.service import Account
from ctserver.errors import Forbidden, UnknownResource
from ctserver.maps import items, models
from ctserver.maps.elements import Sight
from ctserver.maps.schemas import Item, Placed


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a client wants a map to be, its images decoded from base64; None is as it was."""

    name: str
    scale: float | None
    items: list[Item] | None
    backgrounds: list[tuple[Placed, bytes]] | None


@dataclass(frozen=True, slots=True)
class Map:
    uuid: str
    name: str
    version: int
    scale: float
    items: tuple[Mapping[str, Any], ...]
    """As on the wire."""


Maps = Mapping[str, Map]


def read_maps(session: Session) -> Maps:
    """By uuid, in the order in which they were made; without their images."""
    rows = session.scalars(select(models.Map).order_by(models.Map.id))
    return MappingProxyType({row.uuid: _map(row) for row in rows})


def _map(row: models.Map) -> Map:
    return Map(row.uuid, row.name, row.version, row.scale, tuple(row.items))


def visible(maps: Maps, account: Account) -> list[Map]:
    return [found for found in maps.values() if account.may("view", "map", found.uuid)]


def find(maps: Maps, account: Account, uuid: UUID) -> Map:
    """UnknownResource also where the user may not know that it exists."""
    found = maps.get(str(uuid))
    if found is None or not account.may("view", "map", found.uuid):
        raise UnknownResource("map", uuid)
    return found


def find_editable(maps: Maps, account: Account, uuid: UUID) -> Map:
    """As `find`; Forbidden where the user sees it and may not change it."""
    found = maps.get(str(uuid))
    if found is not None and account.may("edit", "map", found.uuid):
        return found
    find(maps, account, uuid)
    raise Forbidden(right="right.edit")


def backgrounds(session: Session, uuid: str) -> list[models.Background]:
    of_map = select(models.Background).join(models.Map).where(models.Map.uuid == uuid)
    return list(session.scalars(of_map.order_by(models.Background.id)))


def create(session: Session, drawing: Drawing, sight: Sight) -> Map:
    """InvalidField for an item that points at nothing that the user sees."""
    row = models.Map(uuid=str(uuid4()), version=0, scale=1, items=[])
    session.add(row)
    return _apply(session, row, drawing, sight)


def change(session: Session, uuid: str, drawing: Drawing, sight: Sight) -> Map:
    """InvalidField as `create`; UnknownResource for a map that was deleted meanwhile."""
    return _apply(session, _row(session, uuid), drawing, sight)


def _apply(session: Session, row: models.Map, drawing: Drawing, sight: Sight) -> Map:
    row.name, row.version = drawing.name, row.version + 1
    if drawing.scale is not None:
        row.scale = drawing.scale
    if drawing.items is not None:
        row.items = items.checked(drawing.items, sight)
    session.flush()
    if drawing.backgrounds is not None:
        session.execute(delete_from(models.Background).where(models.Background.map_id == row.id))
        session.add_all(_background(row.id, placed, image) for placed, image in drawing.backgrounds)
    return _map(row)


def delete(session: Session, uuid: str) -> None:
    """And the rights on it; UnknownResource."""
    session.delete(_row(session, uuid))
    session.execute(delete_from(Grant).where(Grant.kind == "map", Grant.resource == uuid))


def _row(session: Session, uuid: str) -> models.Map:
    row = session.scalars(select(models.Map).where(models.Map.uuid == uuid)).one_or_none()
    if row is None:
        raise UnknownResource("map", uuid)
    return row


def _background(map_id: int, placed: Placed, image: bytes) -> models.Background:
    place = {name: getattr(placed, name) for name in Placed.model_fields}
    return models.Background(map_id=map_id, image=image, **place)
