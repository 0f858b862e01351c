"""Protected records in a site file."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.precords.service import protect
from ctserver.sites.section import At, Id, Misplaced, Section
from ctserver.spans import Span

LONGEST = 31 * 86_400 * 1_000_000


class PrecordSection(Section):
    """Of the time from `minutes_ago` on, for `seconds`; or from `begin` to `end`."""

    camera: Id
    type: Literal["a", "r"] = "r"
    minutes_ago: Annotated[float, Field(gt=0, le=525_600)] | None = None
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None
    begin: Annotated[At, Field(ge=0)] | None = None
    end: At | None = None
    comment: Annotated[str, Field(min_length=1, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _is_of_one_time(self) -> "PrecordSection":
        told = {name for name in ("minutes_ago", "seconds", "begin", "end") if getattr(self, name) is not None}
        if told not in ({"minutes_ago", "seconds"}, {"begin", "end"}):
            raise ValueError("expected either minutes_ago and seconds, or begin and end")
        if self.begin is not None and self.end is not None and not 0 < self.end - self.begin <= LONGEST:
            raise Misplaced(("end",), "expected a date after begin, by 31 days at most")
        return self

    def span(self, now: float) -> Span:
        """`now` in seconds of Unix time."""
        if self.begin is not None and self.end is not None:
            return Span(self.begin, self.end)
        begin = round((now - (self.minutes_ago or 0) * 60) * 1e6)
        return Span(begin, begin + round((self.seconds or 0) * 1e6))


def check_precords(sections: list[PrecordSection], cameras: set[int]) -> None:
    """Misplaced for a camera that there is not."""
    for number, section in enumerate(sections):
        if section.camera not in cameras:
            raise Misplaced(("precords", number, "camera"), f"expected the id of a camera, got {section.camera}")


def seed_precords(session: Session, sections: list[PrecordSection], now: float) -> None:
    for section in sections:
        protect(session, section.camera, section.type, section.span(now), section.comment)
