"""Scenarios in a site file."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.cameras.models import LONGEST_US
from ctserver.scenarios.models import Scenario
from ctserver.sites.section import Id, Misplaced, Name, Section

ACTIONS = ("alarm", "record", "command", "screen")
LASTING = ("alarm", "record")
LONGEST_ALARM = LONGEST_US // 1_000_000
KINDS = {
    "alarm": "camera",
    "record": "camera",
    "command": "command",
    "screen": "screen",
    "camera": "camera",
    "mosaic": "group",
}
"""The names whose values are ids, and what of."""


class ActionSection(Section):
    """One of `alarm` (on a camera), `record` (a camera), `command` and `screen`; the first two last for so many seconds, and
    the last shows a camera, a mosaic or nothing."""

    alarm: Id | None = None
    record: Id | None = None
    command: Id | None = None
    screen: Id | None = None
    camera: Id | None = None
    mosaic: Id | None = None
    seconds: Annotated[float, Field(gt=0, le=86400)] = 30

    @model_validator(mode="after")
    def _does_one_thing(self) -> "ActionSection":
        if sum(getattr(self, name) is not None for name in ACTIONS) != 1:
            raise ValueError(f"expected one of {', '.join(ACTIONS)}")
        if self.alarm is not None and self.seconds > LONGEST_ALARM:
            raise Misplaced(("seconds",), f"expected at most {LONGEST_ALARM}, the seconds of the longest alarm")
        shown = [name for name in ("camera", "mosaic") if getattr(self, name) is not None]
        if len(shown) > (self.screen is not None):
            raise Misplaced((shown[-1],), "expected at most one of camera and mosaic, with a screen that shows it")
        return self

    def does(self) -> str:
        return next(name for name in ACTIONS if getattr(self, name) is not None)

    def targets(self) -> Iterator[tuple[str, str, int]]:
        """Name, kind and id of each thing that it acts on."""
        return ((name, kind, value) for name, kind in KINDS.items() if (value := getattr(self, name)) is not None)


class ScenarioSection(Section):
    id: Id
    name: Name
    ignored: bool = False
    actions: Annotated[list[ActionSection], Field(min_length=1, max_length=100)]


def check_scenarios(sections: list[ScenarioSection], known: Mapping[str, set[Any]]) -> None:
    """Misplaced for what acts on nothing. `known`: ids by what they are of."""
    for number, section in enumerate(sections):
        for position, action in enumerate(section.actions):
            for name, kind, target in action.targets():
                if target not in known[kind]:
                    place = ("scenarios", number, "actions", position, name)
                    raise Misplaced(place, f"expected the id of one of the {kind}s")


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
    lasts = {"seconds": action.seconds} if action.does() in LASTING else {}
    return {"do": action.does()} | {kind: target for _, kind, target in action.targets()} | lasts
