"""What a site file may say. Unknown names are refused, so that a misspelt one is noticed."""

import re
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from ctserver.sites.devices import MetadataDeviceSection, check_devices
from ctserver.sites.log_entries import check_log_entries
from ctserver.sites.logs import LogsSection
from ctserver.sites.monitoring import MonitoringSection
from ctserver.sites.section import EVERY, Every, Id, Misplaced, Name, Port, Section, distinct
from ctserver.sites.tasks import TaskSection, check_tasks
from ctserver.video.scene import KINDS

Level = Literal["admin", "protection", "consult", "monitor"]
Right = Literal["live", "records", "ptz", "snapshots"]
View = Literal["view"]
ViewOrEdit = Literal["view", "edit"]
Metadata = Literal["insert", "consult"]
Ability = Literal["click", "areazoom", "zoomback", "continuous"]
Role = Literal["detect", "rrecord", "arecord", "index", "mosaic"]


def _size(value: object) -> object:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", value) if isinstance(value, str) else None
    if not match:
        raise ValueError("expected <width>x<height>, such as 1280x720")
    return int(match[1]), int(match[2])


def _drawable(size: tuple[int, int]) -> tuple[int, int]:
    if size[0] % 2 or size[1] % 2 or not (320 <= size[0] <= 7680 and 240 <= size[1] <= 4320):
        raise ValueError("expected even numbers of pixels from 320x240 to 7680x4320")
    return size


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):  # not found, not a relative path or not a zone, a directory
        raise ValueError("expected a time zone of the IANA database, such as Europe/Paris") from None


def _scene(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"expected one of {', '.join(KINDS)}")
    return kind


class StreamSection(Section):
    id: Id
    name: Name
    encoding: Literal["H264", "MPEG4", "JPEG"] = "H264"
    size: Annotated[tuple[int, int], BeforeValidator(_size), AfterValidator(_drawable)]
    fps: Annotated[int, Field(ge=1, le=60)] = 25
    quality: Annotated[int, Field(ge=1, le=3)] = 3
    roles: list[Role] = []
    ignored: bool = False
    on_demand: bool = False


class PresetSection(Section):
    id: Name
    name: Name
    pan: Annotated[float, Field(ge=-1, le=1)] = 0
    tilt: Annotated[float, Field(ge=-1, le=1)] = 0
    zoom: Annotated[float, Field(ge=1, le=30)] = 1


class TourSection(Section):
    id: Name
    name: Name
    presets: Annotated[list[Name], Field(min_length=1)]
    dwell_seconds: Annotated[float, Field(gt=0, le=3600)] = 10


class PtzSection(Section):
    abilities: list[Ability] = ["click", "areazoom", "zoomback", "continuous"]
    presets: list[PresetSection] = []
    tours: list[TourSection] = []

    @model_validator(mode="after")
    def _tours_visit_presets(self) -> "PtzSection":
        distinct("preset", "id", self.presets, "presets")
        distinct("tour", "id", self.tours, "tours")
        known = {preset.id for preset in self.presets}
        for number, tour in enumerate(self.tours):
            for position, preset in enumerate(tour.presets):
                if preset not in known:
                    at = ("tours", number, "presets", position)
                    raise Misplaced(at, f"expected the id of one of this camera's presets, got {preset}")
        return self


class DeviceSection(Section):
    host: Name
    port: Port = 80
    https: bool = False
    connector: UUID | None = None


class AlarmSection(Section):
    """An alarm before the server's first start."""

    minutes_ago: Annotated[float, Field(gt=0, le=43200)]
    seconds: Annotated[float, Field(gt=0, le=3600)] = 30


