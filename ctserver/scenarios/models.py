from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Scenario(Base):
    """An ignored one does nothing. Each of `actions` names what to do under `do`, with what that needs."""

    __tablename__ = "scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_ignored: Mapped[bool]
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
