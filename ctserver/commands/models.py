from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Command(Base):
    """Its lines are URLs and delays (`delay=10`, in seconds), in the order in which they are followed."""

    __tablename__ = "command"

    id: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int]
    name: Mapped[str]
    urls: Mapped[list[str]] = mapped_column(JSON)


class CommandCall(Base):
    """A URL that is called at `at_us` (microseconds of Unix time), which may still be to come."""

    __tablename__ = "command_call"
    __table_args__ = (Index(None, "at_us"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    command_id: Mapped[int] = mapped_column(ForeignKey(Command.id))
    at_us: Mapped[int] = mapped_column(BigInteger)
    url: Mapped[str]
