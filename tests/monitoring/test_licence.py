"""The licence: told, counted, replaced."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ctserver.installation.licence import DEFAULT
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR

EXAMPLE = DEFAULT | {"current_metadata_sources": 0, "current_video_sources": 15}
SMALL = {"serial_number": "7", "active_modules": ["record"]}


def read(own: httpx.Client) -> dict[str, Any]:
    answer = own.get("/license", auth=ADMIN)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["license"])


def upload(own: httpx.Client, document: object, **request: Any) -> httpx.Response:
    content = document if isinstance(document, str) else json.dumps(document)
    return own.post("/license", json={"license": content}, **{"auth": ADMIN, **request})


@pytest.fixture(autouse=True)
def _as_before(own: httpx.Client) -> Iterator[None]:
    yield
    assert upload(own, DEFAULT).status_code == 201


def test_at_first_it_is_that_of_the_document(own: httpx.Client) -> None:
    licence = read(own)
    assert licence | {"current_metadata_sources": 0} == EXAMPLE
    assert list(licence) == sorted(licence)


@pytest.mark.parametrize("path", ["/license", "/sysinfo", "/health"])
@pytest.mark.parametrize(
    ("auth", "status"),
    [(None, 401), (ADMIN, 200), (MONITOR, 200), (DEMO, 403), (GUARD, 403), (GUEST, 403)],
    ids=["nobody", "admin", "monitor", "demo", "guard", "guest"],
)
def test_monitoring_is_for_administrators_and_monitors(
    own: httpx.Client, path: str, auth: httpx.Auth | None, status: int
) -> None:
    assert own.get(path, auth=auth).status_code == status


@pytest.mark.parametrize(("auth", "status"), [(None, 401), (MONITOR, 403), (GUARD, 403)])
def test_a_licence_is_replaced_by_administrators_alone(own: httpx.Client, auth: httpx.Auth | None, status: int) -> None:
    assert upload(own, SMALL, auth=auth).status_code == status
    assert read(own)["serial_number"] == "1117"


def test_the_answer_to_an_upload_is_empty(own: httpx.Client) -> None:
    answer = upload(own, SMALL)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["content-type"] == "application/json"


def test_an_upload_replaces_all_of_it(own: httpx.Client) -> None:
    upload(own, DEFAULT | {"licensed_to": "SOMEBODY", "max_screens": 2})
    upload(own, SMALL | {"max_video_sources": 99})
    licence = read(own)
    assert licence["active_modules"] == ["record"]
    assert (licence["licensed_to"], licence["max_screens"]) == ("CAMTRACE TEST", 30)
    assert (licence["serial_number"], licence["max_video_sources"]) == ("7", 99)


def test_what_is_counted_is_not_taken_from_a_file(own: httpx.Client) -> None:
    assert upload(own, read(own) | {"current_video_sources": 4000, "current_metadata_sources": "x"}).status_code == 201
    assert read(own)["current_video_sources"] == 15


def test_what_the_document_does_not_know_is_kept(own: httpx.Client) -> None:
    extra = {"reseller": "Dupont & fils", "max_walls": 3, "share": 0.5, "tags": ["a", "b"], "until": None}
    upload(own, SMALL | extra)
    assert {name: value for name, value in read(own).items() if name in extra} == extra


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"license_valid": False}, False),
        ({"max_video_sources": 15}, True),
        ({"max_video_sources": 14}, False),
        ({"build": 20220225}, True),
        ({"build": 20220226}, False),
    ],
)
def test_a_licence_is_valid_within_its_limits(own: httpx.Client, change: dict[str, Any], valid: bool) -> None:
    upload(own, DEFAULT | change)
    assert read(own)["license_valid"] is valid


def test_an_upload_is_told_in_the_log(own: httpx.Client) -> None:
    upload(own, SMALL)
    newest = own.get("/users/actions?limit=1", auth=ADMIN, headers={"Accept-Language": "fr"}).json()["actions"][0]
    assert (newest["action"], newest["description"]) == ("LogLicenseUpdate", "Mise à jour de la licence : 7.")


FILE = "the content of a licence file: a JSON object of at most 65536 characters"
PLAIN = "a text, a number, true, false, null or a list of texts"


@pytest.mark.parametrize(
    ("document", "field", "expected"),
    [
        pytest.param("license_file_content", "license", FILE, id="no JSON"),
        pytest.param("", "license", FILE, id="empty"),
        pytest.param("[1]", "license", FILE, id="list"),
        pytest.param("[" * 60_000, "license", FILE, id="deep"),
        pytest.param('{"serial_number": "7", "active_modules": [], "build": NaN}', "license", FILE, id="NaN"),
        pytest.param('{"a": ' + "1" * 5000 + "}", "license", FILE, id="long number"),
        pytest.param(json.dumps(SMALL | {"licensed_to": "x" * 65_536}), "license", FILE, id="long"),
        ({}, "license.active_modules", "a value"),
        ({"active_modules": []}, "license.serial_number", "a value"),
        (SMALL | {"serial_number": 7}, "license.serial_number", "a text"),
        (SMALL | {"serial_number": ""}, "license.serial_number", "at least 1 characters or items"),
        (SMALL | {"active_modules": "maps"}, "license.active_modules", "a list"),
        (SMALL | {"active_modules": ["maps", 1]}, "license.active_modules[1]", "a text"),
        (SMALL | {"active_modules": ["m"] * 101}, "license.active_modules", "at most 100 characters or items"),
        (SMALL | {"max_screens": "30"}, "license.max_screens", "a whole number"),
        (SMALL | {"max_screens": True}, "license.max_screens", "a whole number"),
        (SMALL | {"max_screens": -1}, "license.max_screens", "at least 0"),
        (SMALL | {"max_video_sources": 2**31}, "license.max_video_sources", "at most 2147483647"),
        (SMALL | {"license_valid": "yes"}, "license.license_valid", "true or false"),
        (SMALL | {"uuid": "7"}, "license.uuid", "a UUID"),
        (SMALL | {"license_creation_date": "2021-02-10"}, "license.license_creation_date", "a date such as 20210531"),
        (SMALL | {"upgrade_expiration_date": "20210230"}, "license.upgrade_expiration_date", "a date such as 20210531"),
        (SMALL | {"licensed_to": "a\0b"}, "license.licensed_to", "text without control characters"),
        (SMALL | {"reseller": {"name": "x"}}, "license.reseller", PLAIN),
        (SMALL | {"reseller": ["a", 1]}, "license.reseller", PLAIN),
        (SMALL | {"reseller": "a\0b"}, "license.reseller", "text without control characters"),
        (SMALL | {"a\0b": 1}, "license", "text without control characters"),
    ],
)
def test_what_is_no_licence_is_refused(own: httpx.Client, document: object, field: str, expected: str) -> None:
    answer = upload(own, document)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": f"Invalid value for {field}: expected {expected}."},
    )
    assert read(own)["serial_number"] == "1117"


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [({}, "license", "a value"), ({"license": SMALL}, "license", "a text"), ([], "body", "an object")],
)
def test_the_file_comes_as_text(own: httpx.Client, body: object, field: str, expected: str) -> None:
    answer = own.post("/license", json=body, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": f"Invalid value for {field}: expected {expected}."},
    )
