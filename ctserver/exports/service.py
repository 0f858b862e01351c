"""The rules of exports: what may be asked for, and what a row becomes when it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.errors import ExportUnfinished, InvalidField, UnknownResource
from ctserver.exports.models import Export
from ctserver.exports.schemas import ExportIn, ExportOut
from ctserver.http.fields import iso, iso_exact
from ctserver.tasks.models import Task
from ctserver.tasks.service import ENDED, add_task, finish

HOUR = 3600 * 1_000_000
LONGEST_HOURS = 24
"""Of an export's time, at most."""
DONE, PENDING = ("done", "listed"), ("queued", "running")


@dataclass(frozen=True, slots=True)
class Entry:
    """An export as requests see it; instants in microseconds of Unix time."""

    id: int
    camera_id: int
    disk_id: int | None
    begin_us: int
    end_us: int
    state: str
    shown: ExportOut


Exports = Mapping[int, Entry]


def read_exports(session: Session) -> Exports:
    """By number, the oldest first."""
    return MappingProxyType({row.id: _entry(row) for row in session.scalars(select(Export).order_by(Export.id))})


def chosen(exports: Iterable[Entry], cameras: list[int] | None, begin: int | None, end: int | None) -> list[Entry]:
    """Of some cameras, or of all; those whose time touches the one from `begin` to `end`, where it is bounded."""
    return [
        entry
        for entry in exports
        if (cameras is None or entry.camera_id in cameras)
        and (begin is None or entry.end_us >= begin)
        and (end is None or entry.begin_us <= end)
    ]


def check_interval(begin: int, end: int, now: float) -> None:
    """InvalidField for a time that has no length, that is not over at `now` (seconds), or that is too long."""
    if begin >= end:
        raise InvalidField("export.to", "expected.later", other="export.from")
    if end > round(now * 1e6):
        raise InvalidField("export.to", "expected.past")
    if end - begin > LONGEST_HOURS * HOUR:
        raise InvalidField("export.to", "expected.within_hours", other="export.from", hours=LONGEST_HOURS)


def check_finished(entry: Entry) -> None:
    """ExportUnfinished for one that has no file yet; UnknownResource for one that has none any more."""
    if entry.shown.archived:
        raise UnknownResource("export_file", entry.id)
    if entry.state not in DONE:
        raise ExportUnfinished(export=entry.id)


def add(session: Session, asked: ExportIn, account: Account, now: float) -> Export:
    """It waits for its turn, with its task."""
    row = Export(
        camera_id=asked.camera_id, disk_id=asked.disk_id, begin_us=asked.begin, end_us=asked.end, type=asked.type,
        comment=asked.comment or "", created_us=round(now * 1e6), sum_task_id=None,
    )  # fmt: skip
    _launch(session, row, account, now)
    session.add(row)
    session.flush()
    return row


def relaunch(session: Session, export_id: int, account: Account, now: float) -> Export:
    """As `add`, of one that has ended; ExportUnfinished for one that has not."""
    row = found(session, export_id)
    if row.state in PENDING:
        raise ExportUnfinished(export=export_id)
    _launch(session, row, account, now)
    return row


def archive(session: Session, export_id: int) -> Export:
    """Its file is to go; ExportUnfinished for one that waits, or is being written."""
    row = found(session, export_id)
    if row.state in PENDING:
        raise ExportUnfinished(export=export_id)
    row.archived = True
    return row


def remove(session: Session, export_id: int, now: float) -> Export:
    """The task that writes it is killed."""
    row = found(session, export_id)
    end_task(session, row.task_id, now, "killed")
    session.delete(row)
    return row


def found(session: Session, export_id: int) -> Export:
    """As it is in this unit of work; UnknownResource for one that has gone meanwhile."""
    row = session.get(Export, export_id)
    if row is None:
        raise UnknownResource("export", export_id)
    return row


def end_task(session: Session, task_id: int | None, now: float, status: str) -> None:
    """Unless it has ended, or is gone."""
    task = session.get(Task, task_id) if task_id is not None else None
    if task and task.status not in ENDED:
        finish(task, now, status)  # type: ignore[arg-type]


def shown(row: Export) -> ExportOut:
    """Dates with as many digits of a fraction as it takes."""
    url = f"/api/v1.2/exports/{row.id}"
    told = {"from": iso_exact(row.begin_us), "to": iso_exact(row.end_us), "createdAt": iso(row.created_us)}
    same = {name: getattr(row, name) for name in ("id", "camera_id", "disk_id", "type", "comment", "size", "md5sum")}
    same |= {"p100": row.percent, "archived": row.archived, "download_url": f"{url}/download", "url": url}
    return ExportOut.model_validate(same | told)


def _entry(row: Export) -> Entry:
    return Entry(row.id, row.camera_id, row.disk_id, row.begin_us, row.end_us, row.state, shown(row))


def _launch(session: Session, row: Export, account: Account, now: float) -> None:
    row.state, row.percent, row.size, row.md5sum, row.archived = "queued", 0, 0, None, False
    row.user_id, row.task_id = account.id, add_task(session, "concat", account, now).id
