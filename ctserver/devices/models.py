from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Device(Base):
    """A metadata connector. Cameras name theirs (`camera.device_id`).

    `source` is what its events call their source; `families` are those of the event types by which it is searched, and
    `criteria` the names of its search criteria, all that the families have where it is null.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    families: Mapped[list[str]] = mapped_column(JSON)
    criteria: Mapped[list[str] | None] = mapped_column(JSON)


class DeviceEvent(Base):
    """An event. Its parameters have columns of their own, so that they can be searched; null is one that it lacks.

    `onvif` is what a camera's own event says beside.
    """

    __tablename__ = "device_event"
    __table_args__ = (Index(None, "device_id", "at_us", "id", "type"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey(Device.id))
    at_us: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]
    camera_id: Mapped[int | None]
    camera_name: Mapped[str | None]
    id_point_name: Mapped[str | None]
    user_name: Mapped[str | None]
    door_name: Mapped[str | None]
    source: Mapped[str | None]
    window: Mapped[int | None]
    state: Mapped[bool | None]
    object_id: Mapped[str | None]
    plate: Mapped[str | None]
    input_id: Mapped[str | None]
    onvif: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


COLUMNS = {
    "idPointName": "id_point_name",
    "userName": "user_name",
    "doorName": "door_name",
    "source": "source",
    "window": "window",
    "state": "state",
    "objectId": "object_id",
    "plate": "plate",
    "id": "input_id",
}
"""A parameter's name, and its column's."""
