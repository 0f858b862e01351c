from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Installation(Base):
    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    delay_seconds: Mapped[float]
    retention_days: Mapped[float]


class Licence(Base):
    """The licence that was uploaded last, in its one row; none, and the default holds."""

    __tablename__ = "licence"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
