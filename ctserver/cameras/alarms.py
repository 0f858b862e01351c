"""Alarm conditions of cameras, now and in the past: rows with their instants, the one source of what is in alarm when.

Of each camera the newest rows are remembered, and are all that a live picture asks for. The past is read in blocks of ten
minutes when a picture of it is made. So neither depends on how many alarms there were.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, delete, func, literal, select
from sqlalchemy.orm import Session

from ctserver.cameras.aims import REACTION_US
from ctserver.cameras.models import LONGEST_US, Alarm, Camera
from ctserver.db import Database
from ctserver.spans import ALWAYS, Span, uncut

LONGEST_POST_US = 600_000_000
"""What a site file lets a camera record after an alarm, at most."""
KEPT = 100_000
"""Alarms that are kept of a camera."""
REMEMBERED_US = 15_000_000
"""How long before a camera's newest alarm what is remembered begins: streams that are shown late need not read."""
BLOCK_US = 600_000_000
BLOCKS = 256
_ALARM = Alarm.__table__.c


@dataclass(frozen=True, slots=True)
class Spell:
    """An alarm condition from `begin_us` to `end_us`, and what its recording holds before and after it; microseconds."""

    begin_us: int
    end_us: int
    pre_us: int
    post_us: int

    def holds(self, us: int) -> bool:
        return self.begin_us <= us < self.end_us


@dataclass(frozen=True, slots=True)
class Newest:
    """The spells that had not ended by `since_us`, in the order in which they began: all that is known from then on."""

    since_us: int
    spells: tuple[Spell, ...]


def end_us() -> ColumnElement[int]:
    """When an alarm ends, or will if nobody acknowledges it."""
    return func.coalesce(_ALARM.end_us, _ALARM.begin_us + literal(LONGEST_US, BigInteger))


def told(now: float) -> int:
    """The microsecond as of which a camera does what it is told now, seconds of Unix time.

    A tenth of a second later: by then it is known to all, so that a recording shows what was seen live. What the API says
    of alarms is as of that instant too, so that who has triggered one finds it.
    """
    return round(now * 1e6) + REACTION_US


def raise_alarms(
    session: Session, camera_ids: Collection[int], alarm_type: str, at_us: int, seconds: float | None = None
) -> list[int]:
    """The cameras of which an alarm begins at `at_us`. One that is in alarm of that type already goes on, to the later end.

    It lasts until it is acknowledged where no `seconds` are given, and for LONGEST_US at most.
    """
    # A clock that was put back: what it has not come to yet has not happened. What is due next may be there already.
    session.execute(delete(Alarm).where(Alarm.camera_id.in_(camera_ids), Alarm.begin_us > at_us + REMEMBERED_US))
    ends = None if seconds is None else at_us + min(round(seconds * 1e6), LONGEST_US)
    recorded = session.scalars(_recorded(camera_ids, at_us)).all()
    lasting = {row.camera_id: row for row in recorded if row.type == alarm_type and _end_of(row) > at_us}
    for row in lasting.values():
        row.end_us = _later(row, ends)
    fresh = [camera_id for camera_id in camera_ids if camera_id not in lasting]
    kept = select(Camera.id, Camera.pre_alarm_seconds, Camera.post_alarm_seconds).where(Camera.id.in_(fresh))
    within = {row.camera_id for row in recorded}
    session.add_all(
        Alarm(
            camera_id=camera_id, begin_us=at_us, end_us=ends, type=alarm_type, **_kept(pre, post, camera_id in within)
        )
        for camera_id, pre, post in session.execute(kept)
    )
    _forget_oldest(session, fresh)
    return fresh


def acknowledge(session: Session, camera_ids: Collection[int], at_us: int) -> list[int]:
    """The cameras that were in alarm; they are no longer from `at_us` on."""
    lasting = [row for row in session.scalars(_recorded(camera_ids, at_us)) if _end_of(row) > at_us]
    for row in lasting:
        row.end_us = at_us
    return list(dict.fromkeys(row.camera_id for row in lasting))


def _recorded(camera_ids: Collection[int], us: int) -> Select[Any]:
    """The alarms whose recordings run at an instant."""
    began = Alarm.begin_us.between(us - LONGEST_US - LONGEST_POST_US, us)
    return select(Alarm).where(Alarm.camera_id.in_(camera_ids), began, end_us() + Alarm.post_us >= us)


def _end_of(row: Alarm) -> int:
    return row.begin_us + LONGEST_US if row.end_us is None else row.end_us


def _later(row: Alarm, ends: int | None) -> int | None:
    if row.end_us is None or ends is None:
        return None
    return min(max(row.end_us, ends), row.begin_us + LONGEST_US)


