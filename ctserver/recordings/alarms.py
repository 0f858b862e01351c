"""What the alarms of cameras had recorded, as far as a span concerns it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.cameras.alarms import LONGEST_POST_US
from ctserver.cameras.models import LONGEST_US, Alarm
from ctserver.recordings.intervals import AlarmRow, alarm_spans
from ctserver.spans import Span

BEFORE = 60_000_000
"""What a camera keeps of the time before an alarm, at most."""
LONGEST = LONGEST_US + LONGEST_POST_US
"""From an alarm's beginning to the end of its recording, at most."""
REACH = 3 * LONGEST
MANY = 500
"""Cameras that a query names, at most."""


def read_alarm_spans(session: Session, cameras: Collection[int], span: Span, now: int) -> dict[int, list[Span]]:
    """By camera. A recording that `span` touches has its true beginning, however many alarms it is made of."""
    found: dict[int, list[Span]] = {}
    open_ones, reach = set(cameras), REACH
    while open_ones:
        since = span.begin - reach
        rows = _rows(session, open_ones, since, min(span.end + BEFORE, now))
        spans = {camera_id: alarm_spans(of_camera, now) for camera_id, of_camera in rows.items()}
        found |= spans
        # An alarm that began before `since` was recorded until this instant at most: only who began by then may have met it.
        open_ones = {camera_id for camera_id in spans if _may_begin_earlier(spans[camera_id], since + LONGEST, span)}
        reach *= 4
    return found


def _may_begin_earlier(spans: list[Span], settled: int, wanted: Span) -> bool:
    return bool(spans) and spans[0].begin <= settled and spans[0].end > wanted.begin


def _rows(session: Session, cameras: Collection[int], since: int, until: int) -> Mapping[int, list[AlarmRow]]:
    row = Alarm.__table__.c
    query = select(row.camera_id, row.begin_us, row.end_us, row.pre_us, row.post_us)
    query = query.where(row.begin_us > since, row.begin_us <= until)
    if len(cameras) <= MANY:
        query = query.where(row.camera_id.in_(cameras))
    rows: dict[int, list[AlarmRow]] = {camera_id: [] for camera_id in cameras}
    for camera_id, *alarm in session.connection().execute(query):
        if camera_id in rows:
            rows[camera_id].append(AlarmRow(*alarm))
    return rows
