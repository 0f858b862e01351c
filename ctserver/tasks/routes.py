from typing import Annotated

from fastapi import APIRouter, Depends, Query

from ctserver.auth.dependencies import identify, require
from ctserver.http.session import ReadingSession
from ctserver.tasks import service
from ctserver.tasks.schemas import TaskList, TaskOut, TaskStatus, TaskType

router = APIRouter(prefix="/tasks", tags=["Tasks"], dependencies=[Depends(identify), Depends(require("admin"))])


@router.get("")
def list_tasks(
    session: ReadingSession,
    kind: Annotated[TaskType | None, Query(alias="type")] = None,
    status: TaskStatus | None = None,
) -> TaskList:
    """Which tasks run, wait, or have ended, newest first."""
    return service.list_tasks(session, kind, status)


@router.get("/{task_id}")
def read_task(task_id: int, session: ReadingSession) -> TaskOut:
    return service.find_task(session, task_id)
