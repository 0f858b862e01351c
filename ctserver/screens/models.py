from sqlalchemy.orm import Mapped, mapped_column

from ctserver.db import Base


class Screen(Base):
    """Shows a camera or a mosaic of the server `server_id`, 0 being the local one, or nothing.

    No foreign keys: what another server has is not known here.
    """

    __tablename__ = "screen"

    id: Mapped[int] = mapped_column(primary_key=True)
    num: Mapped[int]
    name: Mapped[str]
    host: Mapped[str]
    server_id: Mapped[int]
    camera_id: Mapped[int | None]
    mosaic_id: Mapped[int | None]
    display_code: Mapped[int | None]
