"""Who may insert events and who may consult them: a device is unknown to those who may neither."""

import httpx
import pytest

from tests.devices.asking import ENTRANCE, PERIMETER, ask, event, insert
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR

INSERT = "You do not have the right to do this: insert metadata."
CONSULT = "You do not have the right to do this: consult metadata."


def unknown(device: str) -> str:
    return f"There is no device {device}."


@pytest.mark.parametrize(
    ("auth", "device", "status", "error"),
    [
        (None, ENTRANCE, 401, "Authentication is required."),
        (ADMIN, ENTRANCE, 201, None),
        (GUARD, ENTRANCE, 201, None),
        (GUARD, PERIMETER, 404, unknown(PERIMETER)),
        (DEMO, ENTRANCE, 403, INSERT),
        (MONITOR, ENTRANCE, 404, unknown(ENTRANCE)),
        (GUEST, ENTRANCE, 404, unknown(ENTRANCE)),
    ],
)
def test_inserting_needs_its_right(
    own: httpx.Client, auth: httpx.Auth | None, device: str, status: int, error: str | None
) -> None:
    answer = insert(own, event(), device, auth=auth)
    assert (answer.status_code, answer.json().get("error")) == (status, error)


@pytest.mark.parametrize(
    ("auth", "device", "status", "error"),
    [
        (None, ENTRANCE, 401, "Authentication is required."),
        (ADMIN, ENTRANCE, 200, None),
        (DEMO, PERIMETER, 200, None),
        (GUARD, ENTRANCE, 403, CONSULT),
        (GUARD, PERIMETER, 404, unknown(PERIMETER)),
        (GUEST, ENTRANCE, 404, unknown(ENTRANCE)),
    ],
)
def test_consulting_needs_its_right(
    own: httpx.Client, auth: httpx.Auth | None, device: str, status: int, error: str | None
) -> None:
    criteria = own.get(f"/devices/{device}/proxy/events/search/criteria", auth=auth)
    for answer in (ask(own, device=device, auth=auth), criteria):
        assert (answer.status_code, answer.json().get("error")) == (status, error)


@pytest.mark.parametrize("method", ["insert", "search", "criteria"])
@pytest.mark.parametrize(
    ("device", "status", "error"),
    [
        ("3000efd7-62b3-4a6e-ac05-a76f0d831a56", 404, unknown("3000efd7-62b3-4a6e-ac05-a76f0d831a56")),
        ("7", 400, "Invalid value for device_id: expected a UUID."),
    ],
)
def test_a_device_that_does_not_exist_is_unknown(
    own: httpx.Client, method: str, device: str, status: int, error: str
) -> None:
    path = f"/devices/{device}"
    answers = {
        "insert": lambda: insert(own, event(), device),
        "search": lambda: ask(own, device=device),
        "criteria": lambda: own.get(f"{path}/proxy/events/search/criteria", auth=ADMIN),
    }
    answer = answers[method]()
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_the_case_of_a_uuid_does_not_matter(own: httpx.Client) -> None:
    assert insert(own, event(), ENTRANCE.upper()).status_code == 201
