"""The rules of protected records: what overlaps or meets is one."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.errors import InvalidField
from ctserver.precords.models import Precord
from ctserver.spans import Span

DAY = 86_400 * 1_000_000

Protected = Mapping[tuple[int, str], tuple[Span, ...]]
"""By camera and type, ascending, with a gap between each and the next."""


def read_protected(session: Session) -> Protected:
    spans: dict[tuple[int, str], tuple[Span, ...]] = {}
    for row in session.scalars(select(Precord).order_by(Precord.begin_us)):
        key = (row.camera_id, row.type)
        spans[key] = (*spans.get(key, ()), Span(row.begin_us, row.end_us))
    return MappingProxyType(spans)


def spared(begin: int, end: int, now: float, retention_days: float) -> Span | None:
    """What a record can spare of a time (microseconds of Unix time): all that retention has not taken yet, None for nothing.

    InvalidField for a time that has no length, or that is not over at `now` (seconds).
    """
    now_us = round(now * 1e6)
    if begin >= end:
        raise InvalidField("precord.to", "expected.later", other="precord.from")
    if end > now_us:
        raise InvalidField("precord.to", "expected.past")
    oldest = now_us - round(retention_days * DAY)
    return Span(max(begin, oldest), end) if oldest < end else None


def protect(session: Session, camera_id: int, kind: str, span: Span, comment: str | None) -> None:
    """From now on the recordings of that type in `span` (microseconds of Unix time) are kept.

    Records that it overlaps or meets become one with it, under the new comment; without one, under their latest.
    """
    of_camera = select(Precord).where(Precord.camera_id == camera_id, Precord.type == kind)
    meeting = of_camera.where(Precord.begin_us <= span.end, Precord.end_us >= span.begin)
    met = session.scalars(meeting.order_by(Precord.begin_us)).all()
    comments = (comment, *(row.comment for row in reversed(met)))
    one = Precord(
        camera_id=camera_id,
        type=kind,
        begin_us=min([span.begin, *(row.begin_us for row in met)]),
        end_us=max([span.end, *(row.end_us for row in met)]),
        comment=next(filter(None, comments), None),
    )
    for row in met:
        session.delete(row)
    session.add(one)
