from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Machine(Base):
    """The server as a machine, in its one row: `sysinfo` by the document's names, and what is wrong, by code."""

    __tablename__ = "machine"

    id: Mapped[int] = mapped_column(primary_key=True)
    sysinfo: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    recorder_errors: Mapped[list[str]] = mapped_column(JSON)
    hardware_errors: Mapped[list[str]] = mapped_column(JSON)