def _kept(pre: float, post: float, within: bool) -> dict[str, int]:
    """What a recording holds before and after its alarm; nothing before where it goes on `within` another's."""
    return {"pre_us": 0 if within else round(pre * 1e6), "post_us": round(post * 1e6)}


def _forget_oldest(session: Session, camera_ids: Collection[int]) -> None:
    of_camera = select(Alarm.camera_id).where(Alarm.camera_id.in_(camera_ids)).group_by(Alarm.camera_id)
    for camera_id in session.scalars(of_camera.having(func.count() > KEPT)).all():
        newest_first = select(Alarm.begin_us).where(Alarm.camera_id == camera_id).order_by(Alarm.begin_us.desc())
        oldest = newest_first.offset(KEPT - 1).limit(1).scalar_subquery()
        session.execute(delete(Alarm).where(Alarm.camera_id == camera_id, Alarm.begin_us < oldest))


class Alarms:
    """Used by worker threads. What concerns the present is remembered, so that the event loop may ask for it too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._block = lru_cache(maxsize=BLOCKS)(self._read_block)

    def at(self, camera_id: int, seconds: float) -> bool:
        """Whether the camera is in alarm at an instant of Unix time."""
        return self.lasts(camera_id, round(seconds * 1e6))

    def lasts(self, camera_id: int, us: int) -> bool:
        return any(spell.holds(us) for spell in self._around(camera_id, us)[1])

    def steady(self, camera_id: int, us: int) -> Span:
        """Around an instant: in all of it the camera is in alarm, or it is not, as far as is known."""
        span, spells = self._around(camera_id, us)
        return uncut(span, us, (edge for spell in spells for edge in (spell.begin_us, spell.end_us)))

    def _around(self, camera_id: int, us: int) -> tuple[Span, tuple[Spell, ...]]:
        """A span that an instant is in, and the spells that lasted in any part of it."""
        newest = self._database.remember(_read_newest).get(camera_id)
        if newest is None:
            return ALWAYS, ()
        if us >= newest.since_us:
            return Span(newest.since_us, ALWAYS.end), newest.spells
        block = us // BLOCK_US
        begin, end = block * BLOCK_US, (block + 1) * BLOCK_US
        is_complete = end <= newest.since_us  # nothing can be added to it any more
        known = self._block(camera_id, block, None if is_complete else newest)
        return Span(begin, end), known

    def last(self, camera_id: int, us: int) -> Spell | None:
        """The alarm that began last, at the microsecond `us` at the latest."""
        newest = self._database.remember(_read_newest).get(camera_id)
        if newest is None:
            return None
        for spell in reversed(newest.spells):
            if spell.begin_us <= us:
                return spell
        began = select(*_COLUMNS).where(Alarm.camera_id == camera_id, Alarm.begin_us <= us)
        with self._database.session() as session:
            row = session.execute(began.order_by(Alarm.begin_us.desc(), Alarm.id.desc()).limit(1)).first()
        return _spell(row) if row else None

    def _read_block(self, camera_id: int, block: int, _newest: Newest | None) -> tuple[Spell, ...]:
        """`_newest` tells apart what was read before and after an alarm."""
        begin, end = block * BLOCK_US, (block + 1) * BLOCK_US
        began = Alarm.begin_us >= begin - LONGEST_US, Alarm.begin_us < end
        with self._database.session() as session:
            rows = session.execute(select(*_COLUMNS).where(Alarm.camera_id == camera_id, *began, end_us() > begin))
            return tuple(map(_spell, rows))


_COLUMNS = (_ALARM.begin_us, end_us(), _ALARM.pre_us, _ALARM.post_us)


def _read_newest(session: Session) -> Mapping[int, Newest]:
    """By camera. Past the ORM, since it is read before the server is ready."""
    camera = Camera.__table__.c
    last = select(func.max(_ALARM.begin_us)).where(_ALARM.camera_id == camera.id).scalar_subquery()
    newest = select(camera.id, last.label("begin_us")).subquery()
    since = newest.c.begin_us - literal(REMEMBERED_US, BigInteger)
    joined = (_ALARM.camera_id == newest.c.id) & (_ALARM.begin_us >= since - literal(LONGEST_US, BigInteger))
    rows = select(newest.c.id, *_COLUMNS).join(Alarm.__table__, joined).where(end_us() > since)
    spells: dict[int, list[Spell]] = {}
    for row in session.connection().execute(rows.order_by(newest.c.id, _ALARM.begin_us, _ALARM.id)):
        spells.setdefault(row[0], []).append(_spell(row[1:]))
    return MappingProxyType({camera_id: _newest(known) for camera_id, known in spells.items()})


def _newest(spells: Iterable[Spell]) -> Newest:
    known = tuple(spells)
    return Newest(known[-1].begin_us - REMEMBERED_US, known)


def _spell(row: Any) -> Spell:
    return Spell(*row)
