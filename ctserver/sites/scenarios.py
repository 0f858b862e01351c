"""Scenarios in a site file."""

from typing import Annotated, Any

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.scenarios.models import Scenario
from ctserver.sites.section import Id, Misplaced, Name, Section

KINDS = {"alarm": "camera", "record": "camera", "command": "command"}
"""What an action does, and what of it names by its id."""


class ActionSection(Section):
    """One of `alarm` (on a camera), `record` (a camera) and `command`; the first two last for so many seconds."""

    alarm: Id | None = None
    record: Id | None = None
    command: Id | None = None
    seconds: Annotated[float, Field(gt=0, le=86400)] = 30

    @model_validator(mode="after")
    def _does_one_thing(self) -> "ActionSection":
        if sum(getattr(self, name) is not None for name in KINDS) != 1:
            raise ValueError(f"expected one of {', '.join(KINDS)}")
        return self

    @property
    def target(self) -> tuple[str, int]:
        return next((name, value) for name in KINDS if (value := getattr(self, name)) is not None)


class ScenarioSection(Section):
    id: Id
    name: Name
    ignored: bool = False
    actions: Annotated[list[ActionSection], Field(min_length=1, max_length=100)]


def check_scenarios(sections: list[ScenarioSection], known: dict[str, set[Any]]) -> None:
    """Misplaced for what acts on nothing. `known`: ids by what they are of."""
    for number, section in enumerate(sections):
        for position, action in enumerate(section.actions):
            name, target = action.target
            if target not in known[KINDS[name]]:
                place = ("scenarios", number, "actions", position, name)
                raise Misplaced(place, f"expected the id of one of the {KINDS[name]}s")


def seed_scenarios(session: Session, sections: list[ScenarioSection]) -> None:
    session.add_all(
        Scenario(
            id=section.id,
            name=section.name,
            is_ignored=section.ignored,
            actions=[_action(action) for action in section.actions],
        )
        for section in sections
    )


def _action(action: ActionSection) -> dict[str, Any]:
    name, target = action.target
    lasts = {"seconds": action.seconds} if KINDS[name] == "camera" else {}
    return {"do": name, KINDS[name]: target, **lasts}
