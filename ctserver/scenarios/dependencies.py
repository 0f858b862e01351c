"""The scenarios, which Admins alone know of, as types in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import AdminAccount
from ctserver.errors import UnknownResource
from ctserver.http.session import CurrentDatabase
from ctserver.scenarios.service import Scenario, Scenarios, read_scenarios


async def _scenarios(_admin: AdminAccount, database: CurrentDatabase) -> Scenarios:
    return database.remember(read_scenarios)


CurrentScenarios = Annotated[Scenarios, Depends(_scenarios)]


async def _known_scenario(scenario_id: int, scenarios: CurrentScenarios) -> Scenario:
    if scenario_id not in scenarios:
        raise UnknownResource("scenario", scenario_id)
    return scenarios[scenario_id]


KnownScenario = Annotated[Scenario, Depends(_known_scenario)]
