from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class SystemLog(Base):
    """`type` is WARNING, ERROR, or null for information; `name` is such as `Connect@Connection.cpp`."""

    __tablename__ = "system_log"
    __table_args__ = (Index(None, "at_us"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at_us: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    type: Mapped[str | None]
    event: Mapped[str]
