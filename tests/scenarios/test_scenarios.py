"""Scenarios: Admins list, ignore and trigger them, and what they do really happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from ctserver.actions.models import Action
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

    def shown(self, number: int, attribute: str) -> bool:
        """What the API says of a camera now."""
        return bool(self.api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN).json()[attribute])

    def called(self) -> list[int]:
        """The commands whose calls are in the journal."""
        with self.database.session() as session:
            return [call.command_id for call in calls(session, NOW, NOW + 3600)]

    def actions(self) -> list[tuple[str, str]]:
        with self.database.session() as session:
            return [
                (row.code, row.parameters["name"])
                for row in session.query(Action).where(Action.code != "LogUserLogin").order_by(Action.id)
            ]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, "--data", str(tmp_path / "data"), "--clock", f"frozen@{START}") as server:
        database = Database(sqlite_url(tmp_path / "data"))
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
    assert [site.camera(1, at).is_recording_alarm for at in (-0.01, 0, 59.9, 60)] == [False, True, True, False]
    assert [site.camera(3, at).is_recording_forced for at in (-0.01, 0, 299.9, 300)] == [False, True, True, False]
    assert site.called() == [3, 3]
    screen = site.api.get("/api/v1.2/screens/2", auth=ADMIN).json()
    assert (screen["serverId"], screen["cameraId"], screen["groupId"]) == (0, 1, None)
    assert [site.shown(1, "isRecordingAlarm"), site.shown(3, "isRecordingForced")] == [True, True]
    assert site.actions() == [("LogScenarioTrigger", "Intruder in the car park")]


def test_a_scenario_may_be_triggered_while_it_lasts(site: Site) -> None:
    assert [site.trigger(1), site.trigger(1)] == [{"triggered": True}] * 2
    assert [site.camera(1, at).is_recording_alarm for at in (0, 59.9, 60)] == [True, True, False]


def test_an_ignored_scenario_does_nothing_until_it_is_no_longer(site: Site) -> None:
    assert site.trigger(3) == {"triggered": False}
    assert site.called() == []
    answer = site.ignore(3, False)
    assert (answer.status_code, answer.json()) == (200, {"scenario": CLOSING | {"ignored": False}})
    assert site.trigger(3) == {"triggered": True}
    assert site.called() == [5, 5]
    assert site.actions() == [("LogScenarioUpdate", "Closing time"), ("LogScenarioTrigger", "Closing time")]


def test_a_scenario_is_ignored_as_in_the_documents_example(site: Site) -> None:
    """Whose answer has the boolean as text, a misprint."""
    for ignored in (True, "true", 1, "1"):
        site.ignore(1, False)
        assert site.ignore(1, ignored).json() == {"scenario": INTRUDER | {"ignored": True}}
    assert site.api.get(URL, auth=ADMIN).json()["scenarios"][0] == INTRUDER | {"ignored": True}
    assert site.trigger(1) == {"triggered": False}
