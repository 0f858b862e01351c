"""Tasks in a site file: what the server did, or left undone, before its first start."""

from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.auth.models import User
from ctserver.sites.section import At, Id, Misplaced, Name, Section
from ctserver.tasks.models import Task
from ctserver.tasks.schemas import TaskStatus, TaskType


class TaskSection(Section):
    id: Id
    type: TaskType
    status: TaskStatus = "done"
    progress: Annotated[int, Field(ge=0, le=100)] = 100
    user: Name
    minutes_ago: Annotated[float, Field(ge=0, le=525_600)] | None = None
    updated: At | None = None

    @model_validator(mode="after")
    def _is_of_one_time(self) -> "TaskSection":
        if (self.minutes_ago is None) == (self.updated is None):
            raise ValueError("expected minutes_ago or updated, one of them")
        if self.status == "done" and self.progress != 100:
            raise Misplaced(("progress",), "expected 100 of a task that is done")
        return self


def check_tasks(sections: list[TaskSection], users: set[str]) -> None:
    """Misplaced for a user that there is not."""
    for number, section in enumerate(sections):
        if section.user not in users:
            raise Misplaced(("tasks", number, "user"), f"expected one of the users, got {section.user}")


def seed_tasks(session: Session, sections: list[TaskSection], users: list[User], now: float) -> None:
    ids = {user.name: user.id for user in users}
    session.add_all(
        Task(
            id=section.id,
            type=section.type,
            status=section.status,
            percent=section.progress,
            updated_us=section.updated or round((now - (section.minutes_ago or 0) * 60) * 1e6),
            user_id=ids[section.user],
            user_name=section.user,
        )
        for section in sections
    )
