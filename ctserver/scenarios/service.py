"""The rules of scenarios: one that is ignored does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.scenarios import models
from ctserver.scenarios.actions import perform


@dataclass(frozen=True, slots=True)
class Scenario:
    id: int
    name: str
    is_ignored: bool


Scenarios = Mapping[int, Scenario]


def read_scenarios(session: Session) -> Scenarios:
    """By id."""
    rows = session.scalars(select(models.Scenario).order_by(models.Scenario.id))
    return MappingProxyType({row.id: _scenario(row) for row in rows})


def _scenario(row: models.Scenario) -> Scenario:
    return Scenario(row.id, row.name, row.is_ignored)


def trigger(session: Session, scenario_id: int, now: float) -> bool:
    """Whether it did anything; `now` in seconds of Unix time."""
    row = session.get_one(models.Scenario, scenario_id)
    if row.is_ignored:
        return False
    for action in row.actions:
        perform(session, action, now)
    return True


def ignore(session: Session, scenario_id: int, *, ignored: bool) -> Scenario:
    row = session.get_one(models.Scenario, scenario_id)
    row.is_ignored = ignored
    return _scenario(row)
