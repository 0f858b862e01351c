"""Mosaics are created, replaced in depth or in their cycle; each refusal names its field and changes nothing."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.actions import last_action
from tests.support.users import DEMO, GUARD, GUEST
from tests.support.wsse import WsseAuth


def element(position: int, camera: int, **more: Any) -> dict[str, Any]:
    return {"position": position, "serverId": 0, "cameraId": camera, "streamId": 1} | more


def camera_only(position: int, camera: int, **more: Any) -> dict[str, Any]:
    """All that a cycle says of a cell."""
    return {"position": position, "cameraId": camera} | more


def group(**more: Any) -> dict[str, Any]:
    """The document's example, with cameras of the demo site."""
    level = {"name": "AllCamera 0", "duration": 10, "elements": [element(n, n + 1) for n in range(6)]}
    made = {"name": "AllCamera", "rows": 3, "cols": 3, "fullScreen": False, "pushMode": False,
            "layout": [[0, 0, 1], [0, 0, 2], [3, 4, 5]], "levels": [level]}  # fmt: skip
    return copy.deepcopy(made) | more


def create(own: httpx.Client, **more: Any) -> str:
    """The new mosaic's path."""
    answer = own.post("/groups", json={"group": group(**more)})
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].removeprefix("/api/v1.2")


def read(own: httpx.Client, path: str) -> dict[str, Any]:
    return dict(own.get(path).json())


