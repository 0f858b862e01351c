from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base
from ctserver.sort_criteria.models import SortCriterion


class Folder(Base):
    """`items` are as on the wire, sorted. Folders are listed by weight; among equals the older one, by `id`, comes first."""

    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    weight: Mapped[int]
    sort_criterion_id: Mapped[int | None] = mapped_column(ForeignKey(SortCriterion.id, ondelete="SET NULL"))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
