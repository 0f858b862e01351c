from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ctserver.auth.models import Profile
from ctserver.db import Base

MOTION = "MOTION"
LONGEST_US = 3_600_000_000
"""After which an alarm ends that nobody has acknowledged: what lasts at an instant began within this time before it."""


class Camera(Base):
    """`condition` is what the device is doing: `ok`, `read_only`, `video_off` or `offline`.

    `footage` has the attributes of a `Footage`, which takes the place of the drawn `scene`.
    """

    __tablename__ = "camera"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    model: Mapped[str]
    scene: Mapped[str]
    footage: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    condition: Mapped[str]
    display_code: Mapped[int | None]
    device_id: Mapped[str | None]
    host: Mapped[str]
    port: Mapped[int]
    https: Mapped[bool]
    schedule: Mapped[str]
    alarm_stream_id: Mapped[int | None]
    replay_stream_id: Mapped[int | None]
    is_ignored: Mapped[bool]
    is_remote: Mapped[bool]
    is_replay_enabled: Mapped[bool]
    is_upside_down: Mapped[bool]
    is_indexing_regul: Mapped[bool]
    is_recording_forced: Mapped[bool]
    has_reference: Mapped[bool]
    ptz_abilities: Mapped[list[str]] = mapped_column(JSON)
    pre_alarm_seconds: Mapped[float]
    post_alarm_seconds: Mapped[float]
    motion_per_hour: Mapped[float]

    streams: Mapped[list["Stream"]] = relationship(order_by="Stream.id", cascade="all, delete-orphan")
    presets: Mapped[list["Preset"]] = relationship(order_by="Preset.rank", cascade="all, delete-orphan")
    tours: Mapped[list["Tour"]] = relationship(order_by="Tour.rank", cascade="all, delete-orphan")


class Stream(Base):
    """Its number is unique within its camera: `/live/view/<camera>.<stream>`."""

    __tablename__ = "stream"

    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    encoding: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    fps: Mapped[int]
    roles: Mapped[list[str]] = mapped_column(JSON)
    quality: Mapped[int]
    ignored: Mapped[bool]
    on_demand: Mapped[bool]


class Preset(Base):
    """A position: pan and tilt in -1..1 of the scene, zoom from 1."""

    __tablename__ = "preset"

    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    name: Mapped[str]
    pan: Mapped[float]
    tilt: Mapped[float]
    zoom: Mapped[float]


class Tour(Base):
    """Presets to visit in turn."""

    __tablename__ = "tour"

    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    name: Mapped[str]
    presets: Mapped[list[str]] = mapped_column(JSON)
    dwell_seconds: Mapped[float]


class CameraChange(Base):
    """From `at_us` (microseconds of Unix time) on, the camera's attribute `field` is `value`; before, it was as in its row.

    Kept as rows with their instant, so that a picture of the past is drawn as it was.
    """

    __tablename__ = "camera_change"
    __table_args__ = (Index(None, "camera_id", "at_us"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"))
    at_us: Mapped[int] = mapped_column(BigInteger)
    field: Mapped[str]
    value: Mapped[str | bool] = mapped_column(JSON)


class Alarm(Base):
    """An alarm condition of a camera from `begin_us` to `end_us` (microseconds of Unix time), None while it lasts.

    Its recording is longer by what the camera keeps from before and after it, as that was set then. `type` is `MOTION`
    where the camera raised it by itself, and what the trigger named otherwise.
    """

    __tablename__ = "alarm"
    __table_args__ = (Index(None, "begin_us"), Index(None, "camera_id", "begin_us"))

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"))
    begin_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int | None] = mapped_column(BigInteger)
    pre_us: Mapped[int] = mapped_column(BigInteger)
    post_us: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]


class PtzCommand(Base):
    """From `at_us` (microseconds of Unix time) on, until its next command, the camera moves as `motion` says.

    `number` counts a camera's commands. A motion holds where it begins (`aims`), so that old rows can go without those that
    follow losing anything.
    """

    __tablename__ = "ptz_command"
    __table_args__ = (Index(None, "camera_id", "at_us"),)

    camera_id: Mapped[int] = mapped_column(ForeignKey(Camera.id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at_us: Mapped[int] = mapped_column(BigInteger)
    motion: Mapped[dict[str, Any]] = mapped_column(JSON)


class CameraConnection(Base):
    """From `at_us` on, the server had pictures of a stream, or no longer had them; names are kept as they were."""

    __tablename__ = "camera_connection"
    __table_args__ = (Index(None, "at_us"), Index(None, "camera_id", "at_us"))

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int]
    camera_name: Mapped[str]
    stream_id: Mapped[int]
    stream_name: Mapped[str]
    at_us: Mapped[int] = mapped_column(BigInteger)
    connected: Mapped[bool]


class CameraRight(Base):
    """What a profile may do with a camera; no row, no right. Admins need none."""

    __tablename__ = "camera_right"
    __table_args__ = (
        ForeignKeyConstraint(["profile_id"], [Profile.id]),
        ForeignKeyConstraint(["camera_id"], [Camera.id], ondelete="CASCADE"),
    )

    profile_id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(primary_key=True)
    live: Mapped[bool]
    records: Mapped[bool]
    ptz: Mapped[bool]
    snapshots: Mapped[bool]
