from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Task(Base):
    """`type`: concat, postindex, purgecam, repaircam, sum, kill; `status`: new, running, aborted, killed, done."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    status: Mapped[str]
    updated_us: Mapped[int] = mapped_column(BigInteger)
    percent: Mapped[int]
    user_id: Mapped[int]
    user_name: Mapped[str]
