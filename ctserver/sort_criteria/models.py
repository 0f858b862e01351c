from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class SortCriterion(Base):
    """`groups` are numbers of the pattern's groups, from 1, the first to sort by first. One at most is the default."""

    __tablename__ = "sort_criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_default: Mapped[bool]
    pattern: Mapped[str]
    groups: Mapped[list[int]] = mapped_column(JSON)
