"""What a site file may say. Unknown names are refused, so that a misspelt one is noticed."""

import re
from collections.abc import Collection
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ctserver.sites.alarms import AlarmSection, ListedAlarmSection, check_alarms
from ctserver.sites.commands import CommandSection
from ctserver.sites.devices import MetadataDeviceSection, check_devices
from ctserver.sites.exports import DiskSection, ExportSection, check_exports
from ctserver.sites.folders import FolderSection, check_folders
from ctserver.sites.logs import LogsSection, check_logs
from ctserver.sites.maps import MapSection, check_maps
from ctserver.sites.monitoring import MonitoringSection
from ctserver.sites.mosaics import MosaicSection, check_streams
from ctserver.sites.precords import PrecordSection, check_precords
from ctserver.sites.scenarios import ScenarioSection, check_scenarios
from ctserver.sites.screens import ScreenSection, check_contents
from ctserver.sites.section import EVERY, Every, Id, Misplaced, Name, Port, Section, context_of, distinct
from ctserver.sites.snapshots import SnapshotSection, check_snapshots
from ctserver.sites.sort_criteria import SortCriterionSection, check_one_default
from ctserver.sites.tasks import TaskSection, check_tasks
from ctserver.video.footage import Footage, FootageError
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


def _footage(name: object, info: ValidationInfo) -> Footage:
    """A file beside the site's; looked into as the validation's context says."""
    if not isinstance(name, str) or not name:
        raise ValueError("expected the path of a video or a picture, from the site file's directory on")
    context = context_of(info)
    try:
        return context.look_into(context.directory / name)
    except FootageError as error:
        raise ValueError(str(error)) from None


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


class CameraSection(Section):
    id: Id
    name: Name
    model: Name
    scene: Annotated[str, AfterValidator(_scene)] = "parking"
    footage: Annotated[Footage | None, PlainValidator(_footage)] = None
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
    pre_alarm_seconds: Annotated[float, Field(ge=0, le=60)] = 5
    post_alarm_seconds: Annotated[float, Field(ge=0, le=600)] = 5
    motion_per_hour: Annotated[float, Field(ge=0, le=360)] = 0
    reference: bool = True
    ptz: PtzSection | None = None

    @field_validator("streams")
    @classmethod
    def _streams_have_distinct_ids(cls, streams: list[StreamSection]) -> list[StreamSection]:
        distinct("stream", "id", streams)
        return streams

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> "CameraSection":
        if self.footage and "scene" in self.model_fields_set:
            raise Misplaced(("footage",), "expected either a scene or footage, this camera has both")
        return self

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
    id: Id | None = None
    """Counted from 1 where none is given."""
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


