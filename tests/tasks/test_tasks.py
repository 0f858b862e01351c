"""Tasks through the API: the demo site's history."""

from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR

PATH = "/api/v1.2/tasks"


def tasks(api: httpx.Client, query: str = "") -> list[dict[str, Any]]:
    answer = api.get(PATH + query, auth=ADMIN)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["tasks"])


@pytest.mark.parametrize("path", ["", "/1", "/99"])
def test_tasks_need_credentials(api: httpx.Client, path: str) -> None:
    assert api.get(PATH + path).status_code == 401


@pytest.mark.parametrize("path", ["", "/1", "/99"])
@pytest.mark.parametrize("auth", [DEMO, GUARD, MONITOR, GUEST], ids=["demo", "guard", "monitor", "guest"])
def test_tasks_are_for_administrators(api: httpx.Client, path: str, auth: httpx.Auth) -> None:
    assert api.get(PATH + path, auth=auth).status_code == 403


def test_a_task_is_as_in_the_document(api: httpx.Client) -> None:
    task = api.get(f"{PATH}/11", auth=ADMIN).json()
    assert list(task) == ["id", "type", "status", "updated", "progress", "userId", "userName"]
    assert task | {"updated": ""} == {
        "id": 11,
        "type": "concat",
        "status": "done",
        "updated": "",
        "progress": "100%",
        "userId": 3,
        "userName": "guard",
    }


def test_the_newest_comes_first(api: httpx.Client) -> None:
    listed = tasks(api)
    assert [task["id"] for task in listed] == list(range(13, 0, -1))
    assert [task["updated"] for task in listed] == sorted((task["updated"] for task in listed), reverse=True)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("?type=concat", [11, 8, 7, 6, 3]),
        ("?type=sum", [4]),
        ("?type=kill", [9]),
        ("?status=new", [13]),
        ("?status=running", [12]),
        ("?status=aborted", [6]),
        ("?status=killed", [8]),
        ("?type=concat&status=done", [11, 7, 3]),
        ("?TYPE=postindex&Status=new", [13]),
        ("?type=purgecam&status=running", []),
    ],
)
def test_tasks_are_chosen_by_type_and_status(api: httpx.Client, query: str, ids: list[int]) -> None:
    assert [task["id"] for task in tasks(api, query)] == ids


@pytest.mark.parametrize(("query", "field"), [("?type=export", "type"), ("?status=ok", "status"), ("?type=", "type")])
def test_a_value_that_the_document_does_not_have_is_refused(api: httpx.Client, query: str, field: str) -> None:
    answer = api.get(PATH + query, auth=ADMIN)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"Invalid value for {field}: expected one of '")


@pytest.mark.parametrize("number", [0, 14, -1, 2**31, 2**64])
def test_a_task_that_does_not_exist_is_404(api: httpx.Client, number: int) -> None:
    answer = api.get(f"{PATH}/{number}", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no task {number}."})


def test_a_number_that_is_none_is_400(api: httpx.Client) -> None:
    answer = api.get(f"{PATH}/x", auth=ADMIN)
    expected = {"error": "Invalid value for task_id: expected a whole number."}
    assert (answer.status_code, answer.json()) == (400, expected)
