"""Lists of what happened in a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Period:
    """Microseconds of Unix time, both included; None is no bound."""

    begin: int | None
    end: int | None

    def until(self, seconds: float) -> "Period":
        """What is to come is not known yet."""
        present = round(seconds * 1e6)
        return Period(self.begin, present if self.end is None else min(self.end, present))

    def conditions(self, column: Any) -> Iterator[ColumnElement[bool]]:
        if self.begin is not None:
            yield column >= self.begin
        if self.end is not None:
            yield column <= self.end