def test_creating_answers_as_in_the_document(own: httpx.Client) -> None:
    answer = own.post("/groups", json={"group": group()})
    number = answer.json()["group"]["id"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1.2/groups/{number}"
    assert list(answer.json()["group"].items()) == [
        ("id", number), ("name", "AllCamera"), ("rows", 3), ("cols", 3), ("fullScreen", False), ("pushMode", False)
    ]  # fmt: skip
    made = read(own, f"/groups/{number}")
    assert made["levels"][0]["elements"][5] == {
        "position": 5, "serverId": 0, "cameraId": 6, "streamId": 1, "quality": None, "mode": "v", "type": "c", "url": None,
        "showMargin": True, "showMenu": True, "keepRatio": True, "alignment": 0,
    }  # fmt: skip
    assert number in listed(own)


def listed(own: httpx.Client) -> list[int]:
    return [shown["id"] for shown in own.get("/groups").json()["groups"]]


def test_every_attribute_that_is_given_is_kept(own: httpx.Client) -> None:
    traits = {
        "pushMode": True,
        "fullScreen": "1",
        "stayOnTop": 1,
        "displayCode": 7,
        "defaultLevelDuration": 60,
        "comments": "é",
    }
    wanted = element(
        0, 2, quality=2, mode="a", showMargin=False, showMenu="false", keepRatio=0, alignment=4, url="http://x"
    )
    image = {"position": 1, "type": "i", "url": "http://example.com/a.png"}
    path = create(own, **traits, levels=[{"name": "L", "elements": [wanted, image]}])
    made = read(own, path)
    kept = {name: made[name] for name in traits}
    assert kept == traits | {"fullScreen": True, "stayOnTop": True}
    assert made["levels"][0]["duration"] is None
    assert made["levels"][0]["elements"][0] == wanted | {"type": "c", "showMenu": False, "keepRatio": False}
    assert made["levels"][0]["elements"][1]["type"] == "i"


def test_a_level_may_be_empty(own: httpx.Client) -> None:
    path = create(own, levels=[{"name": "Nothing", "duration": 5, "elements": []}])
    assert read(own, path)["levels"] == [{"name": "Nothing", "duration": 5, "elements": []}]


def test_a_camera_of_another_server_is_known_there_alone(own: httpx.Client) -> None:
    path = create(own, levels=[{"name": "L", "elements": [element(0, 999, serverId=1)]}])
    assert read(own, path)["levels"][0]["elements"][0]["cameraId"] == 999


def test_an_update_in_depth_answers_as_in_the_document(own: httpx.Client) -> None:
    path = create(own, displayCode=201)
    changes = group(name="AllCameraBis", pushMode=True)
    for name in ("rows", "cols", "fullScreen"):
        del changes[name]  # as in the document's request
    answer = own.put(path, json={"group": changes})
    number = int(path.rpartition("/")[2])
    assert answer.status_code == 200
    assert answer.headers["content-location"] == f"/api/v1.2/groups/{number}"
    assert list(answer.json()["group"].items()) == [
        ("id", number), ("name", "AllCameraBis"), ("rows", 3), ("cols", 3), ("fullScreen", False), ("stayOnTop", False),
        ("displayCode", 201), ("pushMode", True),
    ]  # fmt: skip


def test_an_update_in_depth_replaces_layout_and_levels_wholly(own: httpx.Client) -> None:
    path = create(own, levels=[{"name": "L", "elements": [element(0, 1, keepRatio=False), element(1, 2)]}])
    levels = [{"name": "M", "elements": [{"position": 0, "cameraId": 3, "quality": 1}]}]
    assert own.put(path, json={"group": {"layout": [[0], [0]], "levels": levels}}).status_code == 200
    made = read(own, path)
    assert (made["rows"], made["cols"], made["layout"], made["name"]) == (2, 1, [[0], [0]], "AllCamera")
    (shown,) = made["levels"][0]["elements"]
    assert (shown["cameraId"], shown["quality"], shown["streamId"], shown["keepRatio"]) == (3, 1, None, True)


def test_an_update_in_depth_may_take_values_away(own: httpx.Client) -> None:
    path = create(own, displayCode=5, comments="x", defaultLevelDuration=9)
    none = {"displayCode": None, "comments": None, "defaultLevelDuration": None}
    assert own.put(path, json={"group": none}).status_code == 200
    made = read(own, path)
    assert {name: made[name] for name in none} == none


def test_an_update_of_the_cycle_keeps_what_it_does_not_say(own: httpx.Client) -> None:
    first = {"name": "A", "elements": [element(0, 1, keepRatio=False, mode="a", alignment=3, quality=2)]}
    second = {"name": "B", "elements": [element(0, 2, alignment=8), {"position": 2, "type": "w", "url": "http://x"}]}
    path = create(own, levels=[first, second], name="Cycle", displayCode=4)
    cycle = [
        {"name": "C", "duration": 4, "elements": [camera_only(0, 3, streamId=2), camera_only(2, 4, quality=3)]},
        {"name": "D", "elements": [camera_only(0, 5, streamId=1), camera_only(1, 6, streamId=1)]},
        {"name": "E", "elements": [camera_only(0, 8, streamId=1)]},
    ]
    answer = own.put(path, json={"levels": cycle})
    assert (answer.status_code, answer.json()["group"]["displayCode"]) == (200, 4)
    one, two, three = read(own, path)["levels"]
    kept = one["elements"][0]
    assert (kept["cameraId"], kept["streamId"], kept["quality"]) == (3, 2, None)
    assert (kept["keepRatio"], kept["mode"], kept["alignment"]) == (False, "a", 3)
    camera = one["elements"][1]
    assert (camera["type"], camera["mode"], camera["url"], camera["quality"]) == ("c", "v", None, 3)
    assert [shown["alignment"] for shown in two["elements"]] == [8, 0]  # of its own level; the defaults
    assert three["elements"][0]["alignment"] == 3  # a new level: of the first that had the cell
    assert (one["duration"], two["duration"]) == (4, None)


def test_a_profile_may_let_a_user_edit_a_mosaic(own: httpx.Client) -> None:
    answer = own.put("/groups/2", json={"group": {"comments": "by demo"}}, auth=DEMO)
    assert answer.status_code == 200
    assert read(own, "/groups/2")["comments"] == "by demo"


@pytest.mark.parametrize(("auth", "path"), [(DEMO, "/groups/1"), (GUARD, "/groups/2"), (GUEST, "/groups/1")])
def test_seeing_a_mosaic_is_not_editing_it(own: httpx.Client, auth: WsseAuth, path: str) -> None:
    answer = own.put(path, json={"group": {"comments": "no"}}, auth=auth)
    assert (answer.status_code, answer.json()) == (403, {"error": "You do not have the right to do this: edit."})
    assert read(own, path)["comments"] != "no"


def test_a_mosaic_that_the_user_may_not_see_is_404(own: httpx.Client) -> None:
    assert own.put("/groups/2", json={"group": {}}, auth=GUEST).status_code == 404
    assert own.put("/groups/999", json={"group": {}}).status_code == 404


def test_only_an_admin_creates(own: httpx.Client) -> None:
    answer = own.post("/groups", json={"group": group()}, auth=DEMO)
    assert (answer.status_code, answer.json()["error"].endswith("profile level Admin.")) == (403, True)


def _with(path: str, value: Any) -> dict[str, Any]:
    """The example with one value changed: `levels.0.elements.1.cameraId`."""
    made: Any = group()
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target = made
    for part in way:
        target = target[part]
    target[last] = value
    return dict(made)


BAD: list[tuple[str, Any, str]] = [
    ("name", "", "at least 1 characters or items"),
    ("name", " ", "at least 1 characters or items"),
    ("name", None, "a text"),
    ("name", 5, "a text"),
    ("name", "a\0", "text without control characters"),
    ("name", "x" * 201, "at most 200 characters or items"),
    ("rows", 0, "at least 1"),
    ("rows", 17, "at most 16"),
    ("rows", "3", "a whole number"),
    ("cols", 3.0, "a whole number"),
    ("cols", True, "a whole number"),
    ("pushMode", "yes", "true or false"),
    ("fullScreen", 2, "true or false"),
    ("stayOnTop", None, "true or false"),
    ("displayCode", -1, "at least 0"),
    ("displayCode", 2**31, "at most 2147483647"),
    ("defaultLevelDuration", 0, "at least 1"),
    ("comments", "x" * 2001, "at most 2000 characters or items"),
    ("comments", "\udc00", "a text"),
    ("layout", [], "at least 1 characters or items"),
    ("layout", {}, "a list"),
    ("layout", [[0] * 3] * 17, "at most 16 characters or items"),
    ("layout", [[0, 1, 2], [0, 1, 2]], "3 rows of 3 cells"),
    ("layout", [[0, 1, 2], [0, 1, 2], [0, 1]], "3 rows of 3 cells"),
    ("layout", [[0, 0, 1], [0, 0, 2], [3, 4, 6]], "cells numbered from 0 without gaps"),
    ("layout", [[1, 1, 2], [1, 1, 3], [4, 5, 6]], "cells numbered from 0 without gaps"),
    ("layout", [[0, 1, 1], [0, 0, 2], [3, 4, 5]], "rectangular cells; cell 0 is not"),
    ("layout", [[1, 0, 1], [2, 2, 2], [3, 4, 5]], "rectangular cells; cell 1 is not"),
    ("layout.0.0", "0", "a whole number"),
    ("layout.1.2", -1, "at least 0"),
    ("levels", [], "at least 1 characters or items"),
    ("levels", None, "a list"),
    ("levels.0", "x", "an object"),
    ("levels.0.name", None, "a text"),
    ("levels.0.duration", 0, "at least 1"),
    ("levels.0.duration", 86401, "at most 86400"),
    ("levels.0.elements", None, "a list"),
    ("levels.0.elements.0.position", 6, "a cell of the layout, from 0 to 5"),
    ("levels.0.elements.0.position", 1.5, "a whole number"),
    ("levels.0.elements.1.position", 0, "each cell once at most in a level"),
    ("levels.0.elements.0.serverId", -1, "at least 0"),
    ("levels.0.elements.0.cameraId", 999, "the id of a camera that you may see"),
    ("levels.0.elements.0.cameraId", None, "a value"),
    ("levels.0.elements.0.cameraId", 2**62, "at most 2147483647"),
    ("levels.0.elements.0.cameraId", 10**30, "at most 2147483647"),
    ("levels.0.elements.0.streamId", 9, "the id of one of the camera's streams"),
    ("levels.0.elements.0.streamId", None, "a stream, or a quality instead"),
    ("levels.0.elements.0.quality", 4, "at most 3"),
    ("levels.0.elements.0.quality", 0, "at least 1"),
    ("levels.0.elements.0.mode", "x", "one of 'v' or 'a'"),
    ("levels.0.elements.0.type", "z", "one of 'c', 'i' or 'w'"),
    ("levels.0.elements.0.url", 7, "a text"),
    ("levels.0.elements.0.showMargin", "maybe", "true or false"),
    ("levels.0.elements.0.showMenu", [], "true or false"),
    ("levels.0.elements.0.keepRatio", None, "true or false"),
    ("levels.0.elements.0.alignment", "left", "a whole number"),
]


def _field(path: str) -> str:
    return "group" + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path.split("."))


