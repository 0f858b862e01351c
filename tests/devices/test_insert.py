"""Inserting events."""

from typing import Any
from uuid import uuid1, uuid4

import httpx
import pytest

from ctserver.devices.types import EVENT_TYPES, PARAMETERS
from tests.devices.asking import AT, ENTRANCE, PERIMETER, by, event, insert, search
from tests.support.users import ADMIN

VALUES: dict[type, object] = {str: "pt1", int: 2, bool: True}


def found(own: httpx.Client, event_id: str, **request: Any) -> dict[str, Any]:
    (shown,) = [each for each in search(own, params={"to": AT}, **request) if each["id"] == event_id]
    return shown


def test_the_documents_example(own: httpx.Client) -> None:
    told = event("accesscontrol.idpointactivity", idPointName="pt1") | {
        "eventId": "53163f64-0994-4c10-b1ad-44d3c6ff1334"
    }
    answer = insert(own, told)
    assert answer.status_code == 201
    assert answer.json() == {
        "event": {
            "eventId": "53163f64-0994-4c10-b1ad-44d3c6ff1334",
            "type": "accesscontrol.idpointactivity",
            "timestamp": "2022-07-25T16:26:36.903Z",
        }
    }
    assert list(answer.json()["event"]) == ["eventId", "type", "timestamp"]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_each_type_takes_its_parameters(own: httpx.Client, event_type: str) -> None:
    parameters: dict[str, Any] = {name: VALUES[PARAMETERS[name]] for name in EVENT_TYPES[event_type]}
    told = event(event_type, **parameters)
    assert insert(own, told, PERIMETER).status_code == 201
    shown = found(own, told["eventId"], device=PERIMETER)
    assert shown["type"] == event_type
    assert shown["description"]["params"] == parameters | {"cameraId": "8", "cameraName": "East fence"}
    assert "?" not in shown["label"]
    assert "{" not in shown["label"]


def test_an_inserted_event_is_found(own: httpx.Client) -> None:
    told = event("analytics.motion", window=3)
    insert(own, told)
    assert found(own, told["eventId"]) == {
        "id": told["eventId"],
        "sourceId": "dcf9a40e-fbaf-4f3e-accd-165f7c32b817",
        "timestamp": "2022-07-25T16:26:36.903000Z",
        "type": "analytics.motion",
        "description": {"params": {"window": 3, "cameraId": "2", "cameraName": "Main entrance"}},
        "label": "Motion detection from ? in window 3 state ?",
    }


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Access granted to Zoë at door A"),
        ("fr", "Accès autorisé à Zoë à la porte A"),
        ("de", "Zutritt gewährt für Zoë an der Tür A"),
        ("es", "Acceso concedido a Zoë en la puerta A"),
        ("it", "Accesso consentito a Zoë alla porta A"),
        ("nl", "Toegang verleend aan Zoë bij deur A"),
    ],
)
def test_labels_are_in_the_clients_language(own: httpx.Client, language: str, label: str) -> None:
    told = event("accesscontrol.accessgranted", userName="Zoë", doorName="A")
    insert(own, told)
    assert found(own, told["eventId"], headers={"Accept-Language": language})["label"] == label


@pytest.mark.parametrize(("state", "label"), [(True, "Face state on"), (False, "Face state off")])
def test_a_state_is_named(own: httpx.Client, state: bool, label: str) -> None:
    told = event("analytics.face", state=state)
    insert(own, told)
    assert found(own, told["eventId"])["label"] == label


def test_braces_of_a_client_are_shown_as_they_are(own: httpx.Client) -> None:
    told = event("lpr.vehicle", plate="{0}{plate}%s")
    insert(own, told)
    assert found(own, told["eventId"])["label"] == "Vehicle {0}{plate}%s"


def test_a_description_may_be_missing(own: httpx.Client) -> None:
    told = event("misc.unknown")
    del told["description"]
    assert insert(own, told).status_code == 201


@pytest.mark.parametrize(
    ("timestamp", "answered"),
    [
        ("2022-07-25T16:26:36Z", "2022-07-25T16:26:36.000Z"),
        ("2022-07-25T18:26:36.9+02:00", "2022-07-25T16:26:36.900Z"),
        ("2022-07-25T16:26:36.903001Z", "2022-07-25T16:26:36.903001Z"),
    ],
)
def test_dates_are_answered_in_utc(own: httpx.Client, timestamp: str, answered: str) -> None:
    assert insert(own, event(timestamp=timestamp)).json()["event"]["timestamp"] == answered


def test_an_id_is_taken_once_on_all_devices(own: httpx.Client) -> None:
    told = event()
    assert insert(own, told).status_code == 201
    for again in (insert(own, told), insert(own, told | {"eventId": told["eventId"].upper()}, PERIMETER)):
        expected = {"error": f"event.eventId: {told['eventId']} exists already."}
        assert (again.status_code, again.json()) == (409, expected)
    assert [each["id"] for each in search(own, params={"to": AT})].count(told["eventId"]) == 1


