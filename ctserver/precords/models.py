from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.cameras.models import Camera
from ctserver.db import Base


class Precord(Base):
    """Recordings of a camera from `begin_us` to `end_us` (microseconds of Unix time) are kept; `type` is `r` or `a`.

    Those of one camera and type neither overlap nor meet.
    """

    __tablename__ = "precord"
    __table_args__ = (Index(None, "camera_id", "type", "begin_us"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"))
    type: Mapped[str]
    begin_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int] = mapped_column(BigInteger)
    comment: Mapped[str | None]
