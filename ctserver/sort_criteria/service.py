"""The rules of sort criteria: patterns that can be read, and one default at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ctserver.errors import UnknownResource
from ctserver.sort_criteria import patterns
from ctserver.sort_criteria.models import SortCriterion
from ctserver.sort_criteria.schemas import Change, Definition


@dataclass(frozen=True, slots=True)
class Criterion:
    id: int
    name: str
    is_default: bool
    pattern: str
    groups: tuple[int, ...]


Criteria = Mapping[int, Criterion]


def read_criteria(session: Session) -> Criteria:
    rows = session.scalars(select(SortCriterion).order_by(SortCriterion.id))
    return MappingProxyType({row.id: _criterion(row) for row in rows})


def _criterion(row: SortCriterion) -> Criterion:
    return Criterion(row.id, row.name, row.is_default, row.pattern, tuple(row.groups))


def create(session: Session, definition: Definition) -> Criterion:
    """InvalidField for a pattern that cannot be read, and for groups that it does not have."""
    # Counted here: a sequence of PostgreSQL would not know the ids that the site gave.
    number = (session.scalar(select(func.max(SortCriterion.id))) or 0) + 1
    row = SortCriterion(id=number, name=definition.name, is_default=False)
    session.add(row)
    return _apply(session, row, Change(**dict(definition)))


def change(session: Session, criterion_id: int, wanted: Change) -> Criterion:
    """InvalidField as `create`; UnknownResource."""
    return _apply(session, _row(session, criterion_id), wanted)


def delete(session: Session, criterion_id: int) -> None:
    """UnknownResource."""
    session.delete(_row(session, criterion_id))


def _row(session: Session, criterion_id: int) -> SortCriterion:
    row = session.get(SortCriterion, criterion_id)
    if row is None:
        raise UnknownResource("sort_criterion", criterion_id)
    return row


def _apply(session: Session, row: SortCriterion, wanted: Change) -> Criterion:
    if wanted.params:
        patterns.check(wanted.params.value, wanted.params.group, "regex.params")
        row.pattern, row.groups = wanted.params.value, wanted.params.group
    if wanted.name is not None:
        row.name = wanted.name
    if wanted.default is not None:
        if wanted.default:
            session.execute(update(SortCriterion).values(is_default=False))
        row.is_default = wanted.default
    session.flush()
    return _criterion(row)
