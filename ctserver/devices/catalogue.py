"""The metadata devices as requests see them: immutable values, read once and read again after a write."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from ctserver.cameras.models import Camera
from ctserver.devices import models


@dataclass(frozen=True, slots=True)
class Device:
    """`cameras` are those that name it: number and name."""

    id: str
    name: str
    source: str
    families: tuple[str, ...]
    criteria: tuple[str, ...] | None
    cameras: tuple[tuple[int, str], ...]


def read_devices(session: Session) -> Mapping[str, Device]:
    cameras: dict[str, list[tuple[int, str]]] = {}
    connection, camera = session.connection(), Camera.__table__.c
    connected = select(camera.device_id, camera.id, camera.name).where(camera.device_id.is_not(None))
    for device_id, camera_id, name in connection.execute(connected.order_by(camera.id)):
        cameras.setdefault(device_id, []).append((camera_id, name))
    rows = connection.execute(select(models.Device.__table__).order_by(models.Device.__table__.c.id))
    return MappingProxyType({row.id: _device(row, tuple(cameras.get(row.id, ()))) for row in rows})


def _device(row: Row[Any], cameras: tuple[tuple[int, str], ...]) -> Device:
    criteria = None if row.criteria is None else tuple(row.criteria)
    return Device(row.id, row.name, row.source, tuple(row.families), criteria, cameras)
