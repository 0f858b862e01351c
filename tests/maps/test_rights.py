"""Who sees and changes which map, and what of it."""

from collections import Counter
from pathlib import Path

import httpx
import pytest

from ctserver.installation.models import Licence
from tests.maps.drawing import CAR_PARKS, GROUND_FLOOR, URL, a_map
from tests.support.databases import seeded
from tests.support.serving import serving
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

NOWHERE = "00000000-0000-4000-8000-000000000000"


def kinds(api: httpx.Client, auth: WsseAuth, uuid: str) -> Counter[str]:
    """How many elements of each type the user sees on a map, of those that this chapter alone decides on."""
    found = api.get(f"{URL}/{uuid}/items", auth=auth).json()["items"]
    return Counter(item["type"] for item in found if item["type"] in ("camera", "command", "map"))


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/x"), ("GET", "/x/items"), ("PUT", "/x"), ("DELETE", "/x")]
)
def test_all_of_it_needs_credentials(api: httpx.Client, method: str, path: str) -> None:
    assert api.request(method, URL + path.replace("x", CAR_PARKS), json=a_map()).status_code == 401


@pytest.mark.parametrize(
    ("auth", "visible"),
    [
        (ADMIN, [CAR_PARKS, GROUND_FLOOR]),
        (DEMO, [CAR_PARKS, GROUND_FLOOR]),
        (GUARD, [CAR_PARKS, GROUND_FLOOR]),
        (GUEST, [CAR_PARKS]),
        (MONITOR, []),
    ],
    ids=["admin", "demo", "guard", "guest", "monitor"],
)
def test_the_list_holds_what_the_user_may_see(api: httpx.Client, auth: WsseAuth, visible: list[str]) -> None:
    assert [entry["uuid"] for entry in api.get(URL, auth=auth).json()["maps"]] == visible


@pytest.mark.parametrize(
    ("auth", "uuid", "seen"),
    [
        (ADMIN, CAR_PARKS, {"camera": 6, "command": 2, "map": 1}),
        (DEMO, CAR_PARKS, {"camera": 6, "command": 2, "map": 1}),
        (GUARD, CAR_PARKS, {"camera": 6, "command": 1, "map": 1}),
        (GUEST, CAR_PARKS, {"camera": 1}),
        (GUARD, GROUND_FLOOR, {"camera": 6, "command": 1, "map": 1}),
    ],
    ids=["admin", "demo", "guard", "guest", "guard-2"],
)
def test_what_the_user_may_not_see_is_left_out(
    api: httpx.Client, auth: WsseAuth, uuid: str, seen: dict[str, int]
) -> None:
    assert kinds(api, auth, uuid) == seen


def test_a_map_and_its_elements_agree(api: httpx.Client) -> None:
    whole = api.get(f"{URL}/{CAR_PARKS}", auth=GUEST).json()["map"]
    assert api.get(f"{URL}/{CAR_PARKS}/items", auth=GUEST).json() == {"items": whole["items"]}
    assert [preset["properties"]["id"] for preset in whole["items"][0]["properties"]["items"]] == ["2", "3", "4"]


@pytest.mark.parametrize("path", [GROUND_FLOOR, f"{GROUND_FLOOR}/items", NOWHERE, f"{NOWHERE}/items"])
def test_an_invisible_map_is_as_absent_as_one_that_does_not_exist(api: httpx.Client, path: str) -> None:
    answer = api.get(f"{URL}/{path}", auth=GUEST)
    uuid = path.partition("/")[0]
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no map {uuid}."})


@pytest.mark.parametrize("uuid", ["1", "x", CAR_PARKS[:-1], "%00"])
def test_what_is_no_uuid_is_400(api: httpx.Client, uuid: str) -> None:
    answer = api.get(f"{URL}/{uuid}", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid value for uuid: expected a UUID."})


@pytest.mark.parametrize(
    ("auth", "uuid", "status"),
    [(GUARD, GROUND_FLOOR, 403), (GUEST, CAR_PARKS, 403), (DEMO, CAR_PARKS, 403), (MONITOR, CAR_PARKS, 404),
     (GUEST, GROUND_FLOOR, 404), (ADMIN, NOWHERE, 404)],
)  # fmt: skip
def test_only_who_may_edit_changes_a_map(api: httpx.Client, auth: WsseAuth, uuid: str, status: int) -> None:
    assert api.put(f"{URL}/{uuid}", json=a_map(), auth=auth).status_code == status


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("DELETE", f"/{CAR_PARKS}")])
@pytest.mark.parametrize("auth", [DEMO, GUARD, MONITOR], ids=lambda auth: auth.username)
def test_only_an_admin_makes_and_deletes_maps(api: httpx.Client, auth: WsseAuth, method: str, path: str) -> None:
    answer = api.request(method, URL + path, json=a_map(), auth=auth)
    expected = {"error": "You do not have the right to do this: profile level Admin."}
    assert (answer.status_code, answer.json()) == (403, expected)


def test_nothing_works_without_the_module_in_the_licence(tmp_path: Path) -> None:
    with seeded(tmp_path / "data", "demo") as database, database.session(write=True) as session:
        session.add(Licence(id=1, document={"active_modules": ["record"]}))
    with (
        serving(tmp_path, "--data", str(tmp_path / "data")) as server,
        httpx.Client(base_url=server.http, trust_env=False) as api,
    ):
        answers = [
            api.request(method, URL + path, json=a_map(), auth=ADMIN)
            for method in ("GET", "POST", "PUT", "DELETE")
            for path in {"GET": ["", f"/{CAR_PARKS}", f"/{CAR_PARKS}/items"], "POST": [""]}.get(
                method, [f"/{CAR_PARKS}"]
            )
        ]
        anonymous = api.get(URL)
    assert anonymous.status_code == 401
    expected = (403, {"error": "The licence does not include the module maps."})
    assert [(answer.status_code, answer.json()) for answer in answers] == [expected] * 6
