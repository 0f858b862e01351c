from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import identify
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, WritingSession
from ctserver.scenarios import service
from ctserver.scenarios.dependencies import CurrentScenarios, KnownScenario
from ctserver.scenarios.schemas import ChangeBody, ScenarioAnswer, ScenarioList, ScenarioOut, Triggered
from ctserver.scenarios.service import Scenario

router = APIRouter(route_class=LateRoute, prefix="/scenarios", tags=["Scenarios"], dependencies=[Depends(identify)])


@router.get("")
async def list_scenarios(scenarios: CurrentScenarios) -> ScenarioList:
    return ScenarioList(scenarios=[_out(scenario) for scenario in scenarios.values()])


@router.get("/{scenario_id}/trigger")
def trigger_scenario(known: KnownScenario, session: WritingSession, clock: CurrentClock, record: Record) -> Triggered:
    triggered = service.trigger(session, known.id, clock.now())
    if triggered:
        record("LogScenarioTrigger", name=known.name)
    return Triggered(triggered=triggered)


@router.put("/{scenario_id}")
def change_scenario(known: KnownScenario, body: ChangeBody, session: WritingSession, record: Record) -> ScenarioAnswer:
    """Whether it is ignored: then it does nothing."""
    scenario = service.ignore(session, known.id, ignored=body.scenario.ignored)
    record("LogScenarioUpdate", name=scenario.name)
    return ScenarioAnswer(scenario=_out(scenario))


def _out(scenario: Scenario) -> ScenarioOut:
    return ScenarioOut(scenario_id=scenario.id, name=scenario.name, ignored=scenario.is_ignored)
