"""Sort criteria: everybody reads them, Admins write them, RE2 judges their patterns."""

from typing import Any

import httpx
import pytest

from ctserver.actions.models import Action
from ctserver.db import Database, sqlite_url
from ctserver.sites.load import load_site
from ctserver.sort_criteria.patterns import check
from tests.support.serving import Server
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

URL = "/api/v1.2/regex"
PATTERN = "([-]*)-([^-]*)-([^-]*)-([^_]*)_([^_]*)_([^ ]*) ([^_]*)"


def definition(name: str = "Criteria 3", groups: object = (3, 4), value: object = PATTERN, **more: object) -> Any:
    return {"regex": {"name": name, "params": {"value": value, "group": groups}, **more}}


def created(api: httpx.Client, **fields: Any) -> dict[str, Any]:
    answer = api.post(URL, json=definition(**fields))
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["regex"])


def listed(api: httpx.Client) -> dict[int, dict[str, Any]]:
    return {criterion["id"]: criterion for criterion in api.get(URL, auth=ADMIN).json()["regex"]}


@pytest.mark.parametrize("auth", [ADMIN, DEMO, GUARD, MONITOR, GUEST], ids=lambda auth: auth.username)
def test_every_user_reads_the_criteria(api: httpx.Client, auth: WsseAuth) -> None:
    first = api.get(URL, auth=auth).json()["regex"][0]
    assert first == {
        "id": 1,
        "name": "By last word, then the rest",
        "default": True,
        "params": {"value": "^(.*?) ?([^ ]+)$", "group": [2, 1]},
    }
    assert list(first) == ["id", "name", "default", "params"]


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("PUT", "/1"), ("DELETE", "/1")])
def test_all_of_it_needs_credentials(api: httpx.Client, method: str, path: str) -> None:
    assert api.request(method, URL + path, json=definition()).status_code == 401


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/1"), ("DELETE", "/1")])
@pytest.mark.parametrize("auth", [DEMO, GUARD, MONITOR], ids=lambda auth: auth.username)
def test_only_an_admin_writes(api: httpx.Client, auth: WsseAuth, method: str, path: str) -> None:
    answer = api.request(method, URL + path, json=definition(), auth=auth)
    expected = {"error": "You do not have the right to do this: profile level Admin."}
    assert (answer.status_code, answer.json()) == (403, expected)


