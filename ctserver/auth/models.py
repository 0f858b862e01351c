from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ctserver.db import Base


class Profile(Base):
    """What its users may do: levels (`admin`, `protection`, `consult`, `monitor`); rights stand with their resources."""

    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    levels: Mapped[list[str]] = mapped_column(JSON)


class Grant(Base):
    """A profile's right on a resource, or on all of its kind, whenever they are made, where `resource` is `*`.

    `kind` and `right` are such as `mosaic` and `edit`. Rights on cameras have a table of their own, all of one in a row.
    """

    __tablename__ = "grant"

    profile_id: Mapped[int] = mapped_column(ForeignKey(Profile.id), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    right: Mapped[str] = mapped_column(primary_key=True)


class User(Base):
    """A password is stored as the three values that the protocols compare, never as itself.

    `bcrypt` is the WSSE secret and what Basic is checked with, `md5` WSSE's older secret, `ha1` RTSP Digest's
    MD5(user:realm:password).
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey(Profile.id))
    bcrypt: Mapped[str]
    md5: Mapped[str]
    ha1: Mapped[str]

    profile: Mapped[Profile] = relationship()
