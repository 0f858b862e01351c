"""Sort criteria in a site file."""

import re
from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.sites.section import Id, Misplaced, Name, Section
from ctserver.sort_criteria.models import SortCriterion


class SortCriterionSection(Section):
    id: Id
    name: Name
    default: bool = False
    pattern: Annotated[str, Field(min_length=1, max_length=2000)]
    groups: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _pattern_has_the_groups(self) -> "SortCriterionSection":
        # Python's own engine is at hand when a server starts; RE2 is imported for what clients send.
        try:
            known = re.compile(self.pattern).groups
        except re.error as error:
            raise Misplaced(("pattern",), f"expected a regular expression: {error}") from None
        for number, group in enumerate(self.groups):
            if group > known:
                raise Misplaced(("groups", number), f"expected the number of one of the pattern's {known} groups")
        return self


def check_one_default(sections: list[SortCriterionSection]) -> None:
    """Misplaced for a second default."""
    for number in [number for number, section in enumerate(sections) if section.default][1:]:
        raise Misplaced(("sort_criteria", number, "default"), "expected one default at most")


def seed_sort_criteria(session: Session, sections: list[SortCriterionSection]) -> None:
    session.add_all(SortCriterion(is_default=section.default, **section.values("default")) for section in sections)
