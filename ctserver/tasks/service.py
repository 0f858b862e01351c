"""The rules of tasks. Who does long work adds one, says how far it has come, and ends it."""

from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.errors import UnknownResource
from ctserver.http.fields import iso
from ctserver.tasks.models import Task
from ctserver.tasks.schemas import TaskList, TaskOut, TaskStatus, TaskType

MOST = 1000
"""Tasks of a list, the newest first: the document has no pages here."""
Tasks = Mapping[int, TaskOut]
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


def read_tasks(session: Session) -> Tasks:
    """By number, the newest first."""
    return MappingProxyType({task.id: _shown(task) for task in session.scalars(select(Task).order_by(Task.id.desc()))})


def chosen(tasks: Tasks, kind: TaskType | None, status: TaskStatus | None) -> TaskList:
    found = (task for task in tasks.values() if kind in (None, task.type) and status in (None, task.status))
    return TaskList(tasks=list(islice(found, MOST)))


def find_task(tasks: Tasks, task_id: int) -> TaskOut:
    if task_id not in tasks:
        raise UnknownResource("task", task_id)
    return tasks[task_id]


def _shown(task: Task) -> TaskOut:
    same = {name: getattr(task, name) for name in ("id", "type", "status", "user_id", "user_name")}
    return TaskOut(**same, updated=iso(task.updated_us), progress=f"{task.percent}%")
