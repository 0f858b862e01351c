from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Installation(Base):
    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    delay_seconds: Mapped[float]
