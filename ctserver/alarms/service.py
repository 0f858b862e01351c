"""Reading alarms: the newest come first, by pages; and the picture of each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic_core import to_json
from sqlalchemy import Integer, bindparam, select, tuple_
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
MAX_US = 2**62
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
_OF_ALL = (
    select(_A.id, _A.camera_id, _A.begin_us, _A.pre_us, _A.type)
    .where(_A.begin_us.between(bindparam("begin"), bindparam("end")))
    .order_by(_A.begin_us.desc(), _A.id.desc())
)
_OF_SOME = _OF_ALL.where(_A.camera_id.in_(bindparam("cameras", expanding=True)))
_KIND = tuple_(_A.type, _A.pre_us)
"""What descriptions differ by beside their digits."""
_KINDS = select(_A.type, _A.pre_us).distinct()
_PAGE = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)
_PAGE_OF_ALL, _PAGE_OF_SOME = (rows.limit(_PAGE[0]).offset(_PAGE[1]) for rows in (_OF_ALL, _OF_SOME))
"""Composed once: that would take longer than the query. Past the ORM, for the same reason."""


def visible_cameras(catalogue: Catalogue, account: Account) -> list[int] | None:
    """Those whose alarms the user may see; None is all that there are."""
    visible = [camera_id for camera_id in catalogue.timelines if catalogue.rights_of(account, camera_id).may_see]
    return None if len(visible) == len(catalogue.timelines) else visible


def alarms(
    session: Session, cameras: Collection[int] | None, sought: Sought, zone: ZoneInfo
) -> tuple[list[bytes], bool]:
    """Those of some cameras, or of all, each as JSON; and whether more follow."""
    found = list(islice(_matching(session, cameras, sought, zone), sought.limit + 1))
    return [_alarm(*row, zone) for row in found[: sought.limit]], len(found) > sought.limit


def _matching(session: Session, cameras: Collection[int] | None, sought: Sought, zone: ZoneInfo) -> Iterator[Any]:
    """One row more than the page has is read, where the database can tell which they are."""
    connection = session.connection()
    period = sought.period
    values: dict[str, Any] = {"begin": period.begin or 0, "end": MAX_US if period.end is None else period.end}
    values |= {} if cameras is None else {"cameras": cameras}
    if not sought.q:
        values |= {"limit": sought.limit + 1, "offset": sought.offset}
        return iter(connection.execute(_PAGE_OF_ALL if cameras is None else _PAGE_OF_SOME, values))
    wanted = sought.q.casefold()
    is_of_time = any(character.isdigit() for character in wanted)
    kinds = [
        kind for kind in connection.execute(_KINDS) if (is_of_time and kind.pre_us) or _holds(wanted, 0, *kind, zone)
    ]
    rows = (_OF_ALL if cameras is None else _OF_SOME).where(_KIND.in_(bindparam("kinds", expanding=True)))
    read = connection.execute(rows, values | {"kinds": kinds}, execution_options={"yield_per": BATCH})
    holding = (row for row in read if not is_of_time or _holds(wanted, row.begin_us, row.type, row.pre_us, zone))
    return islice(holding, sought.offset, None)


def _holds(wanted: str, begin_us: int, alarm_type: str, pre_us: int, zone: ZoneInfo) -> bool:
    """Whether a description holds what is wanted, in upper or lower case."""
    return wanted in _description(begin_us, pre_us, alarm_type, zone).casefold()


@lru_cache(maxsize=4096)
def _alarm(number: int, camera_id: int, begin_us: int, pre_us: int, alarm_type: str, zone: ZoneInfo) -> bytes:
    """Kept: everybody asks for the newest."""
    picture = f"{HREF}/{number}.jpg"
    return to_json(
        {
            "id": number,
            "time": iso(begin_us),
            "recordTime": iso(begin_us - pre_us) if pre_us else None,
            "cameraId": camera_id,
            "description": _description(begin_us, pre_us, alarm_type, zone),
            "snapshot": picture,
            "thumbnail": f"{picture}?w=50&h=50",
        }
    )


def _description(begin_us: int, pre_us: int, alarm_type: str, zone: ZoneInfo) -> str:
    """In English, as the document's, with the site's local time."""
    if not pre_us:
        return f"{alarm_type} Alarm"
    begin = datetime.fromtimestamp((begin_us - pre_us) // 1_000_000, zone)
    day, time = f"{begin.day:02}/{begin.month:02}/{begin.year}", f"{begin.hour:02}:{begin.minute:02}:{begin.second:02}"
    return f"{alarm_type} Alarm starts at {day} at {time}, with {plain(pre_us / 1e6):g}s pre-alarm"


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
