"""Maps are made, read, changed and deleted as the document's examples show."""

import base64
from typing import Any

import httpx
import pytest

from ctserver.actions.models import Action
from ctserver.auth.models import Grant
from ctserver.db import Database, sqlite_url
from ctserver.resources import fixtures
from tests.maps.drawing import CAR_PARKS, URL, a_map, background, camera, created, item, picture, read
from tests.support.serving import Server
from tests.support.users import ADMIN, GUARD


def test_the_list_tells_version_and_place(api: httpx.Client) -> None:
    first = api.get(URL, auth=ADMIN).json()["maps"][0]
    expected = [("uuid", CAR_PARKS), ("name", "Car parks"), ("version", 1), ("detailUrl", f"{URL}/{CAR_PARKS}")]
    assert list(first.items()) == expected


def test_a_map_of_the_site_is_read(api: httpx.Client) -> None:
    found = api.get(f"{URL}/{CAR_PARKS}", auth=ADMIN).json()["map"]
    assert list(found) == ["uuid", "name", "version", "scale", "items", "backgrounds"]
    first = found["items"][1]
    assert list(first) == ["posX", "posY", "type", "width", "height", "zIndex", "properties"]
    expected = {"id": "3", "node": "0", "angle": 60, "range": 290, "direction": 25}
    assert list(first["properties"].items()) == list(expected.items())
    image = base64.b64decode(found["backgrounds"][0].pop("image"), validate=True)
    assert image == (fixtures() / "maps" / "car-parks.png").read_bytes()
    assert found["backgrounds"] == [{"posX": 0, "posY": 0, "width": 1200, "height": 800, "zIndex": 0}]


def test_a_map_is_created(own: httpx.Client) -> None:
    items = [camera("5"), item("command", id="1")]
    answer = own.post(URL, json=a_map(items=items, backgrounds=[background(picture())]))
    saved = answer.json()["map"]
    uuid = saved["uuid"]
    assert answer.status_code == 201
    assert answer.headers["location"] == saved["detailUrl"] == f"{URL}/{uuid}"
    assert list(saved.items()) == [
        ("uuid", uuid), ("version", 1), ("name", "Building 2"), ("detailUrl", f"{URL}/{uuid}"),
    ]  # fmt: skip
    items[1]["properties"]["node"] = "0"
    expected = {"uuid": uuid, "name": "Building 2", "version": 1, "scale": 1, "items": items}
    assert read(own, uuid) == expected | {"backgrounds": [background(picture())]}
    assert uuid in [entry["uuid"] for entry in own.get(URL).json()["maps"]]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (camera(5), camera("5")),
        (camera("005", items=[]), camera("5", items=[])),
        (camera("5", items=None) | {"properties": {**camera(5)["properties"], "node": 0}}, camera("5")),
        (item("command", id=1), item("command", id="1", node="0")),
        (item("command", id=1, node=1), item("command", id="1", node="1")),
        (item("group", id=1, node="0", angle=5), item("group", id="1")),
        (item("map", id=CAR_PARKS.upper()), item("map", id=CAR_PARKS)),
        (camera(77) | {"properties": {**camera(77)["properties"], "node": "1"}},
         camera("77") | {"properties": {**camera("77")["properties"], "node": "1"}}),
        (camera("1", items=[item("preset", id=2)]), camera("1", items=[item("preset", id="2", node="0")])),
    ],
)  # fmt: skip
def test_an_element_is_kept_in_the_documents_spelling(
    own: httpx.Client, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    if sent["properties"].get("items", 0) is None:
        del sent["properties"]["items"]
    assert read(own, created(own, items=[sent]))["items"] == [kept]


def test_a_change_replaces_the_content_and_counts_the_version(own: httpx.Client) -> None:
    uuid = created(own, items=[camera(5)], backgrounds=[background(picture())])
    body = a_map(name="Building 3", scale=1.2, items=[camera(5), camera(6)], backgrounds=[background(picture("GIF"))])
    answer = own.put(f"{URL}/{uuid}", json=body)
    expected = {"uuid": uuid, "version": 2, "name": "Building 3", "detailUrl": f"{URL}/{uuid}"}
    assert (answer.status_code, answer.json()) == (200, {"map": expected})
    found = read(own, uuid)
    assert (found["version"], found["scale"]) == (2, 1.2)
    assert [element["properties"]["id"] for element in found["items"]] == ["5", "6"]
    assert found["backgrounds"] == [background(picture("GIF"))]


def test_what_is_left_out_of_a_change_stays(own: httpx.Client) -> None:
    uuid = created(own, scale=2, items=[camera(5)], backgrounds=[background(picture())])
    before = read(own, uuid)
    assert own.put(f"{URL}/{uuid}", json={"map": {"name": "Renamed"}}).json()["map"]["version"] == 2
    assert read(own, uuid) == before | {"name": "Renamed", "version": 2}


def test_a_change_may_leave_nothing(own: httpx.Client) -> None:
    uuid = created(own, items=[camera(5)], backgrounds=[background(picture())])
    own.put(f"{URL}/{uuid}", json=a_map())
    found = read(own, uuid)
    assert (found["items"], found["backgrounds"]) == ([], [])


def test_who_may_edit_a_map_cannot_place_what_he_does_not_see(own: httpx.Client) -> None:
    """guard may edit the car parks, and sees the commands 1 and 2 alone."""
    version = own.get(f"{URL}/{CAR_PARKS}").json()["map"]["version"]
    refused = own.put(f"{URL}/{CAR_PARKS}", json=a_map(items=[item("command", id=3)]), auth=GUARD)
    assert refused.json() == {
        "error": "Invalid value for map.items[0].properties.id: expected the id of something that exists."
    }
    saved = own.put(f"{URL}/{CAR_PARKS}", json=a_map(items=[item("command", id=2)]), auth=GUARD)
    assert saved.json()["map"]["version"] == version + 1


def test_a_deleted_map_is_gone_and_no_longer_shown_on_others(own: httpx.Client) -> None:
    target = created(own)
    other = created(own, items=[item("map", id=target), camera(5)])
    answer = own.delete(f"{URL}/{target}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (204, b"", "text/html")
    assert [element["type"] for element in read(own, other)["items"]] == ["camera"]
    assert [own.get(f"{URL}/{target}").status_code, own.delete(f"{URL}/{target}").status_code] == [404, 404]


def test_the_rights_on_a_deleted_map_go_with_it(own: httpx.Client, own_server: Server) -> None:
    database = Database(sqlite_url(own_server.directory / "data"))
    uuid = created(own)
    with database.session(write=True) as session:
        session.add(Grant(profile_id=2, kind="map", resource=uuid, right="view"))
    own.delete(f"{URL}/{uuid}")
    with database.session() as session:
        assert session.query(Grant).filter_by(resource=uuid).count() == 0
    database.dispose()


def test_each_change_is_logged_once(own: httpx.Client, own_server: Server) -> None:
    uuid = created(own, name="Logged Map")
    own.put(f"{URL}/{uuid}", json=a_map(name="Logged Map again"))
    own.delete(f"{URL}/{uuid}")
    database = Database(sqlite_url(own_server.directory / "data"))
    with database.session() as session:
        rows = [
            (row.code, row.parameters.get("name", ""))
            for row in session.query(Action).where(Action.code != "LogUserLogin").order_by(Action.id)
        ]
    database.dispose()
    assert [row for row in rows if "Logged Map" in row[1]] == [
        ("LogMapCreate", "Logged Map"), ("LogMapUpdate", "Logged Map again"), ("LogMapDelete", "Logged Map again"),
    ]  # fmt: skip
