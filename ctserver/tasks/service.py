"""The rules of tasks. Who does long work adds one, says how far it has come, and ends it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.errors import UnknownResource
from ctserver.http.fields import MAX_ID, iso
from ctserver.tasks.models import Task
from ctserver.tasks.schemas import TaskList, TaskOut, TaskStatus, TaskType

MOST = 1000
"""Tasks of a list, the newest first: the document has no pages here."""
ENDED = ("aborted", "killed", "done")


def add_task(session: Session, kind: TaskType, account: Account, now: float) -> Task:
    """A task that waits for its turn; it has its number when this returns. `now` in seconds of Unix time."""
    task = Task(
        type=kind, status="new", updated_us=round(now * 1e6), percent=0, user_id=account.id, user_name=account.name
    )
    session.add(task)
    session.flush()
    return task


def set_progress(task: Task, percent: int, now: float) -> None:
    """The task runs. ValueError for one that has ended, and beyond 0 to 100."""
    if task.status in ENDED or not 0 <= percent <= 100:
        raise ValueError(f"expected 0 to 100 percent of a task that has not ended, got {percent} of {task.status}")
    task.status, task.percent, task.updated_us = "running", percent, round(now * 1e6)


def finish(task: Task, now: float, status: TaskStatus = "done") -> None:
    """`done` is all of it; `aborted` and `killed` leave the progress where it was. ValueError for no end, or a second."""
    if status not in ENDED or task.status in ENDED:
        raise ValueError(f"expected a task to end once, as {', '.join(ENDED)}; got {status} after {task.status}")
    task.status, task.updated_us = status, round(now * 1e6)
    task.percent = 100 if status == "done" else task.percent


def list_tasks(session: Session, kind: TaskType | None, status: TaskStatus | None) -> TaskList:
    query = select(Task).order_by(Task.id.desc()).limit(MOST)
    if kind is not None:
        query = query.where(Task.type == kind)
    if status is not None:
        query = query.where(Task.status == status)
    return TaskList(tasks=[_shown(task) for task in session.scalars(query)])


def find_task(session: Session, task_id: int) -> TaskOut:
    task = session.get(Task, task_id) if 0 < task_id <= MAX_ID else None
    if task is None:
        raise UnknownResource("task", task_id)
    return _shown(task)


def _shown(task: Task) -> TaskOut:
    same = {name: getattr(task, name) for name in ("id", "type", "status", "user_id", "user_name")}
    return TaskOut(**same, updated=iso(task.updated_us), progress=f"{task.percent}%")
