"""Which mosaics there are, each attribute of the document, and who sees them."""

from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

ELEMENT = {
    "position": 0,
    "serverId": 0,
    "cameraId": 1,
    "streamId": 2,
    "quality": None,
    "mode": "v",
    "type": "c",
    "url": None,
    "showMargin": True,
    "showMenu": True,
    "keepRatio": True,
    "alignment": 0,
}
ATTRIBUTES = [
    "id", "name", "rows", "cols", "pushMode", "fullScreen", "stayOnTop", "displayCode", "defaultLevelDuration", "comments",
    "layout", "levels",
]  # fmt: skip


def mosaic(api: httpx.Client, number: int, auth: WsseAuth = ADMIN) -> dict[str, Any]:
    return dict(api.get(f"/api/v1.2/groups/{number}", auth=auth).json())


def test_a_mosaic_has_every_attribute_in_the_documents_order(api: httpx.Client) -> None:
    read = mosaic(api, 1)
    assert list(read) == ATTRIBUTES
    shown = {name: read[name] for name in ATTRIBUTES[:-1]}
    assert shown == {
        "id": 1, "name": "Approaches", "rows": 2, "cols": 2, "pushMode": False, "fullScreen": False, "stayOnTop": False,
        "displayCode": 201, "defaultLevelDuration": None, "comments": None, "layout": [[0, 1], [2, 3]],
    }  # fmt: skip


def test_an_element_has_every_attribute_in_the_documents_order(api: httpx.Client) -> None:
    level = mosaic(api, 1)["levels"][0]
    assert (list(level), level["name"], level["duration"]) == (["name", "duration", "elements"], "Approaches 0", 10)
    assert list(level["elements"][0].items()) == list(ELEMENT.items())
    assert [element["cameraId"] for element in level["elements"]] == [1, 2, 3, 4]


def test_merged_cells_levels_and_qualities_are_told(api: httpx.Client) -> None:
    guard_room, in_turn, indoors = (mosaic(api, number) for number in (2, 3, 4))
    assert (guard_room["rows"], guard_room["cols"]) == (3, 3)
    assert guard_room["layout"] == [[0, 0, 1], [0, 0, 2], [3, 4, 5]]
    assert [(level["duration"], len(level["elements"])) for level in in_turn["levels"]] == [
        (None, 2),
        (12, 2),
        (None, 1),
        (5, 2),
    ]
    page = in_turn["levels"][3]["elements"][1]
    assert (page["type"], page["cameraId"], page["url"]) == ("w", None, "http://intranet.example.com/shifts")
    assert [(e["quality"], e["streamId"]) for e in indoors["levels"][0]["elements"]] == [
        (3, None),
        (2, None),
        (2, None),
    ]


@pytest.mark.parametrize("version", ["v1", "v1.1", "v1.2"])
def test_the_list_shows_each_mosaic_as_it_is_shown_alone_with_its_address(api: httpx.Client, version: str) -> None:
    listed = api.get(f"/api/{version}/groups", auth=ADMIN).json()
    alone = [mosaic(api, number) | {"href": f"/api/v1.2/groups/{number}"} for number in (1, 2, 3, 4)]
    assert listed == {"groups": alone}
    assert list(listed["groups"][0]) == [*ATTRIBUTES, "href"]


@pytest.mark.parametrize(
    ("auth", "seen"),
    [(ADMIN, [1, 2, 3, 4]), (DEMO, [1, 2, 3, 4]), (GUARD, [1, 2, 3, 4]), (MONITOR, []), (GUEST, [1])],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_users_see_the_mosaics_that_their_profile_lets_them_see(
    api: httpx.Client, auth: WsseAuth, seen: list[int]
) -> None:
    assert [group["id"] for group in api.get("/api/v1.2/groups", auth=auth).json()["groups"]] == seen
    statuses = [api.get(f"/api/v1.2/groups/{number}", auth=auth).status_code for number in (1, 2, 3, 4)]
    assert statuses == [200 if number in seen else 404 for number in (1, 2, 3, 4)]


def test_cells_of_cameras_that_the_user_may_not_see_are_told_too(api: httpx.Client) -> None:
    assert mosaic(api, 1, GUEST) == mosaic(api, 1, ADMIN)


@pytest.mark.parametrize("path", ["", "/1", "/99", "/x", "/1/override"])
def test_all_of_it_needs_credentials(api: httpx.Client, path: str) -> None:
    assert api.get(f"/api/v1.2/groups{path}").status_code == 401


@pytest.mark.parametrize("number", ["0", "-1", "5", "2147483648", "9" * 400])
def test_a_mosaic_that_does_not_exist_is_404(api: httpx.Client, number: str) -> None:
    answer = api.get(f"/api/v1.2/groups/{number}", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no mosaic {number}."})


def test_a_number_that_is_none_is_400(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/groups/x", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "Invalid value for group_id: expected a whole number."},
    )


@pytest.mark.parametrize("path", ["/api/v1.2/goups/1", "/api/v1.2/groups/1/", "/api/v1.2/groups/1/overrides"])
def test_the_documents_misprints_are_no_paths(api: httpx.Client, path: str) -> None:
    assert api.get(path, auth=ADMIN).status_code == 404
