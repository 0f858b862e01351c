"""The wire shapes of snapshots."""

from ctserver.http.fields import Instant, Text, Whole
from ctserver.http.wire import Wire, WireBody


class SnapshotIn(Wire):
    camera_id: Whole
    time: Instant | None = None
    comment: Text | None = None


class SnapshotBody(WireBody):
    snapshot: SnapshotIn


class RemarkIn(Wire):
    comment: Text | None


class RemarkBody(WireBody):
    snapshot: RemarkIn


class SnapshotOut(Wire):
    id: int
    time: str
    user_id: int
    ip: str
    camera_id: int
    comment: str | None
    updatable: bool
    image_url: str
    report_url: str


class SnapshotAnswer(Wire):
    snapshot: SnapshotOut


class Paging(Wire):
    """`count` of pages, `current` the index of this one; `next` and `previous` where there is one."""

    first: str
    count: int
    current: int
    last: str
    next: str | None = None
    previous: str | None = None


class SnapshotList(Wire):
    snapshots: list[SnapshotOut]
    paging: Paging