class CameraSection(Section):
    id: Id
    name: Name
    model: Name
    scene: Annotated[str, AfterValidator(_scene)] = "parking"
    condition: Literal["ok", "read_only", "video_off", "offline"] = "ok"
    device: DeviceSection
    streams: Annotated[list[StreamSection], Field(min_length=1)]
    alarm_stream: int | None = None
    replay_stream: int | None = None
    schedule: Literal["continuous", "office", "none"] = "continuous"
    display_code: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    ignored: bool = False
    remote: bool = False
    replay: bool = True
    upside_down: bool = False
    indexed: bool = False
    in_alarm: bool = False
    last_alarm: AlarmSection | None = None
    forced: bool = False
    reference: bool = True
    ptz: PtzSection | None = None

    @field_validator("streams")
    @classmethod
    def _streams_have_distinct_ids(cls, streams: list[StreamSection]) -> list[StreamSection]:
        distinct("stream", "id", streams)
        return streams

    @model_validator(mode="after")
    def _named_streams_exist(self) -> "CameraSection":
        ids = {stream.id for stream in self.streams}
        for field, value in (("alarm_stream", self.alarm_stream), ("replay_stream", self.replay_stream)):
            if value is not None and value not in ids:
                raise Misplaced((field,), f"expected the id of one of this camera's streams, got {value}")
        return self


class ProfileSection(Section):
    name: Name
    levels: list[Level] = []
    cameras: dict[int | Every, list[Right]] = {}
    mosaics: dict[int | Every, list[ViewOrEdit]] = {}
    screens: dict[int | Every, list[View]] = {}
    commands: dict[int | Every, list[View]] = {}
    maps: dict[str, list[ViewOrEdit]] = {}
    devices: dict[str, list[Metadata]] = {}


class UserSection(Section):
    name: Name
    password: Name
    profile: Name
    bcrypt: Annotated[str, Field(pattern=r"^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$")] | None = None

    @field_validator("name")
    @classmethod
    def _no_colon(cls, name: str) -> str:
        if ":" in name or "/" in name:
            raise ValueError("a user's name can have no colon (Basic) and no slash (its path)")
        return name


class ServerSection(Section):
    id: Id
    name: Name
    host: Name
    http_port: Port = 80
    live_port: Port = 8000
    control_port: Port = 8001
    records_port: Port = 8002


class Site(Section):
    name: Name
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 10
    profiles: Annotated[list[ProfileSection], Field(min_length=1)]
    users: Annotated[list[UserSection], Field(min_length=1)]
    cameras: list[CameraSection] = []
    servers: list[ServerSection] = []
    logs: LogsSection = LogsSection()
    tasks: list[TaskSection] = []
    devices: list[MetadataDeviceSection] = []
    monitoring: MonitoringSection = MonitoringSection()

    @model_validator(mode="after")
    def _names_and_references_hold(self) -> "Site":
        distinct("profile", "name", self.profiles, "profiles")
        distinct("user", "name", self.users, "users")
        distinct("camera", "id", self.cameras, "cameras")
        distinct("server", "id", self.servers, "servers")
        distinct("device", "uuid", self.devices, "devices")
        check_devices(self.devices, {camera.id for camera in self.cameras})
        distinct("task", "id", self.tasks, "tasks")
        streams = {camera.id: {stream.id for stream in camera.streams} for camera in self.cameras}
        check_log_entries(self.logs, {user.name for user in self.users}, streams)
        check_tasks(self.tasks, {user.name for user in self.users})
        profiles, cameras = {profile.name for profile in self.profiles}, {camera.id for camera in self.cameras}
        for number, user in enumerate(self.users):
            if user.profile not in profiles:
                raise Misplaced(("users", number, "profile"), f"expected one of the profiles, got {user.profile}")
        for number, profile in enumerate(self.profiles):
            for camera in profile.cameras:
                if camera not in cameras and camera != EVERY:
                    raise Misplaced(("profiles", number, "cameras", camera), "expected the id of one of the cameras")
            for device in profile.devices:
                if device not in {str(section.uuid) for section in self.devices} and device != EVERY:
                    raise Misplaced(("profiles", number, "devices", device), "expected the uuid of one of the devices")
        return self
