from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Map(Base):
    """`items` are as on the wire. Maps are listed in the order in which they were made, which `id` keeps."""

    __tablename__ = "map"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    version: Mapped[int]
    scale: Mapped[float]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Background(Base):
    """An image below a map's items. A table of its own, so that who lists maps reads no images."""

    __tablename__ = "map_background"

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey(Map.id, ondelete="CASCADE"), index=True)
    pos_x: Mapped[int]
    pos_y: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    z_index: Mapped[float]
    image: Mapped[bytes]
