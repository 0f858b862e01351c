"""Who sees which cameras: invisible and absent ones are told apart by nothing."""

from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

EVERY = list(range(1, 17))


def cameras(api: httpx.Client, auth: WsseAuth) -> list[dict[str, Any]]:
    return list(api.get("/api/v1.2/cameras", auth=auth).json()["cameras"])


@pytest.mark.parametrize("path", ["", "/1", "/1/ref.jpg", "/999", "/x"])
def test_all_of_it_needs_credentials(api: httpx.Client, path: str) -> None:
    answer = api.get(f"/api/v1.2/cameras{path}")
    assert (answer.status_code, answer.json()) == (401, {"error": "Authentication is required."})


@pytest.mark.parametrize(
    ("auth", "visible"),
    [(ADMIN, EVERY), (DEMO, EVERY), (GUARD, EVERY), (MONITOR, [1]), (GUEST, [1, 2])],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_the_list_holds_what_the_user_may_see(api: httpx.Client, auth: WsseAuth, visible: list[int]) -> None:
    assert [camera["id"] for camera in cameras(api, auth)] == visible


@pytest.mark.parametrize(
    ("auth", "camera", "live", "records", "ptz"),
    [
        (ADMIN, 1, True, True, True),
        (ADMIN, 2, True, True, False),
        (DEMO, 1, True, True, True),
        (GUARD, 1, True, True, False),
        (MONITOR, 1, False, True, False),
        (GUEST, 1, True, False, False),
    ],
)
def test_a_camera_tells_what_the_user_may_do(
    api: httpx.Client, auth: WsseAuth, camera: int, live: bool, records: bool, ptz: bool
) -> None:
    answer = api.get(f"/api/v1.2/cameras/{camera}", auth=auth).json()
    allowed = (answer["playLiveAllowed"], answer["playRecordsAllowed"], answer["ptzAllowed"])
    assert allowed == (live, records, ptz)


@pytest.mark.parametrize("path", ["3", "3/ref.jpg", "999", "999/ref.jpg", "0", "-1"])
def test_an_invisible_camera_is_as_absent_as_one_that_does_not_exist(api: httpx.Client, path: str) -> None:
    answer = api.get(f"/api/v1.2/cameras/{path}", auth=GUEST)
    number = path.partition("/")[0]
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no camera {number}."})


@pytest.mark.parametrize("number", ["x", "1.5", "1e3", "%20", "alarm", "9" * 5000], ids=lambda value: value[:8])
def test_a_number_that_is_none_is_400(api: httpx.Client, number: str) -> None:
    answer = api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN)
    expected = {"error": "Invalid value for camera_id: expected a whole number."}
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**400], ids=["2^31", "2^63", "2^64", "10^400"])
def test_a_number_beyond_every_integer_type_is_404(api: httpx.Client, number: int) -> None:
    answer = api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no camera {number}."})
