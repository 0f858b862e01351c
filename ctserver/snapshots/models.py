from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ctserver.cameras.models import Camera
from ctserver.db import Base


class Snapshot(Base):
    """What a stream showed at `at_us`, microseconds of Unix time; user and address are kept as they were.

    `folded` is the comment as it is searched, without upper case: no database folds all of Unicode.
    """

    __tablename__ = "snapshot"
    __table_args__ = (Index(None, "at_us"), Index(None, "camera_id", "at_us"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at_us: Mapped[int] = mapped_column(BigInteger)
    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"))
    stream_id: Mapped[int]
    user_id: Mapped[int]
    user_name: Mapped[str]
    address: Mapped[str]
    comment: Mapped[str | None]
    folded: Mapped[str | None]

    def remark(self, comment: str | None) -> None:
        """Blank text is none."""
        self.comment = comment if comment and comment.strip() else None
        self.folded = self.comment.casefold() if self.comment else None
