"""Passive screens: which there are, who sees them, and what they are told to show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.actions import last_action
from tests.support.serving import serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

FIRST = {"id": 1, "num": 1, "name": "Reception desk", "host": "10.5.0.38", "serverId": 0, "cameraId": 2, "groupId": None,
         "displayCode": 301}  # fmt: skip
SECOND = {"id": 2, "num": 2, "name": "Guard room wall", "host": "10.5.0.39", "serverId": 0, "cameraId": None, "groupId": 2,
          "displayCode": None}  # fmt: skip


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screens")


@pytest.fixture(scope="module")
def own(directory: Path) -> Iterator[httpx.Client]:
    """A server whose screens these tests may set, as admin; `keeper` sees them all, but one camera and one mosaic alone."""
    rights: dict[str, Any] = {"cameras": {1: ["live"]}, "mosaics": {1: ["view"]}, "screens": {"*": ["view"]}}
    with (
        serving(directory, "--site", str(demo_with(directory, "keeper", **rights)), "--data", str(directory)) as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", auth=ADMIN, timeout=30, trust_env=False) as client,
    ):
        yield client


def put(own: httpx.Client, content: object, number: int = 1, auth: WsseAuth = ADMIN) -> httpx.Response:
    return own.put(f"/screens/{number}", json={"screen": content}, auth=auth)


def test_the_list_is_as_in_the_document(api: httpx.Client) -> None:
    listed = api.get("/api/v1.2/screens", auth=ADMIN).json()["screens"]
    expected = [FIRST | {"href": "/api/v1.2/screens/1"}, SECOND | {"href": "/api/v1.2/screens/2"}]
    assert [list(screen.items()) for screen in listed] == [list(screen.items()) for screen in expected]


@pytest.mark.parametrize("screen", [FIRST, SECOND], ids=["1", "2"])
def test_a_screen_is_as_in_the_document(api: httpx.Client, screen: dict[str, Any]) -> None:
    answer = api.get(f"/api/v1.2/screens/{screen['id']}", auth=ADMIN)
    assert (answer.status_code, list(answer.json().items())) == (200, list(screen.items()))


@pytest.mark.parametrize(
    ("auth", "seen"),
    [(ADMIN, [1, 2]), (DEMO, [1, 2]), (GUARD, [1]), (MONITOR, []), (GUEST, [])],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_users_see_the_screens_that_their_profile_lets_them_see(
    api: httpx.Client, auth: WsseAuth, seen: list[int]
) -> None:
    assert [screen["id"] for screen in api.get("/api/v1.2/screens", auth=auth).json()["screens"]] == seen
    for number in (1, 2):
        status = 200 if number in seen else 404
        assert api.get(f"/api/v1.2/screens/{number}", auth=auth).status_code == status


@pytest.mark.parametrize("path", ["", "/1", "/9", "/x"])
def test_all_of_it_needs_credentials(api: httpx.Client, path: str) -> None:
    assert api.get(f"/api/v1.2/screens{path}").status_code == 401


@pytest.mark.parametrize("number", ["0", "-1", "3", "2147483648", "9" * 400])
def test_a_screen_that_does_not_exist_is_404(api: httpx.Client, number: str) -> None:
    answer = api.get(f"/api/v1.2/screens/{number}", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no passive screen {number}."})


def test_a_mosaic_takes_the_cameras_place_and_back(own: httpx.Client) -> None:
    answer = put(own, {"serverId": 0, "groupId": 2})
    shown = FIRST | {"cameraId": None, "groupId": 2}
    assert (answer.status_code, list(answer.json().items())) == (200, list(shown.items()))
    assert own.get("/screens/1").json() == shown
    assert put(own, {"cameraId": 2}).json() == FIRST
    assert own.get("/screens").json()["screens"][0] == FIRST | {"href": "/api/v1.2/screens/1"}


@pytest.mark.parametrize("content", [{}, {"cameraId": None}, {"groupId": None, "cameraId": None}])
def test_without_either_it_shows_nothing(own: httpx.Client, content: object) -> None:
    put(own, {"cameraId": 2})
    assert put(own, content).json() == FIRST | {"cameraId": None}


def test_what_another_server_has_is_known_there_alone(own: httpx.Client) -> None:
    assert put(own, {"serverId": 1, "cameraId": 999}).json() == FIRST | {"serverId": 1, "cameraId": 999}
    assert put(own, {"groupId": 1}).json() == FIRST | {"serverId": 0, "cameraId": None, "groupId": 1}


def test_who_sees_a_screen_may_set_it(own: httpx.Client) -> None:
    assert put(own, {"cameraId": 5}, auth=GUARD).json()["cameraId"] == 5
    assert put(own, {"cameraId": 5}, number=2, auth=GUARD).status_code == 404
    assert put(own, {"cameraId": 5}, auth=GUEST).status_code == 404


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        ({"cameraId": 1, "groupId": 1}, "screen.groupId", "either a camera or a mosaic"),
        ({"cameraId": 99}, "screen.cameraId", "the id of a camera that you may see"),
        ({"cameraId": "1"}, "screen.cameraId", "a whole number"),
        ({"cameraId": 1.5}, "screen.cameraId", "a whole number"),
        ({"cameraId": True}, "screen.cameraId", "a whole number"),
        ({"cameraId": 2**31}, "screen.cameraId", "at most 2147483647"),
        ({"groupId": 99}, "screen.groupId", "the id of a mosaic that you may see"),
        ({"groupId": []}, "screen.groupId", "a whole number"),
        ({"groupId": -1}, "screen.groupId", "at least 0"),
        ({"serverId": 7, "cameraId": 1}, "screen.serverId", "the id of a server of the cluster"),
        ({"serverId": None}, "screen.serverId", "a whole number"),
        ({"serverId": -1}, "screen.serverId", "at least 0"),
        ("x", "screen", "an object"),
        (None, "screen", "an object"),
    ],
)
def test_a_bad_value_is_named_and_changes_nothing(
    own: httpx.Client, content: object, field: str, expected: str
) -> None:
    before = own.get("/screens/2").json()
    answer = put(own, content, number=2)
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {field}: expected {expected}."})
    assert own.get("/screens/2").json() == before


def test_a_body_without_a_screen_is_refused(own: httpx.Client) -> None:
    answer = own.put("/screens/2", json={})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid value for screen: expected a value."})


@pytest.mark.parametrize(
    ("content", "status"),
    [({"cameraId": 1}, 200), ({"cameraId": 3}, 400), ({"groupId": 1}, 200), ({"groupId": 2}, 400)],
)
def test_a_user_can_show_only_what_he_may_see(own: httpx.Client, content: dict[str, int], status: int) -> None:
    assert put(own, content, auth=WsseAuth("keeper", "keeper")).status_code == status


def test_who_set_a_screen_is_recorded(own: httpx.Client, directory: Path) -> None:
    put(own, {"cameraId": 1}, auth=DEMO)
    assert last_action(directory, "LogScreenUpdate") == ("demo", {"name": "Reception desk"})