@pytest.mark.parametrize(("path", "value", "expected"), BAD, ids=lambda value: str(value)[:40])
def test_a_bad_value_is_named_with_what_was_expected(own: httpx.Client, path: str, value: Any, expected: str) -> None:
    before = listed(own)
    body = json.dumps({"group": _with(path, value)})
    headers = {"Content-Type": "application/json"}
    for method, target in (("POST", "/groups"), ("PUT", "/groups/3")):
        answer = own.request(method, target, content=body, headers=headers)
        said = {"error": f"Invalid value for {_field(path)}: expected {expected}."}
        assert (answer.status_code, answer.json()) == (400, said)
    assert listed(own) == before
    assert read(own, "/groups/3")["name"] == "Round of the site"


@pytest.mark.parametrize("name", ["name", "rows", "cols", "layout", "levels"])
def test_what_is_mandatory_is_missed(own: httpx.Client, name: str) -> None:
    made = group()
    del made[name]
    answer = own.post("/groups", json={"group": made})
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for group.{name}: expected a value."})


@pytest.mark.parametrize("kind", ["i", "w"])
def test_an_image_and_a_page_need_their_address(own: httpx.Client, kind: str) -> None:
    answer = own.post("/groups", json={"group": _with("levels.0.elements.2", {"position": 2, "type": kind})})
    expected = "Invalid value for group.levels[0].elements[2].url: expected a value."
    assert (answer.status_code, answer.json()["error"]) == (400, expected)


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"rows": 2}, "group.layout", "2 rows of 3 cells"),
        ({"layout": [[0, 1]]}, "group.levels[0].elements[2].position", "a cell of the layout, from 0 to 1"),
    ],
)
def test_an_update_must_fit_what_stays(own: httpx.Client, changes: dict[str, Any], field: str, expected: str) -> None:
    path = create(own)
    answer = own.put(path, json={"group": changes})
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {field}: expected {expected}."})


