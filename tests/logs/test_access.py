"""Who may read the logs, and what may be asked of them."""

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR

PATHS = ["/users/actions", "/users/1/actions", "/cameras/connections", "/cameras/1/connections", "/system/logs"]


@pytest.mark.parametrize("path", PATHS)
def test_logs_need_credentials(own: httpx.Client, path: str) -> None:
    assert own.get(path).status_code == 401


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("auth", [DEMO, GUARD, MONITOR, GUEST], ids=["demo", "guard", "monitor", "guest"])
def test_logs_are_for_administrators(own: httpx.Client, path: str, auth: httpx.Auth) -> None:
    answer = own.get(path, auth=auth)
    assert (answer.status_code, answer.json()) == (
        403,
        {"error": "You do not have the right to do this: profile level Admin."},
    )


@pytest.mark.parametrize("path", PATHS)
def test_logs_are_only_read(own: httpx.Client, path: str) -> None:
    assert own.post(path, auth=ADMIN).status_code == 405


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/users/99/actions", "There is no user 99."),
        (f"/users/{2**40}/actions", f"There is no user {2**40}."),
        ("/users/0/actions", "There is no user 0."),
        ("/cameras/99/connections", "There is no camera 99."),
        (f"/cameras/{2**70}/connections", f"There is no camera {2**70}."),
    ],
)
def test_what_does_not_exist_has_no_log(own: httpx.Client, path: str, error: str) -> None:
    answer = own.get(path, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (404, {"error": error})


DATE = "expected an ISO 8601 date such as 2026-11-26T08:00:00Z"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("/users/actions?from=yesterday", f"Invalid value for from: {DATE}."),
        ("/users/actions?to=2026-02-30T00:00:00Z", f"Invalid value for to: {DATE}."),
        ("/users/actions?limit=0", "Invalid value for limit: expected at least 1."),
        ("/users/actions?limit=1001", "Invalid value for limit: expected at most 1000."),
        ("/users/actions?limit=few", "Invalid value for limit: expected a whole number."),
        ("/users/actions?offset=-1", "Invalid value for offset: expected at least 0."),
        (f"/users/actions?offset={2**63}", "Invalid value for offset: expected at most 2147483647."),
        ("/users/x/actions", "Invalid value for user_id: expected a whole number."),
        ("/cameras/connections?id_cams=1,x", "Invalid value for id_cams: expected ids by commas, at most 1000."),
        ("/cameras/connections?connected=maybe", "Invalid value for connected: expected true or false."),
        ("/cameras/x/connections", "Invalid value for camera_id: expected a whole number."),
        ("/system/logs?all=some", "Invalid value for all: expected true or false."),
        ("/system/logs?noCase=2", "Invalid value for noCase: expected true or false."),
        ("/system/logs?search=%00", "Invalid value for search: expected text without control characters."),
        (f"/system/logs?search={'a' * 201}", "Invalid value for search: expected at most 200 characters or items."),
    ],
)
def test_bad_values_are_refused(own: httpx.Client, query: str, error: str) -> None:
    answer = own.get(query, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_the_log_of_all_cameras_hides_no_camera(own: httpx.Client) -> None:
    answer = own.get("/cameras/abc", auth=ADMIN)
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "Invalid value for camera_id: expected a whole number.",
    )
    assert own.get("/cameras/1", auth=ADMIN).json()["id"] == 1
