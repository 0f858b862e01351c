from typing import Annotated

from fastapi import APIRouter, Depends, Query

from ctserver.auth.dependencies import identify, require
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentDatabase
from ctserver.tasks import service
from ctserver.tasks.schemas import TaskList, TaskOut, TaskStatus, TaskType

router = APIRouter(
    route_class=LateRoute, prefix="/tasks", tags=["Tasks"], dependencies=[Depends(identify), Depends(require("admin"))]
)


@router.get("")
async def list_tasks(
    database: CurrentDatabase,
    kind: Annotated[TaskType | None, Query(alias="type")] = None,
    status: TaskStatus | None = None,
) -> TaskList:
    """Which tasks run, wait, or have ended, newest first."""
    return service.chosen(database.remember(service.read_tasks), kind, status)


@router.get("/{task_id}")
async def read_task(task_id: int, database: CurrentDatabase) -> TaskOut:
    return service.find_task(database.remember(service.read_tasks), task_id)
