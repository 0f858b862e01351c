from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Mosaic(Base):
    """`layout` has a cell's number for each position; `levels` are shown in turn (`schemas.Level`, by their names inside)."""

    __tablename__ = "mosaic"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    rows: Mapped[int]
    cols: Mapped[int]
    push_mode: Mapped[bool]
    full_screen: Mapped[bool]
    stay_on_top: Mapped[bool]
    display_code: Mapped[int | None]
    default_level_duration: Mapped[int | None]
    comments: Mapped[str | None]
    layout: Mapped[list[list[int]]] = mapped_column(JSON)
    levels: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class MosaicOverride(Base):
    """From `begin_us` to before `end_us` (microseconds of Unix time; None is without end) a cell shows this stream."""

    __tablename__ = "mosaic_override"

    mosaic_id: Mapped[int] = mapped_column(ForeignKey(Mosaic.id, ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int]
    stream_id: Mapped[int]
    begin_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int | None] = mapped_column(BigInteger)