@pytest.mark.parametrize(
    ("cycle", "field", "expected"),
    [
        ([], "levels", "at least 1 characters or items"),
        ([{"name": "L"}], "levels[0].elements", "a value"),
        ([{"elements": []}], "levels[0].name", "a value"),
        ([{"name": "L", "elements": [{"position": 0}]}], "levels[0].elements[0].cameraId", "a value"),
        ([{"name": "L", "elements": [{"cameraId": 1}]}], "levels[0].elements[0].position", "a value"),
        ([{"name": "L", "elements": [{"position": 0, "cameraId": 1}]}], "levels[0].elements[0].streamId",
         "a stream, or a quality instead"),
        ([{"name": "L", "elements": [element(7, 1)]}], "levels[0].elements[0].position", "a cell of the layout, from 0 to 1"),
        ([{"name": "L", "elements": [element(0, 99)]}], "levels[0].elements[0].cameraId",
         "the id of a camera that you may see"),
    ],
)  # fmt: skip
def test_a_bad_cycle_is_refused(own: httpx.Client, cycle: object, field: str, expected: str) -> None:
    answer = own.put("/groups/3", json={"levels": cycle})
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {field}: expected {expected}."})


@pytest.mark.parametrize(
    "body", [{}, {"group": None}, {"group": group(), "levels": []}, {"group": group(), "levels": group()["levels"]}]
)
def test_an_update_is_of_one_kind(own: httpx.Client, body: dict[str, Any]) -> None:
    assert own.put("/groups/3", json=body).status_code == 400
    assert read(own, "/groups/3")["name"] == "Round of the site"


EDITOR = WsseAuth("editor", "editor")


def test_the_right_to_edit_is_enough_to_see(own: httpx.Client) -> None:
    assert [shown["id"] for shown in own.get("/groups", auth=EDITOR).json()["groups"]] == [3]


@pytest.mark.parametrize(("camera", "status"), [(1, 200), (2, 200), (3, 400), (999, 400)])
def test_an_editor_can_show_only_cameras_that_he_may_see(own: httpx.Client, camera: int, status: int) -> None:
    levels = [{"name": "Mine", "elements": [element(0, camera)]}]
    for body in ({"group": {"levels": levels}}, {"levels": levels}):
        answer = own.put("/groups/3", json=body, auth=EDITOR)
        assert answer.status_code == status, answer.text
    answer = own.get("/groups/3/override", params={"position": 0, "cameraId": camera, "streamId": 1}, auth=EDITOR)
    assert answer.status_code == (204 if status == 200 else status)


@pytest.mark.parametrize("language", ["fr", "de", "es", "it", "nl"])
def test_refusals_are_translated(own: httpx.Client, language: str) -> None:
    said = own.post("/groups", json={"group": group(rows=2)}, headers={"Accept-Language": language}).json()["error"]
    assert "group.layout" in said
    assert "rows" not in said


def test_many_changes_at_once_are_all_kept(own: httpx.Client) -> None:
    """Each level's update starts from what the one before it left: none is lost."""
    path = create(own, levels=[{"name": "L", "elements": []}])
    with ThreadPoolExecutor(8) as pool:
        numbers = pool.map(lambda n: own.put(path, json={"group": {"name": f"N{n}"}}).status_code, range(16))
        assert set(numbers) == {200}
    assert read(own, path)["name"].startswith("N")


def test_who_changed_a_mosaic_is_recorded(own: httpx.Client, directory: Path) -> None:
    path = create(own, name="Recorded")
    assert last_action(directory, "LogGroupCreate") == ("admin", {"name": "Recorded"})
    own.put(path, json={"group": {"name": "Renamed"}})
    assert last_action(directory, "LogGroupUpdate") == ("admin", {"name": "Renamed"})
    own.get(f"{path}/override", params={"position": 2})
    assert last_action(directory, "LogGroupOverride") == ("admin", {"name": "Renamed", "position": "2"})
    own.get(f"{path}/override", params={"position": 99})
    assert last_action(directory, "LogGroupOverride")[1]["position"] == "2"
