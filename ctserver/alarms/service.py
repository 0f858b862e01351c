"""Reading alarms: the newest come first, by pages; and the picture of each."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Stream
from ctserver.cameras.models import Alarm
from ctserver.errors import CredentialsRequired, UnknownResource
from ctserver.http.fields import MAX_ID, iso, iso_us, plain
from ctserver.http.period import Period

HREF = "/api/v1.2/cameras/alarms"
THUMBNAIL = (320, 240)
"""Up to this size the picture of an alarm needs no credentials."""
BATCH = 500
"""Rows that are read at a time where each is looked into."""


@dataclass(frozen=True, slots=True)
class Sought:
    """`asked` is the period as the client gave it; `period` ends with the present."""

    q: str
    period: Period
    limit: int
    offset: int
    asked: Period

    def following(self) -> str:
        """The query of the page after this one."""
        parts = [("q", quote(self.q, safe="")) for _ in (self.q,) if self.q]
        bounds = (("from", self.asked.begin), ("to", self.asked.end))
        parts += [(name, iso_us(us)) for name, us in bounds if us is not None]
        parts += [("limit", str(self.limit)), ("offset", str(self.offset + self.limit))]
        return "&".join(f"{name}={value}" for name, value in parts)


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels; None where the client left it open."""

    width: int | None
    height: int | None

    @property
    def is_thumbnail(self) -> bool:
        if self.width is None or self.height is None:
            return False
        return self.width <= THUMBNAIL[0] and self.height <= THUMBNAIL[1]


_A = Alarm.__table__.c
_ROWS = select(_A.id, _A.camera_id, _A.begin_us, _A.pre_us, _A.type).order_by(_A.begin_us.desc(), _A.id.desc())


def visible_cameras(catalogue: Catalogue, account: Account) -> list[int] | None:
    """Those whose alarms the user may see; None is all that there are."""
    visible = [camera_id for camera_id in catalogue.timelines if catalogue.rights_of(account, camera_id).may_see]
    return None if len(visible) == len(catalogue.timelines) else visible


def alarms(
    session: Session, cameras: Collection[int] | None, sought: Sought, zone: ZoneInfo
) -> tuple[list[dict[str, Any]], bool]:
    """Those of some cameras, or of all, as on the wire; and whether more follow."""
    rows = _ROWS if cameras is None else _ROWS.where(_A.camera_id.in_(cameras))
    for condition in sought.period.conditions(_A.begin_us):
        rows = rows.where(condition)
    found = list(islice(_matching(session, rows, sought, zone), sought.limit + 1))
    return [_alarm(row, zone) for row in found[: sought.limit]], len(found) > sought.limit


def _matching(session: Session, rows: Select[Any], sought: Sought, zone: ZoneInfo) -> Iterator[Any]:
    """One row more than the page has is read, where the database can tell which they are."""
    connection = session.connection()
    if not sought.q:
        return iter(connection.execute(rows.limit(sought.limit + 1).offset(sought.offset)))
    read = connection.execute(rows, execution_options={"yield_per": BATCH})
    return islice(_holding(read, sought.q, zone), sought.offset, None)


def _holding(rows: Iterable[Any], q: str, zone: ZoneInfo) -> Iterator[Any]:
    """Those whose description holds `q`, in upper or lower case."""
    wanted = q.casefold()
    is_of_time = any(character.isdigit() for character in q)
    known: dict[tuple[str, int], bool] = {}
    for row in rows:
        key = (row.type, row.pre_us)  # what descriptions differ by beside their digits
        if is_of_time and row.pre_us:
            holds = wanted in _description(row, zone).casefold()
        elif key in known:
            holds = known[key]
        else:
            holds = known[key] = wanted in _description(row, zone).casefold()
        if holds:
            yield row


def _alarm(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    picture = f"{HREF}/{row.id}.jpg"
    return {
        "id": row.id,
        "time": iso(row.begin_us),
        "recordTime": iso(row.begin_us - row.pre_us) if row.pre_us else None,
        "cameraId": row.camera_id,
        "description": _description(row, zone),
        "snapshot": picture,
        "thumbnail": f"{picture}?w=50&h=50",
    }


def _description(row: Any, zone: ZoneInfo) -> str:
    """In English, as the document's, with the site's local time."""
    if not row.pre_us:
        return f"{row.type} Alarm"
    begin = datetime.fromtimestamp((row.begin_us - row.pre_us) // 1_000_000, zone)
    day, time = f"{begin.day:02}/{begin.month:02}/{begin.year}", f"{begin.hour:02}:{begin.minute:02}:{begin.second:02}"
    return f"{row.type} Alarm starts at {day} at {time}, with {plain(row.pre_us / 1e6):g}s pre-alarm"


@dataclass(frozen=True, slots=True)
class Pictured:
    """An alarm's camera, the stream that its picture is taken of, and its instant in microseconds."""

    camera: Camera
    stream: Stream
    begin_us: int


def pictured(
    session: Session, catalogue: Catalogue, account: Account | None, alarm_id: int, size: Size, now_us: int
) -> Pictured:
    """CredentialsRequired for a large picture; UnknownResource also where the user may not know of the alarm."""
    if account is None and not size.is_thumbnail:
        raise CredentialsRequired
    row = session.get(Alarm, alarm_id) if 0 < alarm_id <= MAX_ID else None
    camera = catalogue.camera(row.camera_id, row.begin_us / 1e6) if row and row.begin_us <= now_us else None
    if row is None or camera is None or not (size.is_thumbnail or _may_see(catalogue, account, camera.id)):
        raise UnknownResource("alarm", alarm_id)
    largest = max(camera.streams, key=lambda stream: stream.width * stream.height)
    return Pictured(camera, camera.stream(camera.alarm_stream_id) or largest, row.begin_us)


def _may_see(catalogue: Catalogue, account: Account | None, camera_id: int) -> bool:
    return account is not None and catalogue.rights_of(account, camera_id).may_see
