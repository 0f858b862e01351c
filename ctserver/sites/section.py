"""What the sections of a site file share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from ctserver.http.fields import parse_instant
from ctserver.video.footage import Footage

Id = Annotated[int, Field(ge=1, lt=2**31)]
Port = Annotated[int, Field(ge=1, le=65535)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


def _instant(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo:  # YAML has dates of its own
        return round(value.timestamp() * 1e6)
    try:
        return parse_instant(value)
    except PydanticCustomError:
        raise ValueError("expected an ISO 8601 date in quotes, such as '2026-11-26T08:00:00Z'") from None


At = Annotated[int, BeforeValidator(_instant)]
"""A date, as microseconds of Unix time."""
EVERY = "*"
Every = Literal["*"]


@dataclass(frozen=True)
class SiteContext:
    """Where a site's own files lie, and how its footage becomes known; FootageError if it cannot be used."""

    directory: Path
    look_into: Callable[[Path], Footage]


def context_of(info: ValidationInfo) -> SiteContext:
    assert isinstance(info.context, SiteContext)
    return info.context


class Misplaced(ValueError):
    """Something further in is wrong: `at` leads to it from the value that is checked."""

    def __init__(self, at: tuple[str | int, ...], problem: str) -> None:
        super().__init__(problem)
        self.at = at


class Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", defer_build=True
    )  # only `Site` is ever asked for: the rest is built with it

    def values(self, *without: str) -> dict[str, Any]:
        """By name, as they are. For `model_dump`, Pydantic would have to build what a site that is kept does without."""
        return {name: value for name, value in self if name not in without}


def distinct(what: str, key: str, sections: Sequence[Section], *place: str) -> None:
    """Misplaced for the first section whose `key` an earlier one has too; `place` leads to the sections."""
    seen: set[object] = set()
    for number, section in enumerate(sections):
        value = getattr(section, key)
        if value in seen:
            raise Misplaced((*place, number, key), f"{what} {value} stands here a second time")
        seen.add(value)
