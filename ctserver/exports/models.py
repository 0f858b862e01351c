from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.cameras.models import Camera
from ctserver.db import Base


class ExportDisk(Base):
    """An external disk. `path` is a directory of the operator; null, one below the data directory. `size` in bytes; null, as
    large as what `path` lies on."""

    __tablename__ = "export_disk"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str | None]
    fstype: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)


class Export(Base):
    """Recordings of a type (`r`, `a`) between two instants. `state`: queued, running, done, failed (its disk would not have
    it), aborted (the server stopped meanwhile), listed (done before the first start: its file is made when it is asked for).

    `task_id` is the task that writes it or wrote it last, `sum_task_id` the last one that summed it up; both may be gone.
    """

    __tablename__ = "export"
    __table_args__ = (Index(None, "state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"))
    disk_id: Mapped[int | None] = mapped_column(ForeignKey(ExportDisk.id))
    begin_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]
    comment: Mapped[str]
    created_us: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    percent: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    md5sum: Mapped[str | None]
    archived: Mapped[bool]
    user_id: Mapped[int]
    task_id: Mapped[int | None]
    sum_task_id: Mapped[int | None]
