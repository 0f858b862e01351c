"""Scenarios: Admins list, ignore and trigger them, and what they do really happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from ctserver.actions.models import Action
from ctserver.cameras.alarms import Alarms
from ctserver.cameras.catalogue import Camera, read_catalogue
from ctserver.clock import parse_instant
from ctserver.commands.journal import calls
from ctserver.db import Database, sqlite_url
from tests.support.serving import serving
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

URL = "/api/v1.2/scenarios"
START = "2026-06-01T10:00:00Z"
NOW = parse_instant(START)
INTRUDER = {"scenarioId": 1, "name": "Intruder in the car park", "ignored": False}
DELIVERY = {"scenarioId": 2, "name": "Delivery arrives", "ignored": False}
CLOSING = {"scenarioId": 3, "name": "Closing time", "ignored": True}


@dataclass
class Site:
    """The demo site, whose clock stands still; what is asked of times to come is what will be then."""

    api: httpx.Client
    database: Database

    def trigger(self, number: int) -> dict[str, Any]:
        return dict(self.api.get(f"{URL}/{number}/trigger", auth=ADMIN).json())

    def ignore(self, number: int, ignored: object) -> httpx.Response:
        return self.api.put(f"{URL}/{number}", json={"scenario": {"ignored": ignored}}, auth=ADMIN)

    def camera(self, number: int, seconds: float) -> Camera:
        with self.database.session() as session:
            camera = read_catalogue(session).camera(number, NOW + seconds)
        assert camera
        return camera

    def is_in_alarm(self, number: int, seconds: float) -> bool:
        return Alarms(self.database).at(number, NOW + seconds)

    def shown(self, number: int, attribute: str) -> bool:
        """What the API says of a camera now."""
        return bool(self.api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN).json()[attribute])

    def called(self, command: int) -> int:
        """How many calls of a command the journal holds."""
        with self.database.session() as session:
            return sum(call.command_id == command for call in calls(session, NOW, NOW + 3600))

    def actions(self, name: str) -> list[str]:
        """What was done with the scenario of this name."""
        with self.database.session() as session:
            rows = session.query(Action).order_by(Action.id)
            return [row.code for row in rows if row.parameters == {"name": name}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each test has scenarios of its own."""
    directory = tmp_path_factory.mktemp("scenarios")
    with serving(directory, "--data", str(directory / "data"), "--clock", f"frozen@{START}") as server:
        database = Database(sqlite_url(directory / "data"))
        with httpx.Client(base_url=server.http, timeout=30, trust_env=False) as api:
            yield Site(api, database)
        database.dispose()


def test_the_list_is_that_of_the_site(api: httpx.Client) -> None:
    answer = api.get(URL, auth=ADMIN)
    assert answer.status_code == 200
    scenarios = answer.json()["scenarios"]
    assert [scenario["scenarioId"] for scenario in scenarios] == [1, 2, 3]
    assert list(scenarios[0].items()) == list(INTRUDER.items())
    assert scenarios[2] == CLOSING


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/1/trigger"), ("PUT", "/1")])
@pytest.mark.parametrize(
    ("auth", "status"),
    [(None, 401), (DEMO, 403), (GUARD, 403), (GUEST, 403), (MONITOR, 403)],
    ids=["nobody", "demo", "guard", "guest", "monitor"],
)
def test_all_of_it_is_for_admins(api: httpx.Client, method: str, path: str, auth: WsseAuth | None, status: int) -> None:
    answer = api.request(method, URL + path, json={"scenario": {"ignored": True}}, auth=auth)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("number", "status"), [("0", 404), ("-1", 404), ("4", 404), (str(2**31), 404), ("9" * 400, 404), ("x", 400)]
)
def test_what_does_not_exist(api: httpx.Client, number: str, status: int) -> None:
    triggered = api.get(f"{URL}/{number}/trigger", auth=ADMIN)
    changed = api.put(f"{URL}/{number}", json={"scenario": {"ignored": True}}, auth=ADMIN)
    said = f"There is no scenario {number}."
    if status == 400:
        said = "Invalid value for scenario_id: expected a whole number."
    assert [(answer.status_code, answer.json()["error"]) for answer in (triggered, changed)] == [(status, said)] * 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "scenario: expected a value"),
        ({"scenario": None}, "scenario: expected an object"),
        ({"scenario": {}}, "scenario.ignored: expected a value"),
        ({"scenario": {"ignored": None}}, "scenario.ignored: expected true or false"),
        ({"scenario": {"ignored": "yes"}}, "scenario.ignored: expected true or false"),
        ({"scenario": {"ignored": 2}}, "scenario.ignored: expected true or false"),
        ({"scenario": {"ignored": [True]}}, "scenario.ignored: expected true or false"),
    ],
)
def test_bad_bodies(api: httpx.Client, body: object, said: str) -> None:
    answer = api.put(f"{URL}/1", json=body, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {said}."})


def test_a_triggered_scenario_does_what_it_says(site: Site) -> None:
    assert [site.shown(1, "isRecordingAlarm"), site.shown(3, "isRecordingForced")] == [False, False]
    answer = site.api.get(f"{URL}/1/trigger", auth=ADMIN)
    assert (answer.status_code, answer.content) == (200, b'{"triggered":true}')
    assert [site.is_in_alarm(1, at) for at in (0, 0.1, 60, 60.1)] == [False, True, True, False]
    assert [site.camera(3, at).is_recording_forced for at in (-0.01, 0, 299.9, 300)] == [False, True, True, False]
    assert site.called(3) == 2
    screen = site.api.get("/api/v1.2/screens/2", auth=ADMIN).json()
    assert (screen["serverId"], screen["cameraId"], screen["groupId"]) == (0, 1, None)
    assert [site.shown(1, "isRecordingAlarm"), site.shown(3, "isRecordingForced")] == [True, True]
    assert site.actions("Intruder in the car park") == ["LogScenarioTrigger"]


def test_a_scenario_may_be_triggered_while_it_lasts_or_ignored(site: Site) -> None:
    """By whatever the document allows for a boolean; its example's answer has text there, a misprint."""
    assert [site.trigger(2), site.trigger(2)] == [{"triggered": True}] * 2
    assert [site.camera(6, at).is_recording_forced for at in (0, 599.9, 600)] == [True, True, False]
    for ignored in (True, "true", 1, "1"):
        site.ignore(2, False)
        assert site.ignore(2, ignored).json() == {"scenario": DELIVERY | {"ignored": True}}
    assert DELIVERY | {"ignored": True} in site.api.get(URL, auth=ADMIN).json()["scenarios"]
    assert site.trigger(2) == {"triggered": False}


def test_an_ignored_scenario_does_nothing_until_it_is_no_longer(site: Site) -> None:
    assert site.trigger(3) == {"triggered": False}
    assert (site.called(5), site.actions("Closing time")) == (0, [])
    answer = site.ignore(3, False)
    assert (answer.status_code, answer.json()) == (200, {"scenario": CLOSING | {"ignored": False}})
    assert site.trigger(3) == {"triggered": True}
    assert site.called(5) == 2
    assert site.actions("Closing time") == ["LogScenarioUpdate", "LogScenarioTrigger"]
