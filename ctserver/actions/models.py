from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Action(Base):
    """`code` names a text of every language, with `{name}` for a parameter; user and address are kept as they were."""

    __tablename__ = "action"
    __table_args__ = (Index(None, "at_us"), Index(None, "user_id", "at_us"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at_us: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int]
    user_name: Mapped[str]
    address: Mapped[str]
    code: Mapped[str]
    parameters: Mapped[dict[str, str]] = mapped_column(JSON)
