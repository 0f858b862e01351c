"""Commands: who may trigger which, and what the journal of calls then holds."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from ctserver.actions.models import Action
from ctserver.clock import parse_instant
from ctserver.commands.journal import calls
from ctserver.db import Database, sqlite_url
from tests.support.serving import serving
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

START = "2026-06-01T10:00:00Z"
NOW = parse_instant(START)
BARRIER = ["http://192.168.0.201/relay/1?state=on", "delay=10", "http://192.168.0.201/relay/1?state=off"]


@dataclass
class Site:
    api: httpx.Client
    database: Database

    def calls(self, commands: set[int], begin: float = -1e6, end: float = 1e6) -> list[tuple[int, float, str]]:
        """Command, seconds after the start, URL."""
        with self.database.session() as session:
            found = calls(session, NOW + begin, NOW + end)
            return [(c.command_id, c.at_us / 1e6 - NOW, c.url) for c in found if c.command_id in commands]

    def actions(self, name: str) -> list[tuple[str, str]]:
        """Who did what with the command of this name."""
        with self.database.session() as session:
            rows = session.query(Action).order_by(Action.id)
            return [(row.user_name, row.code) for row in rows if row.parameters == {"name": name}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site, whose clock stands still; each test has commands of its own."""
    directory = tmp_path_factory.mktemp("commands")
    with serving(directory, "--data", str(directory / "data"), "--clock", f"frozen@{START}") as server:
        database = Database(sqlite_url(directory / "data"))
        with httpx.Client(base_url=server.http, timeout=30, trust_env=False) as api:
            yield Site(api, database)
        database.dispose()


@pytest.mark.parametrize("path", ["", "/1", "/1/trigger", "/999", "/x"])
def test_all_of_it_needs_credentials(api: httpx.Client, path: str) -> None:
    assert api.get(f"/api/v1.2/exturls{path}").status_code == 401


@pytest.mark.parametrize(
    ("auth", "visible"),
    [(ADMIN, [1, 2, 3, 4, 5]), (DEMO, [1, 2, 3, 4, 5]), (GUARD, [1, 2]), (MONITOR, []), (GUEST, [])],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_the_list_holds_what_the_user_may_trigger(api: httpx.Client, auth: WsseAuth, visible: list[int]) -> None:
    answer = api.get("/api/v1.2/exturls", auth=auth)
    assert answer.status_code == 200
    assert [command["id"] for command in answer.json()["exturls"]] == visible


def test_the_list_tells_id_name_and_place(api: httpx.Client) -> None:
    first = api.get("/api/v1.2/exturls", auth=ADMIN).json()["exturls"][0]
    assert list(first.items()) == [("id", 1), ("name", "Open the barrier"), ("href", "/api/v1.2/exturls/1")]


def test_one_command_tells_its_lines(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/exturls/1", auth=GUARD)
    assert answer.json() == {"exturls": {"id": 1, "name": "Open the barrier", "urls": BARRIER}}


@pytest.mark.parametrize("path", ["3", "3/trigger", "999", "999/trigger", "0", "-1", str(2**31), "9" * 400])
def test_an_invisible_command_is_as_absent_as_one_that_does_not_exist(api: httpx.Client, path: str) -> None:
    answer = api.get(f"/api/v1.2/exturls/{path}", auth=GUARD)
    number = path.partition("/")[0]
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no command {number}."})


@pytest.mark.parametrize("number", ["x", "1.5", "%20"])
def test_a_number_that_is_none_is_400(api: httpx.Client, number: str) -> None:
    answer = api.get(f"/api/v1.2/exturls/{number}/trigger", auth=ADMIN)
    expected = {"error": "Invalid value for command_id: expected a whole number."}
    assert (answer.status_code, answer.json()) == (400, expected)


def test_a_triggered_command_is_called_now_and_after_its_delays(site: Site) -> None:
    answer = site.api.get("/api/v1.2/exturls/1/trigger", auth=GUARD)
    assert (answer.status_code, answer.content) == (200, b'{"triggered":true}')
    assert site.calls({1}, 0, 1) == [(1, 0, BARRIER[0])]
    assert site.calls({1}, 1, 100) == [(1, 10, BARRIER[2])]
    assert site.actions("Open the barrier") == [("guard", "LogCommandTrigger")]


def test_a_command_may_be_triggered_again(site: Site) -> None:
    for number in (2, 3, 2):
        assert site.api.get(f"/api/v1.2/exturls/{number}/trigger", auth=DEMO).json() == {"triggered": True}
    assert [(command, at) for command, at, _ in site.calls({2, 3})] == [(2, 0), (3, 0), (2, 0), (3, 0.5)]


def test_what_is_refused_calls_nothing(site: Site) -> None:
    statuses = [
        site.api.get("/api/v1.2/exturls/4/trigger").status_code,
        site.api.get("/api/v1.2/exturls/4/trigger", auth=GUARD).status_code,
        site.api.get("/api/v1.2/exturls/9/trigger", auth=ADMIN).status_code,
        site.api.post("/api/v1.2/exturls/4/trigger", auth=ADMIN).status_code,
    ]
    assert statuses == [401, 404, 404, 405]
    assert site.calls({4, 9}) == []
    assert site.actions("Yard lights off") == []
