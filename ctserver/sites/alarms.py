"""Alarms in a site file: those that it names, and a week of motion by the rule that goes on when the server runs."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.alarms.motion import motions
from ctserver.cameras.changes import WITH_VIDEO
from ctserver.cameras.models import LONGEST_US, MOTION, Alarm, Camera, CameraChange
from ctserver.sites.rows import Row, insert_rows
from ctserver.sites.section import At, Id, Misplaced, Section, distinct

WEEK_US = 7 * 86_400_000_000
AlarmType = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")]
MinutesAgo = Annotated[float, Field(gt=0, le=43200)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class AlarmSection(Section):
    """A camera's alarm before the server's first start."""

    minutes_ago: MinutesAgo
    seconds: Seconds = 30
    type: AlarmType = MOTION


class ListedAlarmSection(Section):
    """One of the site's list, at a date or so many minutes ago."""

    id: Id | None = None
    camera: Id
    at: At | None = None
    minutes_ago: MinutesAgo | None = None
    seconds: Seconds = 30
    type: AlarmType = MOTION

    @model_validator(mode="after")
    def _is_at_one_instant(self) -> "ListedAlarmSection":
        if (self.at is None) == (self.minutes_ago is None):
            raise ValueError("expected either at or minutes_ago")
        return self


def check_alarms(sections: list[ListedAlarmSection], cameras: set[int]) -> None:
    """Misplaced for a camera that there is not, and for an id that stands twice, or on some alarms only."""
    numbered = [section for section in sections if section.id is not None]
    distinct("alarm", "id", numbered, "alarms")
    for number, section in enumerate(sections):
        if section.camera not in cameras:
            raise Misplaced(
                ("alarms", number, "camera"), f"expected the id of one of the cameras, got {section.camera}"
            )
        if numbered and section.id is None:
            raise Misplaced(("alarms", number), "expected an id, as the other alarms have")


def alarm_row(camera_id: int, begin_us: int, end_us: int | None, alarm_type: str = MOTION) -> Row:
    """Without what its recording holds."""
    return {"camera_id": camera_id, "begin_us": begin_us, "end_us": end_us, "type": alarm_type}


def ago(section: AlarmSection, camera_id: int, now: float) -> Row:
    begin = now - section.minutes_ago * 60
    return alarm_row(camera_id, round(begin * 1e6), round((begin + section.seconds) * 1e6), section.type)


def seed_alarms(
    session: Session,
    listed: list[ListedAlarmSection],
    own: Iterable[Row],
    cameras: list[Camera],
    seed: int,
    now: float,
) -> None:
    """What the site lists, what its cameras have of their `own`, and a week of motion before `now`, seconds of Unix time.

    To be called when the cameras' other history is there: one that was away has seen nothing.
    """
    us = round(now * 1e6)
    watching = [camera for camera in cameras if camera.motion_per_hour and not camera.is_ignored]
    rows = [*own, *_moved(session, watching, seed, us)]
    numbered = [_listed(section, us) for section in listed if section.id]
    rows += [_listed(section, us) for section in listed if not section.id]
    complete = list(_recorded(cameras, sorted([*numbered, *rows], key=itemgetter("begin_us"))))
    insert_rows(session, Alarm, (row for row in complete if "id" in row))
    insert_rows(session, Alarm, (row for row in complete if "id" not in row))  # numbered as they happened


def _listed(section: ListedAlarmSection, now_us: int) -> Row:
    begin = section.at if section.at is not None else now_us - round((section.minutes_ago or 0) * 60e6)
    row = alarm_row(section.camera, begin, begin + round(section.seconds * 1e6), section.type)
    return row | {"id": section.id} if section.id else row


def _moved(session: Session, cameras: list[Camera], seed: int, now_us: int) -> Iterator[Row]:
    changes = _conditions(session, cameras)
    for camera in cameras:
        instants, conditions = changes[camera.id]
        for motion in motions(seed, camera.id, camera.motion_per_hour, now_us - WEEK_US, now_us):
            if conditions[bisect_right(instants, motion.begin_us)] in WITH_VIDEO:
                yield alarm_row(camera.id, motion.begin_us, motion.end_us)


def _conditions(session: Session, cameras: list[Camera]) -> dict[int, tuple[list[int], list[str]]]:
    """By camera, when its condition changed, and what it was before the first change and after each."""
    found: dict[int, tuple[list[int], list[str]]] = {camera.id: ([], [camera.condition]) for camera in cameras}
    row = CameraChange.__table__.c
    query = select(row.camera_id, row.at_us, row.value).where(row.field == "condition", row.camera_id.in_(found))
    for camera_id, at_us, value in session.connection().execute(query.order_by(row.at_us, row.id)):
        instants, conditions = found[camera_id]
        instants.append(at_us)
        conditions.append(value)
    return found


def _recorded(cameras: list[Camera], rows: Iterable[Row]) -> Iterator[Row]:
    """Rows in their order, with what their recordings hold; one that falls into another's has no beginning of its own."""
    kept = {
        camera.id: (round(camera.pre_alarm_seconds * 1e6), round(camera.post_alarm_seconds * 1e6)) for camera in cameras
    }
    until: dict[int, int] = {}
    for row in rows:
        camera_id, begin = row["camera_id"], row["begin_us"]
        pre, post = kept[camera_id]
        end = begin + LONGEST_US if row["end_us"] is None else row["end_us"]
        within = until.get(camera_id, 0) >= begin
        until[camera_id] = max(until.get(camera_id, 0), end + post)
        yield row | {"pre_us": 0 if within else pre, "post_us": post}
