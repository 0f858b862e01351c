"""The rules of snapshots: what can be taken, who may see which, and the list by pages, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Rights, Stream
from ctserver.cameras.streams import largest
from ctserver.errors import Forbidden, InvalidField, NotRecorded, UnknownResource
from ctserver.http.fields import MAX_ID, iso, iso_exact
from ctserver.http.period import Period
from ctserver.recordings.archive import Archive
from ctserver.recordings.files import recorded_stream
from ctserver.recordings.intervals import Kind
from ctserver.snapshots.models import Snapshot

HREF = "/api/v1.2/snapshots"
SECOND = 1_000_000
PREFERRED: tuple[Kind, ...] = ("r", "a")
"""Whose stream is taken where a camera has recorded both."""


@dataclass(frozen=True, slots=True)
class Sought:
    cameras: list[int] | None
    period: Period
    user_id: int | None
    comment: str
    limit: int
    offset: int

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Times are compared as they are told, in whole seconds: who asks for the very time of a snapshot finds it."""
        begin, end = self.period.begin, self.period.end
        if begin is not None:
            yield Snapshot.at_us >= -(-begin // SECOND) * SECOND
        if end is not None:
            yield Snapshot.at_us < (end // SECOND + 1) * SECOND
        if self.cameras is not None:
            yield Snapshot.camera_id.in_(self.cameras)
        if self.user_id is not None:
            yield Snapshot.user_id == self.user_id
        if self.comment:
            yield Snapshot.folded.contains(self.comment.casefold(), autoescape=True)

    def paging(self, total: int) -> dict[str, object]:
        """Pages are counted from the first snapshot on; one that begins between two counts as the earlier."""
        last = max(0, total - 1) // self.limit
        told: dict[str, object] = {"first": self._page(), "count": last + 1, "current": self.offset // self.limit}
        told["last"] = self._page(last * self.limit)
        if self.offset + self.limit < total:
            told["next"] = self._page(self.offset + self.limit)
        if self.offset:
            told["previous"] = self._page(max(0, min(self.offset - self.limit, last * self.limit)))
        return told

    def _page(self, offset: int | None = None) -> str:
        asked = {
            "limit": self.limit,
            "offset": offset,
            "cameraId": None if self.cameras is None else ",".join(map(str, self.cameras)),
            "from": None if self.period.begin is None else iso_exact(self.period.begin),
            "to": None if self.period.end is None else iso_exact(self.period.end),
            "userId": self.user_id,
            "comment": self.comment or None,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return f"{HREF}?{urlencode(given, safe=',:')}"


_ROWS = select(*Snapshot.__table__.c).order_by(Snapshot.at_us.desc(), Snapshot.id.desc())
_PAGE = _ROWS.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))
_ROW = select(*Snapshot.__table__.c).where(Snapshot.id == bindparam("id"))
"""Composed once, since that takes longer than what they ask for."""
_COUNT = select(func.count()).select_from(Snapshot)


def snapshots(
    session: Session, catalogue: Catalogue, account: Account, sought: Sought
) -> tuple[list[dict[str, Any]], dict[str, object]]:
    """Those of the cameras that the user may see, and their pages."""
    conditions = list(sought.conditions())
    seen = [camera_id for camera_id in catalogue.timelines if catalogue.rights_of(account, camera_id).may_see]
    if len(seen) < len(catalogue.timelines):
        conditions.append(Snapshot.camera_id.in_(seen))
    connection = session.connection()  # past the ORM, which would make objects of rows that are only told
    page = {"limit": sought.limit, "offset": sought.offset}
    if conditions:
        total = connection.scalar(_COUNT.where(*conditions)) or 0
        rows = connection.execute(_PAGE.where(*conditions), page)
    else:
        total, rows = connection.scalar(_COUNT) or 0, connection.execute(_PAGE, page)
    return [told(row) for row in rows], sought.paging(total)


def told(row: Any) -> dict[str, Any]:
    """A `Snapshot`, or its columns, as on the wire."""
    return {
        "id": row.id,
        "time": iso(row.at_us),
        "userId": row.user_id,
        "ip": row.address,
        "cameraId": row.camera_id,
        "comment": row.comment,
        "updatable": row.comment is None,
        "imageUrl": f"{HREF}/{row.id}.jpg",
        "reportUrl": f"{HREF}/{row.id}.pdf",
    }


def told_one(session: Session, catalogue: Catalogue, account: Account, snapshot_id: int) -> dict[str, Any]:
    """UnknownResource also where the user may not know of the camera."""
    row = session.connection().execute(_ROW, {"id": snapshot_id}).first() if 0 < snapshot_id <= MAX_ID else None
    if row is None or not catalogue.rights_of(account, row.camera_id).may_see:
        raise UnknownResource("snapshot", snapshot_id)
    return told(row)


def find(session: Session, catalogue: Catalogue, account: Account, snapshot_id: int) -> tuple[Snapshot, Rights]:
    """UnknownResource also where the user may not know of the camera."""
    row = session.get(Snapshot, snapshot_id) if 0 < snapshot_id <= MAX_ID else None
    rights = catalogue.rights_of(account, row.camera_id) if row else Rights()
    if row is None or not rights.may_see:
        raise UnknownResource("snapshot", snapshot_id)
    return row, rights


def stream_at(archive: Archive, camera: Camera, rights: Rights, at_us: int) -> Stream:
    """Of which a snapshot shows an instant: the largest one now, what was recorded of it in the past.

    InvalidField for the future; NotRecorded where there is nothing of then; Forbidden where the user may not play it.
    """
    if at_us > archive.now:
        raise InvalidField("snapshot.time", "expected.past")
    if at_us == archive.now:
        return largest(camera.streams)
    if not rights.records:
        raise Forbidden(right="right.records")
    for kind in PREFERRED:
        stream = recorded_stream(camera, kind)
        if stream and archive.recorded_at(camera.id, at_us, kind):
            return stream
    raise NotRecorded(camera=camera.id, time=iso_exact(at_us))


def pictured(catalogue: Catalogue, row: Snapshot) -> tuple[Camera, Stream]:
    """The camera as it was then, and its stream; UnknownResource where there is neither any more."""
    camera = catalogue.camera(row.camera_id, row.at_us / 1e6)
    if camera is None:
        raise UnknownResource("snapshot", row.id)
    return camera, camera.stream(row.stream_id) or largest(camera.streams)