def test_a_criterion_is_created_as_in_the_documents_example(own: httpx.Client) -> None:
    answer = own.post(URL, json=definition("Critères 3"))
    criterion = answer.json()["regex"]
    number = criterion["id"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{number}"
    assert criterion == {
        "id": number,
        "name": "Critères 3",
        "default": False,
        "params": {"value": PATTERN, "group": [3, 4]},
    }
    assert listed(own)[number] == criterion


def test_the_parameters_of_a_criterion_are_replaced(own: httpx.Client) -> None:
    before = created(own, name="Parameters")
    answer = own.put(f"{URL}/{before['id']}", json={"regex": {"params": {"value": "(a)(b)(c)", "group": [3, 1]}}})
    assert answer.status_code == 200
    assert answer.json()["regex"] == before | {"params": {"value": "(a)(b)(c)", "group": [3, 1]}}
    assert listed(own)[before["id"]] == answer.json()["regex"]


@pytest.mark.parametrize("change", [{}, {"name": None, "default": None, "params": None}])
def test_what_is_left_out_of_a_change_stays(own: httpx.Client, change: dict[str, None]) -> None:
    before = created(own, name="Stays")
    answer = own.put(f"{URL}/{before['id']}", json={"regex": change})
    assert (answer.status_code, answer.json()["regex"]) == (200, before)


def test_a_criterion_is_renamed(own: httpx.Client) -> None:
    before = created(own, name="Old name")
    answer = own.put(f"{URL}/{before['id']}", json={"regex": {"name": "New name"}})
    assert answer.json()["regex"] == before | {"name": "New name"}


def test_a_new_default_takes_the_place_of_the_one_before(own: httpx.Client) -> None:
    def defaults() -> list[int]:
        return [number for number, criterion in listed(own).items() if criterion["default"]]

    first = created(own, name="First", default=True)["id"]
    assert defaults() == [first]
    second = created(own, name="Second")["id"]
    assert own.put(f"{URL}/{second}", json={"regex": {"default": "true"}}).json()["regex"]["default"] is True
    assert defaults() == [second]
    own.put(f"{URL}/{second}", json={"regex": {"default": False}})
    assert defaults() == []


def test_a_deleted_criterion_is_gone(own: httpx.Client) -> None:
    number = created(own, name="Gone")["id"]
    answer = own.delete(f"{URL}/{number}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (204, b"", "text/html")
    assert number not in listed(own)
    answers = [own.delete(f"{URL}/{number}"), own.put(f"{URL}/{number}", json={"regex": {}})]
    expected = (404, {"error": f"There is no sort criterion {number}."})
    assert [(answer.status_code, answer.json()) for answer in answers] == [expected] * 2


@pytest.mark.parametrize(
    ("number", "status"), [("0", 404), ("-1", 404), ("9999", 404), (str(2**31), 404), ("9" * 400, 404), ("x", 400)]
)
def test_what_does_not_exist(api: httpx.Client, number: str, status: int) -> None:
    answers = [api.delete(f"{URL}/{number}", auth=ADMIN), api.put(f"{URL}/{number}", json=definition(), auth=ADMIN)]
    assert [answer.status_code for answer in answers] == [status] * 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "regex.name: expected at least 1 characters or items"),
        ({"name": " "}, "regex.name: expected at least 1 characters or items"),
        ({"name": None}, "regex.name: expected a text"),
        ({"name": "a\0b"}, "regex.name: expected text without control characters"),
        ({"name": "n" * 201}, "regex.name: expected at most 200 characters or items"),
        ({"default": "yes"}, "regex.default: expected true or false"),
        ({"params": None}, "regex.params: expected an object"),
        ({"params": {"value": PATTERN}}, "regex.params.group: expected a value"),
        ({"params": {"group": [1]}}, "regex.params.value: expected a value"),
        ({"value": 7}, "regex.params.value: expected a text"),
        ({"value": ""}, "regex.params.value: expected at least 1 characters or items"),
        ({"value": "(a" * 1001}, "regex.params.value: expected at most 2000 characters or items"),
        ({"value": "(a"}, "regex.params.value: expected a regular expression of RE2 (missing ): (a)"),
        ({"value": "(?=a)"}, "regex.params.value: expected a regular expression of RE2 (invalid perl operator: (?=)"),
        ({"value": "((a{999}){999})"}, "regex.params.value: expected a regular expression of RE2 (invalid repetition size"),
        ({"value": "{field}", "groups": [1]}, "regex.params.value: expected a regular expression with at least one group"),
        ({"value": "(a)(b)", "groups": [1, 3]}, "regex.params.group[1]: expected at most 2"),
        ({"groups": [8]}, "regex.params.group[0]: expected at most 7"),
        ({"groups": [0]}, "regex.params.group[0]: expected at least 1"),
        ({"groups": [1.5]}, "regex.params.group[0]: expected a whole number"),
        ({"groups": ["1"]}, "regex.params.group[0]: expected a whole number"),
        ({"groups": [True]}, "regex.params.group[0]: expected a whole number"),
        ({"groups": [10**30]}, "regex.params.group[0]: expected "),
        ({"groups": []}, "regex.params.group: expected at least 1 characters or items"),
        ({"groups": [1] * 101}, "regex.params.group: expected at most 100 characters or items"),
        ({"groups": 1}, "regex.params.group: expected a list"),
    ],
)  # fmt: skip
def test_bad_fields_are_named(api: httpx.Client, fields: dict[str, Any], said: str) -> None:
    answer = api.post(URL, json=definition(**fields), auth=ADMIN)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


@pytest.mark.parametrize("body", [{}, {"regex": None}, {"regex": []}, [], None, {"regex": {}}])
def test_a_body_without_a_definition_is_400(api: httpx.Client, body: object) -> None:
    assert api.post(URL, json=body, auth=ADMIN).status_code == 400


def test_half_a_surrogate_pair_is_400(api: httpx.Client) -> None:
    body = b'{"regex":{"name":"\\ud800","params":{"value":"(a)","group":[1]}}}'
    answer = api.post(URL, content=body, headers={"Content-Type": "application/json"}, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid value for regex.name: expected a text."})


def test_a_refused_change_changes_nothing(own: httpx.Client) -> None:
    before = created(own, name="Unchanged")
    change = {"name": "Changed", "default": True, "params": {"value": "(a)", "group": [2]}}
    assert own.put(f"{URL}/{before['id']}", json={"regex": change}).status_code == 400
    assert listed(own)[before["id"]] == before


def test_each_change_is_logged_once(own: httpx.Client, own_server: Server) -> None:
    number = created(own, name="Logged Regex")["id"]
    own.put(f"{URL}/{number}", json={"regex": {"name": "Logged Regex again"}})
    own.delete(f"{URL}/{number}")
    database = Database(sqlite_url(own_server.directory / "data"))
    with database.session() as session:
        rows = [
            (row.user_name, row.code, row.parameters.get("name", ""))
            for row in session.query(Action).where(Action.code != "LogUserLogin").order_by(Action.id)
        ]
    database.dispose()
    assert [row for row in rows if "Logged Regex" in row[2]] == [
        ("admin", "LogRegexCreate", "Logged Regex"),
        ("admin", "LogRegexUpdate", "Logged Regex again"),
        ("admin", "LogRegexDelete", "Logged Regex again"),
    ]


def test_what_ships_is_a_pattern_of_re2_too() -> None:
    for section in load_site("demo").sort_criteria:
        check(section.pattern, section.groups, "params")
