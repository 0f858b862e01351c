"""What the tables say of jobs: each word is a unit of work of its own, and one on a job that is not so any more is not said."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.exports.models import Export
from ctserver.exports.plan import Job, job_of
from ctserver.exports.service import end_task
from ctserver.tasks.models import Task
from ctserver.tasks.service import add_task, set_progress

Place = tuple[int | None, int]
"""A disk and an export: where a file lies."""


_EXPORT, _TASK = Export.__table__.c, Task.__table__.c
"""A start finds out past the ORM that there is nothing to do."""


class Ledger:
    """Blocks: not for the event loop."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take(self) -> Job | None:
        """The next job, which is running from now on: of the user who has the fewest that run, the one that waits for longest."""
        with self._database.session(write=True) as session:
            asked = select(_EXPORT.id, _EXPORT.state, _EXPORT.user_id, _EXPORT.task_id)
            pending = session.connection().execute(asked.where(_EXPORT.state.in_(("queued", "running")))).all()
            busy = Counter(known.user_id for known in pending if known.state == "running")
            waiting = [known for known in pending if known.state == "queued"]
            if not waiting:
                return None
            row = session.get_one(Export, min(waiting, key=lambda known: (busy[known.user_id], known.task_id or 0)).id)
            row.state = "running"
            self._progress(session, row.task_id, 0)
            return job_of(row)

    def listed(self, export_id: int) -> Job | None:
        """An export whose file has not been made yet."""
        with self._database.session() as session:
            row = session.get(Export, export_id)
            return job_of(row) if row and row.state == "listed" else None

    def tell(self, job: Job, percent: int) -> None:
        with self._database.session(write=True) as session:
            row = self._row(session, job)
            if row and row.state == "running":
                row.percent = percent
                self._progress(session, row.task_id, percent)

    def finish(self, job: Job, size: int) -> bool:
        """False where the file is not wanted any more."""
        with self._database.session(write=True) as session:
            row = self._row(session, job)
            if row is None or row.archived:
                return False
            row.state, row.percent, row.size = "done", 100, size
            end_task(session, row.task_id, self._clock.now(), "done")
            return True

    def fail(self, job: Job) -> None:
        """The disk would not have it. How far it had come stays told."""
        with self._database.session(write=True) as session:
            row = self._row(session, job)
            if row:
                row.percent = row.percent if row.state == "running" else 0
                row.state = "failed"
                end_task(session, row.task_id, self._clock.now(), "aborted")

    def abort(self, job: Job) -> bool:
        """It was cancelled; whether it has a file all the same. One that was listed can be made another time."""
        with self._database.session(write=True) as session:
            row = self._row(session, job)
            if row and row.state == "running":
                self._abort(session, row)
            return row is not None and row.state == "done"

    def abort_running(self) -> list[Place]:
        """All that a server was at when it ended."""
        with self._database.session(write=True) as session:
            read = session.connection().scalars
            summed = select(_TASK.id).where(_TASK.status == "running", _TASK.id.in_(select(_EXPORT.sum_task_id)))
            rows = [
                session.get_one(Export, known) for known in read(select(_EXPORT.id).where(_EXPORT.state == "running"))
            ]
            for row in rows:
                self._abort(session, row)
            for task_id in read(summed).all():
                end_task(session, task_id, self._clock.now(), "aborted")
            return [(row.disk_id, row.id) for row in rows]

    def give_back(self) -> None:
        """What has been taken and not begun waits again. To call when all that was begun has ended."""
        with self._database.session(write=True) as session:
            for row in session.scalars(select(Export).where(Export.state == "running")).all():
                row.state = "queued"
                task = session.get(Task, row.task_id)
                if task:
                    task.status = "new"

    def with_file(self) -> list[Place]:
        with self._database.connect() as connection:
            query = select(_EXPORT.disk_id, _EXPORT.id).where(_EXPORT.state == "done", _EXPORT.archived.is_(False))
            return [(disk_id, export_id) for disk_id, export_id in connection.execute(query)]

    def known_sum(self, export_id: int) -> str | None:
        with self._database.session() as session:
            row = session.get(Export, export_id)
            return row.md5sum if row else None

    def begin_sum(self, export_id: int, account: Account) -> int:
        """The number of its task."""
        with self._database.session(write=True) as session:
            task = add_task(session, "sum", account, self._clock.now())
            set_progress(task, 0, self._clock.now())
            row = session.get(Export, export_id)
            if row:
                row.sum_task_id = task.id
            return task.id

    def end_sum(self, export_id: int, task_id: int, md5sum: str | None) -> None:
        """None where it was not to be had."""
        with self._database.session(write=True) as session:
            end_task(session, task_id, self._clock.now(), "done" if md5sum else "aborted")
            row = session.get(Export, export_id)
            if row and row.sum_task_id == task_id and row.state == "done":
                row.md5sum = md5sum

    def _row(self, session: Session, job: Job) -> Export | None:
        row = session.get(Export, job.export_id)
        return row if row and row.task_id == job.task_id and row.state in ("running", "listed") else None

    def _abort(self, session: Session, row: Export) -> None:
        row.state = "aborted"
        end_task(session, row.task_id, self._clock.now(), "aborted")

    def _progress(self, session: Session, task_id: int | None, percent: int) -> None:
        task = session.get(Task, task_id) if task_id is not None else None
        if task:
            set_progress(task, percent, self._clock.now())
