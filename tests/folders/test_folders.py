"""Folders are made, read, changed, put in order and deleted as the document's examples show."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ctserver.actions.models import Action
from ctserver.db import Database, sqlite_url
from tests.folders.selections import (
    CAR_PARKS,
    EXISTING,
    GROUND_FLOOR,
    INSIDE,
    NOWHERE,
    OUTSIDE,
    URL,
    a_folder,
    camera,
    created,
    inner,
    names,
    read,
)
from tests.support.serving import Server
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("PATCH", ""), ("GET", "/x"), ("PUT", "/x"), ("DELETE", "/x")]
)
def test_all_of_it_needs_credentials(api: httpx.Client, method: str, path: str) -> None:
    assert api.request(method, URL + path.replace("x", OUTSIDE), json=a_folder()).status_code == 401


@pytest.mark.parametrize("auth", [ADMIN, DEMO, GUARD, GUEST, MONITOR], ids=lambda auth: auth.username)
def test_everybody_lists_the_folders(api: httpx.Client, auth: WsseAuth) -> None:
    assert api.get(URL, auth=auth).json() == {
        "folders": [
            {"uuid": OUTSIDE, "name": "Outside", "detailUrl": f"{URL}/{OUTSIDE}"},
            {"uuid": INSIDE, "name": "Inside", "detailUrl": f"{URL}/{INSIDE}"},
        ]
    }


@pytest.mark.parametrize("details", ["true", "1", "TRUE"])
def test_details_hold_what_the_folders_hold(api: httpx.Client, details: str) -> None:
    listed = api.get(URL, params={"details": details}, auth=GUEST).json()["folders"]
    for folder in listed:
        assert folder == read(api, folder["uuid"], GUEST) | {"detailUrl": f"{URL}/{folder['uuid']}"}


@pytest.mark.parametrize("details", ["false", "0"])
def test_details_may_be_declined(api: httpx.Client, details: str) -> None:
    listed = api.get(URL, params={"details": details}, auth=GUEST).json()["folders"]
    assert [list(folder) for folder in listed] == [["uuid", "name", "detailUrl"]] * 2


def test_details_are_a_boolean(api: httpx.Client) -> None:
    answer = api.get(URL, params={"details": "all"}, auth=GUEST)
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid value for details: expected true or false."})


def test_a_folder_of_the_site_is_read(api: httpx.Client) -> None:
    folder = read(api, OUTSIDE)
    assert list(folder) == ["uuid", "name", "regex", "items"]
    assert folder["regex"] == {
        "id": 1,
        "name": "By last word, then the rest",
        "params": {"value": "^(.*?) ?([^ ]+)$", "group": [2, 1]},
    }
    assert folder["items"][0] == {"serverId": 0, "type": "map", "uuid": CAR_PARKS, "weight": -20}
    parks = next(item for item in folder["items"] if item["type"] == "folder")
    assert list(parks) == ["type", "name", "weight", "items"]
    assert list(parks["items"][0].items()) == [("serverId", 0), ("type", "camera"), ("id", 1), ("weight", 0)]


@pytest.mark.parametrize(
    ("auth", "uuid", "seen"),
    [
        (ADMIN, OUTSIDE, [CAR_PARKS, ("Car parks", [1, 3, 13]), ("Perimeter", [8, 15, ("Street", [4, 12])])]),
        (DEMO, OUTSIDE, [CAR_PARKS, ("Car parks", [1, 3, 13]), ("Perimeter", [8, 15, ("Street", [4, 12])])]),
        (GUEST, OUTSIDE, [CAR_PARKS, ("Car parks", [1]), ("Perimeter", [("Street", [])])]),
        (MONITOR, OUTSIDE, [("Car parks", [1]), ("Perimeter", [("Street", [])])]),
        (ADMIN, INSIDE, [GROUND_FLOOR, 2, 10, 11, 14, ("Branch office", [16, 1])]),
        (DEMO, INSIDE, [GROUND_FLOOR, 2, 10, 11, 14, ("Branch office", [16])]),
        (GUEST, INSIDE, [2, ("Branch office", [])]),
    ],
)
def test_what_the_user_may_not_see_is_left_out(api: httpx.Client, auth: WsseAuth, uuid: str, seen: list[Any]) -> None:
    assert names(read(api, uuid, auth)["items"]) == seen


@pytest.mark.parametrize(("uuid", "status"), [(NOWHERE, 404), ("x", 400)])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_does_not_exist(api: httpx.Client, method: str, uuid: str, status: int) -> None:
    answer = api.request(method, f"{URL}/{uuid}", json=a_folder(), auth=ADMIN)
    said = f"There is no folder {uuid}." if status == 404 else "Invalid value for uuid: expected a UUID."
    assert (answer.status_code, answer.json()) == (status, {"error": said})


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PATCH", ""), ("PUT", "/x"), ("DELETE", "/x")])
@pytest.mark.parametrize("auth", [DEMO, GUARD, MONITOR], ids=lambda auth: auth.username)
def test_only_an_admin_writes(api: httpx.Client, auth: WsseAuth, method: str, path: str) -> None:
    body = a_folder() | {"folders": []}
    answer = api.request(method, URL + path.replace("x", OUTSIDE), json=body, auth=auth)
    expected = {"error": "You do not have the right to do this: profile level Admin."}
    assert (answer.status_code, answer.json()) == (403, expected)


def test_a_folder_is_created_as_in_the_documents_example(own: httpx.Client) -> None:
    parts = [
        {"type": "map", "uuid": CAR_PARKS.upper()},
        inner("folder1", camera(1, serverId=1), {"type": "map", "uuid": GROUND_FLOOR, "weight": 10}, weight=-50),
    ]
    answer = own.post(URL, json=a_folder(regexId=1, items=parts))
    entry = answer.json()["folder"]
    uuid = entry["uuid"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{uuid}"
    assert list(entry.items()) == [("uuid", uuid), ("name", "Selection 3"), ("detailUrl", f"{URL}/{uuid}")]
    folder = read(own, uuid)
    assert folder["regex"]["id"] == 1
    within = [
        {"serverId": 1, "type": "camera", "id": 1, "weight": 0},
        {"serverId": 0, "type": "map", "uuid": GROUND_FLOOR, "weight": 10},
    ]
    assert folder["items"] == [
        {"type": "folder", "name": "folder1", "weight": -50, "items": within},
        {"serverId": 0, "type": "map", "uuid": CAR_PARKS, "weight": 0},
    ]


def test_elements_stand_by_weight_and_equals_as_they_came(own: httpx.Client) -> None:
    uuid = created(own, items=[camera(4, weight=3), camera(2), camera(3, weight=-1), camera(1)])
    assert names(read(own, uuid)["items"]) == [3, 2, 1, 4]


def test_a_change_replaces_the_elements_alone(own: httpx.Client) -> None:
    uuid = created(own, regexId=1, items=[camera(1)])
    answer = own.put(f"{URL}/{uuid}", json={"folder": {"regexId": 2, "items": [camera(2), inner("folder2")]}})
    expected = {"uuid": uuid, "name": "Selection 3", "detailUrl": f"{URL}/{uuid}"}
    assert (answer.status_code, answer.json()) == (200, {"folder": expected})
    folder = read(own, uuid)
    assert (folder["regex"]["id"], names(folder["items"])) == (2, [2, ("folder2", [])])


@pytest.mark.parametrize(
    ("change", "name", "criterion", "elements"),
    [
        ({}, "Selection 3", 1, [1]),
        ({"name": "Renamed"}, "Renamed", 1, [1]),
        ({"regexId": None}, "Selection 3", None, [1]),
        ({"items": []}, "Selection 3", 1, []),
    ],
)
def test_what_is_left_out_of_a_change_stays(
    own: httpx.Client, change: dict[str, Any], name: str, criterion: int | None, elements: list[int]
) -> None:
    uuid = created(own, regexId=1, items=[camera(1)])
    assert own.put(f"{URL}/{uuid}", json={"folder": change}).status_code == 200
    folder = read(own, uuid)
    found = (folder["name"], (folder["regex"] or {}).get("id"), names(folder["items"]))
    assert found == (name, criterion, elements)


def test_a_deleted_criterion_leaves_its_folders_without_one(own: httpx.Client) -> None:
    definition = {"regex": {"name": "Short-lived", "params": {"value": "(a)", "group": [1]}}}
    criterion = own.post("/api/v1.2/regex", json=definition).json()["regex"]["id"]
    uuid = created(own, regexId=criterion)
    assert own.delete(f"/api/v1.2/regex/{criterion}").status_code == 204
    assert read(own, uuid)["regex"] is None


def order(api: httpx.Client, uuids: list[str]) -> list[str]:
    """Those of the uuids, as the list has them."""
    return [folder["uuid"] for folder in api.get(URL).json()["folders"] if folder["uuid"] in uuids]


def test_weights_put_folders_in_order(own: httpx.Client) -> None:
    uuids = [created(own, name=name) for name in "abc"]
    assert order(own, uuids) == uuids
    weights = [{"uuid": uuids[0], "weight": 12}, {"uuid": uuids[2], "weight": -3}]
    answer = own.patch(URL, json={"folders": weights})
    assert (answer.status_code, answer.content) == (204, b"")
    assert order(own, uuids) == [uuids[2], uuids[1], uuids[0]]


def test_one_unknown_folder_leaves_the_order_as_it_is(own: httpx.Client) -> None:
    uuids = [created(own, name=name) for name in "ab"]
    weights = [{"uuid": uuids[0], "weight": 5}, {"uuid": NOWHERE, "weight": 1}]
    answer = own.patch(URL, json={"folders": weights})
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for folders[1].uuid: {EXISTING}."})
    assert order(own, uuids) == uuids


def test_a_deleted_folder_is_gone(own: httpx.Client) -> None:
    uuid = created(own)
    answer = own.delete(f"{URL}/{uuid}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (204, b"", "text/html")
    assert [own.get(f"{URL}/{uuid}").status_code, own.delete(f"{URL}/{uuid}").status_code] == [404, 404]


def test_each_change_is_logged_once(own: httpx.Client, own_server: Server) -> None:
    uuid = created(own, name="Logged Folder")
    own.put(f"{URL}/{uuid}", json={"folder": {"name": "Logged Folder again"}})
    own.delete(f"{URL}/{uuid}")
    database = Database(sqlite_url(own_server.directory / "data"))
    with database.session() as session:
        rows = [(row.code, row.parameters.get("name", "")) for row in session.query(Action).order_by(Action.id)]
    database.dispose()
    assert [row for row in rows if "Logged Folder" in row[1]] == [
        ("LogFolderCreate", "Logged Folder"),
        ("LogFolderUpdate", "Logged Folder again"),
        ("LogFolderDelete", "Logged Folder again"),
    ]


def test_twenty_who_write_at_once_lose_nothing(own_server: Server) -> None:
    """Each makes folders and maps of his own, and all change the same map, whose version counts the changes."""
    auth, rounds = ("admin", "camtrace"), 2
    maps = "/api/v1.2/maps"

    def write(number: int) -> list[int]:
        with httpx.Client(base_url=own_server.http, timeout=60, trust_env=False, auth=auth) as api:
            requests = [
                ("POST", URL, a_folder(name=f"crowd {number}", items=[camera(1)])),
                ("PUT", f"{maps}/{shared}", {"map": {"name": f"Shared by {number}"}}),
                ("PATCH", URL, {"folders": [{"uuid": OUTSIDE, "weight": number - 100}]}),
            ]
            return [api.request(how, url, json=body).status_code for _ in range(rounds) for how, url, body in requests]

    with httpx.Client(base_url=own_server.http, timeout=60, trust_env=False, auth=auth) as api:
        made = api.post(maps, json={"map": {"name": "Shared", "items": [], "backgrounds": []}})
        shared = made.json()["map"]["uuid"]
        with ThreadPoolExecutor(20) as pool:
            statuses = list(pool.map(write, range(20)))
        assert statuses == [[201, 200, 204] * rounds] * 20
        assert api.get(f"{maps}/{shared}").json()["map"]["version"] == 1 + 20 * rounds
        listed = [folder["name"] for folder in api.get(URL).json()["folders"]]
    assert sorted(name for name in listed if "crowd" in name) == sorted(
        [f"crowd {number}" for number in range(20)] * rounds
    )