def _check_numbers(users: list[UserSection]) -> None:
    numbered = [user for user in users if user.id is not None]
    distinct("user", "id", numbered, "users")
    if numbered and len(numbered) < len(users):
        number = next(number for number, user in enumerate(users) if user.id is None)
        raise Misplaced(("users", number), "expected an id, as the other users have")


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
    retention_days: Annotated[float, Field(gt=0, le=365)] = 30
    profiles: Annotated[list[ProfileSection], Field(min_length=1)]
    users: Annotated[list[UserSection], Field(min_length=1)]
    cameras: list[CameraSection] = []
    alarms: list[ListedAlarmSection] = []
    servers: list[ServerSection] = []
    mosaics: list[MosaicSection] = []
    screens: list[ScreenSection] = []
    commands: list[CommandSection] = []
    sort_criteria: list[SortCriterionSection] = []
    maps: list[MapSection] = []
    folders: list[FolderSection] = []
    scenarios: list[ScenarioSection] = []
    precords: list[PrecordSection] = []
    disks: list[DiskSection] = []
    exports: list[ExportSection] = []
    snapshots: list[SnapshotSection] = []
    logs: LogsSection = LogsSection()
    tasks: list[TaskSection] = []
    devices: list[MetadataDeviceSection] = []
    monitoring: MonitoringSection = MonitoringSection()

    @model_validator(mode="after")
    def _names_and_references_hold(self) -> "Site":
        distinct("profile", "name", self.profiles, "profiles")
        distinct("user", "name", self.users, "users")
        _check_numbers(self.users)
        distinct("camera", "id", self.cameras, "cameras")
        distinct("server", "id", self.servers, "servers")
        check_alarms(self.alarms, {camera.id for camera in self.cameras})
        profiles = {profile.name for profile in self.profiles}
        for number, user in enumerate(self.users):
            if user.profile not in profiles:
                raise Misplaced(("users", number, "profile"), f"expected one of the profiles, got {user.profile}")
        distinct("device", "uuid", self.devices, "devices")
        check_devices(self.devices, {camera.id: camera.device.connector for camera in self.cameras})
        self._check_grants("devices", {str(section.uuid) for section in self.devices})
        distinct("task", "id", self.tasks, "tasks")
        check_tasks(self.tasks, {user.name for user in self.users})
        check_logs(self.logs, {user.name for user in self.users})
        check_precords(self.precords, {camera.id for camera in self.cameras})
        check_snapshots(self.snapshots, {camera.id for camera in self.cameras}, {user.name for user in self.users})
        self._check_grants("cameras", {camera.id for camera in self.cameras})
        return self

    @model_validator(mode="after")
    def _exports_hold(self) -> "Site":
        distinct("disk", "id", self.disks, "disks")
        distinct("export", "id", self.exports, "exports")
        cameras, users = {camera.id for camera in self.cameras}, {user.name for user in self.users}
        check_exports(self.exports, cameras, {disk.id for disk in self.disks}, users)
        return self

    @model_validator(mode="after")
    def _mosaics_and_screens_hold(self) -> "Site":
        distinct("mosaic", "id", self.mosaics, "mosaics")
        distinct("screen", "id", self.screens, "screens")
        streams = {camera.id: {stream.id for stream in camera.streams} for camera in self.cameras}
        mosaics = {mosaic.id for mosaic in self.mosaics}
        check_streams(self.mosaics, streams)
        check_contents(self.screens, streams, mosaics, {server.id for server in self.servers})
        self._check_grants("mosaics", mosaics)
        self._check_grants("screens", {screen.id for screen in self.screens})
        return self

    @model_validator(mode="after")
    def _commands_and_maps_hold(self) -> "Site":
        distinct("command", "id", self.commands, "commands")
        distinct("map", "uuid", self.maps, "maps")
        check_maps(self.maps, self._known(), self._presets())
        self._check_grants("commands", {command.id for command in self.commands})
        self._check_grants("maps", {str(section.uuid) for section in self.maps})
        return self

    @model_validator(mode="after")
    def _folders_and_scenarios_hold(self) -> "Site":
        distinct("sort criterion", "id", self.sort_criteria, "sort_criteria")
        check_one_default(self.sort_criteria)
        distinct("folder", "uuid", self.folders, "folders")
        criteria, servers = {criterion.id for criterion in self.sort_criteria}, {server.id for server in self.servers}
        check_folders(self.folders, criteria, servers, self._known())
        distinct("scenario", "id", self.scenarios, "scenarios")
        check_scenarios(self.scenarios, self._known())
        return self

    def _known(self) -> dict[str, set[Any]]:
        """The ids of what maps, folders and scenarios point at, by its kind."""
        return {
            "camera": {camera.id for camera in self.cameras},
            "mosaic": {mosaic.id for mosaic in self.mosaics},
            "screen": {screen.id for screen in self.screens},
            "command": {command.id for command in self.commands},
            "map": {section.uuid for section in self.maps},
            "device": {section.uuid for section in self.devices},
        }

    def _presets(self) -> dict[int, set[str]]:
        return {camera.id: {preset.id for preset in camera.ptz.presets} for camera in self.cameras if camera.ptz}

    def _check_grants(self, name: str, known: Collection[object]) -> None:
        """Misplaced where a profile's section names what does not exist."""
        for number, profile in enumerate(self.profiles):
            for resource in getattr(profile, name):
                if resource not in known and resource != EVERY:
                    raise Misplaced(("profiles", number, name, resource), f"expected the id of one of the {name}")
