from typing import Literal

from ctserver.http.wire import FrozenWire, Wire

TaskType = Literal["concat", "postindex", "purgecam", "repaircam", "sum", "kill"]
TaskStatus = Literal["new", "running", "aborted", "killed", "done"]


class TaskOut(FrozenWire):
    id: int
    type: TaskType
    status: TaskStatus
    updated: str
    progress: str
    """Such as `100%`."""
    user_id: int
    user_name: str


class TaskList(Wire):
    tasks: list[TaskOut]
