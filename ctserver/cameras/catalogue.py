"""The cameras as requests and the video engine see them: immutable values, read once and read again after a write."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, FromClause, Row, RowMapping, select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras import models
from ctserver.cameras.changes import CHANGEABLE
from ctserver.installation.service import SiteFacts, site_facts
from ctserver.spans import ALWAYS, Span, uncut
from ctserver.video.footage import Footage, is_intact


@dataclass(frozen=True, slots=True)
class Rights:
    live: bool = False
    records: bool = False
    ptz: bool = False
    snapshots: bool = False

    @property
    def may_see(self) -> bool:
        return self.live or self.records


NO_RIGHTS = Rights()
ALL_RIGHTS = Rights(live=True, records=True, ptz=True, snapshots=True)


@dataclass(frozen=True, slots=True)
class Stream:
    id: int
    name: str
    encoding: str
    width: int
    height: int
    fps: int
    roles: tuple[str, ...]
    quality: int
    ignored: bool
    on_demand: bool


@dataclass(frozen=True, slots=True)
class Position:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Camera:
    id: int
    name: str
    model: str
    scene: str
    footage: Footage | None
    condition: str
    display_code: int | None
    device_id: str | None
    host: str
    port: int
    https: bool
    schedule: str
    alarm_stream_id: int | None
    replay_stream_id: int | None
    is_ignored: bool
    is_remote: bool
    is_replay_enabled: bool
    is_upside_down: bool
    is_indexing_regul: bool
    is_recording_forced: bool
    has_reference: bool
    ptz_abilities: tuple[str, ...]
    pre_alarm_seconds: float
    post_alarm_seconds: float
    motion_per_hour: float
    streams: tuple[Stream, ...]
    presets: tuple[Position, ...]
    tours: tuple[Position, ...]

    def stream(self, stream_id: int | None) -> Stream | None:
        return next((stream for stream in self.streams if stream.id == stream_id), None)

    @property
    def status(self) -> int:
        """As the document numbers it: -2 ignored, -1 error, 0 video service off, 1 read-only, 2 all ok."""
        return -2 if self.is_ignored else {"offline": -1, "video_off": 0, "read_only": 1, "ok": 2}[self.condition]

    @property
    def has_ptz(self) -> bool:
        return bool(self.ptz_abilities or self.presets or self.tours)

    @property
    def has_video(self) -> bool:
        return self.status > 0

    @property
    def has_footage(self) -> bool:
        """Whether the file is there, and as it was when the site was loaded, that the camera shows if it shows one."""
        return self.footage is None or is_intact(self.footage)


Change = tuple[int, str, str | bool]
"""From an instant (microseconds of Unix time) on, a field has a value."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A camera through time: `states[i]` from `instants[i]` (microseconds of Unix time) on, `states[0]` also before."""

    instants: tuple[int, ...]
    states: tuple[Camera, ...]

    def at(self, seconds: float) -> Camera:
        if len(self.states) == 1:
            return self.states[0]
        return self.states[max(0, bisect_right(self.instants, round(seconds * 1e6)) - 1)]

    def steady(self, us: int) -> Span:
        """Around an instant, in microseconds of Unix time: the camera is the same in all of it."""
        following = bisect_right(self.instants, us)
        return uncut(ALWAYS, us, self.instants[max(0, following - 1) : following + 1])


@dataclass(frozen=True, slots=True)
class Catalogue:
    timelines: Mapping[int, Timeline]
    rights: Mapping[tuple[int, int], Rights]
    site: SiteFacts

    def cameras(self, seconds: float) -> list[Camera]:
        """All cameras, as they are at an instant of Unix time."""
        return [timeline.at(seconds) for timeline in self.timelines.values()]

    def camera(self, camera_id: int, seconds: float) -> Camera | None:
        timeline = self.timelines.get(camera_id)
        return timeline.at(seconds) if timeline else None

    def rights_of(self, account: Account, camera_id: int) -> Rights:
        return ALL_RIGHTS if account.is_admin else self.rights.get((account.profile_id, camera_id), NO_RIGHTS)


def read_catalogue(session: Session) -> Catalogue:
    """Past the ORM, whose queries take a start longer to compose than all of this: it is read before the server is ready."""
    camera, right = models.Camera.__table__, models.CameraRight.__table__
    connection = session.connection()
    changes = _changes(connection)
    parts = _Parts(connection)
    rows = connection.execute(select(camera).order_by(camera.c.id)).mappings()
    rights = connection.execute(select(right))
    return Catalogue(
        MappingProxyType({row["id"]: _timeline(parts.camera(row), changes.get(row["id"], [])) for row in rows}),
        MappingProxyType({(r.profile_id, r.camera_id): Rights(r.live, r.records, r.ptz, r.snapshots) for r in rights}),
        site_facts(session),
    )


class _Parts:
    """What cameras are made of beside their own rows, by camera and in its order."""

    def __init__(self, connection: Connection) -> None:
        self._streams = _by_camera(connection, models.Stream.__table__, "id")
        self._presets = _by_camera(connection, models.Preset.__table__, "rank")
        self._tours = _by_camera(connection, models.Tour.__table__, "rank")

    def camera(self, row: RowMapping) -> Camera:
        return Camera(
            **dict(row)
            | {
                "footage": Footage(**row["footage"]) if row["footage"] else None,
                "ptz_abilities": tuple(row["ptz_abilities"]),
                "streams": tuple(map(_stream, self._streams.get(row["id"], ()))),
                "presets": tuple(Position(preset.id, preset.name) for preset in self._presets.get(row["id"], ())),
                "tours": tuple(Position(tour.id, tour.name) for tour in self._tours.get(row["id"], ())),
            }
        )


def _by_camera(connection: Connection, table: FromClause, order: str) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(select(table).order_by(table.c[order])):
        found.setdefault(row.camera_id, []).append(row)
    return found


def _changes(connection: Connection) -> dict[int, list[Change]]:
    """By camera, as plain values: a month of a large site's changes would be tens of thousands of objects."""
    row = models.CameraChange.__table__.c
    columns = (row.camera_id, row.at_us, row.field, row.value)
    known = select(*columns).where(row.field.in_(CHANGEABLE))  # an older version kept others
    changes: dict[int, list[Change]] = {}
    for camera_id, at_us, field, value in connection.execute(known.order_by(row.at_us, row.id)):
        changes.setdefault(camera_id, []).append((at_us, field, value))
    return changes


def _timeline(camera: Camera, changes: Iterable[Change]) -> Timeline:
    """A camera that comes and goes is the same each time: so is the object."""
    instants, states = [0], [camera]
    known: dict[tuple[int, str, str | bool], Camera] = {}
    for at_us, field, value in changes:
        key = (id(states[-1]), field, value)  # `known` keeps its states, so that no other can get the same id
        if key not in known:
            changed = _changed(states[-1], {field: value})
            known[key] = next((state for state in (camera, *known.values()) if state == changed), changed)
        if at_us == instants[-1]:
            states[-1] = known[key]
        else:
            instants.append(at_us)
            states.append(known[key])
    return Timeline(tuple(instants), tuple(states))


def _changed(camera: Camera, values: dict[str, Any]) -> Camera:
    return replace(camera, **values)


def _stream(row: Row[Any]) -> Stream:
    columns = {column: getattr(row, column) for column in Stream.__slots__}
    return Stream(**columns | {"roles": tuple(row.roles)})
