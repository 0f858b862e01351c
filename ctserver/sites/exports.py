"""External disks and finished exports in a site file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, ValidationInfo, model_validator
from sqlalchemy.orm import Session

from ctserver.auth.models import User
from ctserver.exports.models import Export, ExportDisk
from ctserver.sites.section import At, Id, Misplaced, Name, Section, context_of
from ctserver.spans import Span

LONGEST = 86_400 * 1_000_000


def _path(name: object, info: ValidationInfo) -> str:
    if not isinstance(name, str) or not name or "\0" in name:
        raise ValueError("expected the path of a directory, from the site file's directory on")
    return str(context_of(info).directory / Path(name))


class DiskSection(Section):
    """Without `path` it is a directory below the data directory, which takes `size` bytes."""

    id: Id
    name: Name
    path: Annotated[str | None, PlainValidator(_path)] = None
    fstype: Name = "ext4"
    size: Annotated[int, Field(ge=0, lt=2**63)] | None = None

    @model_validator(mode="after")
    def _has_a_size(self) -> "DiskSection":
        if self.path is None and self.size is None:
            raise Misplaced(("size",), "expected the size in bytes of a disk that has no path")
        return self


class ExportSection(Section):
    """Of the time from `minutes_ago` on, for `seconds`; or from `begin` to `end`. Made when that was over, unless told."""

    id: Id
    camera: Id
    type: Literal["a", "r"] = "r"
    disk: Id | None = None
    minutes_ago: Annotated[float, Field(gt=0, le=525_600)] | None = None
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None
    begin: Annotated[At, Field(ge=0)] | None = None
    end: At | None = None
    created: At | None = None
    created_minutes_ago: Annotated[float, Field(ge=0, le=525_600)] | None = None
    comment: Annotated[str, Field(max_length=2000)] = ""
    user: Name
    archived: bool = False

    @model_validator(mode="after")
    def _is_of_one_time(self) -> "ExportSection":
        told = {name for name in ("minutes_ago", "seconds", "begin", "end") if getattr(self, name) is not None}
        if told not in ({"minutes_ago", "seconds"}, {"begin", "end"}):
            raise ValueError("expected either minutes_ago and seconds, or begin and end")
        if self.begin is not None and self.end is not None and not 0 < self.end - self.begin <= LONGEST:
            raise Misplaced(("end",), "expected a date after begin, by a day at most")
        if self.created is not None and self.created_minutes_ago is not None:
            raise ValueError("expected created or created_minutes_ago, one of them")
        return self

    def span(self, now_us: int) -> Span:
        if self.begin is not None and self.end is not None:
            return Span(self.begin, self.end)
        begin = now_us - round((self.minutes_ago or 0) * 60e6)
        return Span(begin, begin + round((self.seconds or 0) * 1e6))

    def created_us(self, now_us: int) -> int:
        if self.created_minutes_ago is not None:
            return now_us - round(self.created_minutes_ago * 60e6)
        return self.span(now_us).end if self.created is None else self.created


def check_exports(sections: list[ExportSection], cameras: set[int], disks: set[int], users: set[str]) -> None:
    """Misplaced for a camera, a disk or a user that there is not."""
    for number, section in enumerate(sections):
        known: dict[str, set[int] | set[str]] = {"camera": cameras, "disk": disks | {None}, "user": users}  # type: ignore[arg-type]
        for name, values in known.items():
            value = getattr(section, name)
            if value not in values:
                raise Misplaced(("exports", number, name), f"expected one of the {name}s, got {value}")


def seed_exports(
    session: Session, disks: list[DiskSection], sections: list[ExportSection], users: list[User], now: float
) -> None:
    """Their files are made when somebody asks for them: a start need not wait for it."""
    session.add_all(ExportDisk(**section.values()) for section in disks)
    session.flush()
    session.add_all(_rows(sections, {user.name: user.id for user in users}, int(now) * 1_000_000))


def _rows(sections: list[ExportSection], users: dict[str, int], now_us: int) -> Iterator[Export]:
    for section in sections:
        span = section.span(now_us)
        yield Export(
            id=section.id, camera_id=section.camera, disk_id=section.disk, begin_us=span.begin, end_us=span.end,
            type=section.type, comment=section.comment, created_us=section.created_us(now_us), state="listed", percent=100,
            size=0, md5sum=None, archived=section.archived, user_id=users[section.user], task_id=None, sum_task_id=None,
        )  # fmt: skip
