"""The wire shapes of scenarios."""

from ctserver.http.fields import Flag
from ctserver.http.wire import Wire, WireBody


class ScenarioOut(Wire):
    scenario_id: int
    name: str
    ignored: bool


class ScenarioList(Wire):
    scenarios: list[ScenarioOut]


class ScenarioAnswer(Wire):
    scenario: ScenarioOut


class Change(Wire):
    ignored: Flag


class ChangeBody(WireBody):
    scenario: Change


class Triggered(Wire):
    triggered: bool
    """False for a scenario that is ignored."""
