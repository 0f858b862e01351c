from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Server(Base):
    """Another server of the cluster; the local one, number 0, is known from the request."""

    __tablename__ = "server"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    host: Mapped[str]
    http_port: Mapped[int]
    live_port: Mapped[int]
    control_port: Mapped[int]
    records_port: Mapped[int]
