"""What cannot be in a folder is refused with the path of the field, and changes nothing."""

from typing import Any

import httpx
import pytest

from tests.folders.selections import EXISTING, NOWHERE, OUTSIDE, URL, a_folder, camera, inner, read
from tests.support.users import ADMIN

ITEM = "folder.items[0]"


def nested(levels: int) -> dict[str, Any]:
    folder = inner("deepest")
    for _ in range(levels - 1):
        folder = inner("around it", folder)
    return folder


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"name": ""}, "folder.name: expected at least 1 characters or items"),
        ({"name": None}, "folder.name: expected a text"),
        ({"name": "a\nb\0"}, "folder.name: expected text without control characters"),
        ({"regexId": 99}, f"folder.regexId: {EXISTING}"),
        ({"regexId": "1"}, "folder.regexId: expected a whole number"),
        ({"regexId": 2**31}, "folder.regexId: expected at most 2147483647"),
        ({"items": None}, "folder.items: expected a list"),
        ({"items": {}}, "folder.items: expected a list"),
        ({"items": ["x"]}, f"{ITEM}: expected an object"),
        ({"items": [camera()] * 1001}, "folder.items: expected at most 1000 characters or items"),
        ({"items": [inner("a", *[camera()] * 600), inner("b", *[camera()] * 600)]},
         "folder.items: expected at most 1000 characters or items"),
        ({"items": [nested(11)]}, "folder.items: expected at most 10 levels of folders"),
        ({"items": [nested(300)]}, "folder.items: expected at most 10 levels of folders"),
    ],
)  # fmt: skip
def test_bad_attributes(api: httpx.Client, content: dict[str, Any], said: str) -> None:
    assert_refused(api, content, said)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({}, ".type: expected a value"),
        ({"type": "command", "id": 1}, ".type: expected one of 'folder', 'camera', "),
        ({"type": "camera"}, ".id: expected a value"),
        ({"type": "camera", "uuid": NOWHERE}, ".id: expected a value"),
        ({"type": "map", "id": 1}, ".uuid: expected a value"),
        ({"type": "device"}, ".uuid: expected a value"),
        ({"type": "folder", "items": []}, ".name: expected a value"),
        ({"type": "folder", "name": "a"}, ".items: expected a value"),
        ({"type": "folder", "name": "", "items": []}, ".name: expected at least 1 characters or items"),
        (camera(99), f".id: {EXISTING}"),
        (camera(0), ".id: expected at least 1"),
        (camera(2**31), ".id: expected at most 2147483647"),
        ({"type": "camera", "id": "1"}, ".id: expected a whole number"),
        ({"type": "camera", "id": 1.0}, ".id: expected a whole number"),
        ({"type": "camera", "id": True}, ".id: expected a whole number"),
        ({"type": "map", "uuid": NOWHERE}, f".uuid: {EXISTING}"),
        ({"type": "map", "uuid": "x"}, ".uuid: expected a UUID"),
        (camera(serverId=2), f".serverId: {EXISTING}"),
        (camera(serverId=-1), ".serverId: expected at least 0"),
        (camera(serverId="0"), ".serverId: expected a whole number"),
        (camera(weight=1.5), ".weight: expected a whole number"),
        (camera(weight=-(10**40)), ".weight: expected at least -2147483648"),
        (inner("a", camera(), inner("b", camera(99))), f".items[1].items[0].id: {EXISTING}"),
        (inner("a", {"type": "camera", "id": []}), ".items[0].id: expected a whole number"),
    ],
)  # fmt: skip
def test_bad_elements(api: httpx.Client, element: dict[str, Any], said: str) -> None:
    assert_refused(api, {"items": [element]}, ITEM + said)


def assert_refused(api: httpx.Client, content: dict[str, Any], said: str) -> None:
    answer = api.post(URL, json=a_folder(**content), auth=ADMIN)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


def test_ten_levels_are_allowed(api: httpx.Client) -> None:
    """Told by what is refused next: the shared server's folders stay as they are."""
    assert_refused(api, {"regexId": 99, "items": [nested(10)]}, "folder.regexId")


@pytest.mark.parametrize(
    ("folders", "said"),
    [
        (None, "folders: expected a list"),
        ([{}], "folders[0].uuid: expected a value"),
        ([{"uuid": OUTSIDE}], "folders[0].weight: expected a value"),
        ([{"uuid": OUTSIDE, "weight": "1"}], "folders[0].weight: expected a whole number"),
        ([{"uuid": OUTSIDE, "weight": 2**31}], "folders[0].weight: expected at most 2147483647"),
        ([{"uuid": 5, "weight": 1}], "folders[0].uuid: expected a UUID"),
        ([{"uuid": OUTSIDE, "weight": 1}] * 1001, "folders: expected at most 1000 characters or items"),
    ],
)
def test_bad_weights(api: httpx.Client, folders: object, said: str) -> None:
    answer = api.patch(URL, json={"folders": folders}, auth=ADMIN)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


def test_json_that_is_nested_without_end_is_400(api: httpx.Client) -> None:
    body = b'{"folder":{"name":"a","items":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    answer = api.post(URL, content=body, headers={"Content-Type": "application/json"}, auth=ADMIN)
    assert answer.status_code == 400


def test_a_refused_change_changes_nothing(api: httpx.Client) -> None:
    before = read(api, OUTSIDE)
    for change in ({"name": "New", "items": [camera(99)]}, {"name": "New", "regexId": 99}, {"name": ""}):
        assert api.put(f"{URL}/{OUTSIDE}", json={"folder": change}, auth=ADMIN).status_code == 400
    assert read(api, OUTSIDE) == before