def test_an_insertion_is_told_in_the_log(own: httpx.Client) -> None:
    insert(own, event("misc.quarantine"))
    newest = own.get("/users/1/actions?limit=1", auth=ADMIN).json()["actions"][0]
    expected = ("LogDeviceEvents", "Metadata event misc.quarantine of device Entrance.")
    assert (newest["action"], newest["description"]) == expected


UUID4 = "a version 4 UUID"
TYPE = "an event type of the document, such as analytics.motion"
PARAMS = "event.description.params"
PRINTABLE = "text without control characters"


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"eventId": None}, "event.eventId", UUID4),
        ({"eventId": 7}, "event.eventId", UUID4),
        ({"eventId": "7"}, "event.eventId", UUID4),
        ({"eventId": str(uuid1())}, "event.eventId", UUID4),
        ({"eventId": uuid4().hex}, "event.eventId", UUID4),
        ({"eventId": "z" * 36}, "event.eventId", UUID4),
        ({"type": "analytics"}, "event.type", TYPE),
        ({"type": "Analytics.motion"}, "event.type", TYPE),
        ({"type": 1}, "event.type", "a text"),
        ({"description": "none"}, "event.description", "an object"),
        ({"description": {"params": []}}, PARAMS, "an object"),
        ({"description": {"params": {"plate": "A"}}}, f"{PARAMS}.plate",
         "a parameter of analytics.motion: source, window, state"),
        ({"description": {"params": {"cameraId": "1"}}}, f"{PARAMS}.cameraId",
         "a parameter of analytics.motion: source, window, state"),
        ({"description": {"params": {"source": 1}}}, f"{PARAMS}.source", "a text"),
        ({"description": {"params": {"source": None}}}, f"{PARAMS}.source", "a text"),
        ({"description": {"params": {"source": "a\0"}}}, f"{PARAMS}.source", PRINTABLE),
        ({"description": {"params": {"source": "\ud800"}}}, f"{PARAMS}.source", PRINTABLE),
        ({"description": {"params": {"source": "a" * 201}}}, f"{PARAMS}.source", "at most 200 characters or items"),
        ({"description": {"params": {"window": "1"}}}, f"{PARAMS}.window", "a whole number"),
        ({"description": {"params": {"window": 1.0}}}, f"{PARAMS}.window", "a whole number"),
        ({"description": {"params": {"window": True}}}, f"{PARAMS}.window", "a whole number"),
        ({"description": {"params": {"window": 2**31}}}, f"{PARAMS}.window", "at most 2147483647"),
        ({"description": {"params": {"window": -(2**31)}}}, f"{PARAMS}.window", "at least -2147483647"),
        ({"description": {"params": {"state": "true"}}}, f"{PARAMS}.state", "true or false"),
        ({"description": {"params": {"state": 1}}}, f"{PARAMS}.state", "true or false"),
        ({"timestamp": "now"}, "event.timestamp", "an ISO 8601 date such as 2026-11-26T08:00:00Z"),
        ({"timestamp": 5}, "event.timestamp", "an ISO 8601 date such as 2026-11-26T08:00:00Z"),
    ],
)  # fmt: skip
def test_what_the_document_does_not_have_is_refused(
    own: httpx.Client, change: dict[str, Any], field: str, expected: str
) -> None:
    before = search(own, params={"to": AT})
    answer = insert(own, event() | change)
    error = {"error": f"Invalid value for {field}: expected {expected}."}
    assert (answer.status_code, answer.json()) == (400, error)
    assert search(own, params={"to": AT}) == before


@pytest.mark.parametrize("field", ["eventId", "type", "timestamp"])
def test_what_is_missing_is_named(own: httpx.Client, field: str) -> None:
    told = event()
    del told[field]
    answer = insert(own, told)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": f"Invalid value for event.{field}: expected a value."},
    )


@pytest.mark.parametrize(
    ("body", "field", "expected"), [({}, "event", "a value"), ({"event": []}, "event", "an object")]
)
def test_an_event_is_an_object(own: httpx.Client, body: object, field: str, expected: str) -> None:
    answer = own.post(f"/devices/{ENTRANCE}/events", json=body, auth=ADMIN)
    error = {"error": f"Invalid value for {field}: expected {expected}."}
    assert (answer.status_code, answer.json()) == (400, error)


def test_a_type_without_parameters_takes_none(own: httpx.Client) -> None:
    answer = insert(own, event("misc.unknown", state=True))
    error = {"error": f"Invalid value for {PARAMS}.state: expected a parameter of misc.unknown: –."}
    assert (answer.status_code, answer.json()) == (400, error)


def test_all_of_the_site_is_searched_by_what_was_inserted(own: httpx.Client) -> None:
    told = event("io.input", id="gate 7", state=False)
    insert(own, told)
    assert [each["id"] for each in search(own, by("io.id", "gate 7"))] == [told["eventId"]]
