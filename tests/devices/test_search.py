"""Searching events: by every type of criterion with every comparator, by period, by pages."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.devices.asking import ENTRANCE, PERIMETER, ask, by, event, insert, search
from tests.support.users import ADMIN

YEAR = {"from": "2019-01-01T00:00:00Z", "to": "2019-12-31T23:59:59Z"}
"""Of the events that are searched here, which the site and other tests have none in."""
MOTION = "analytics.motion"
EVENTS = {
    "m1": event(MOTION, "2019-01-01T08:00:00Z", source="camera", window=1, state=True),
    "m2": event(MOTION, "2019-01-02T08:00:00Z", source="internal", window=2, state=False),
    "m3": event(MOTION, "2019-01-03T08:00:00Z"),
    "m4": event("analytics.crowd", "2019-01-04T08:00:00.000001Z", window=10, state=True),
    "a1": event("accesscontrol.accessgranted", "2019-02-01T08:00:00Z", userName="Émile", doorName="A_1"),
    "a2": event("accesscontrol.accessdenied", "2019-02-02T08:00:00Z", userName="émile zola", doorName="AB1"),
    "a3": event("accesscontrol.accesstaken", "2019-02-03T08:00:00Z", userName="100% Zoë", doorName="a\\_1"),
    "i1": event("io.input", "2019-03-01T08:00:00Z", id="1", state=True),
}
Found = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def _events(own: httpx.Client) -> None:
    for told in EVENTS.values():
        assert insert(own, told).status_code == 201


@pytest.fixture
def found(own: httpx.Client) -> Found:
    """The names of the events that are found, in their order."""
    names = {told["eventId"]: name for name, told in EVENTS.items()}

    def ask_for(*criteria: dict[str, Any], **params: object) -> str:
        return " ".join(names[each["id"]] for each in search(own, *criteria, params=YEAR | params))

    return ask_for


ALL = "m1 m2 m3 m4 a1 a2 a3 i1"


def test_the_oldest_comes_first(found: Found) -> None:
    assert found() == ALL


@pytest.mark.parametrize(
    ("criterion", "names"),
    [
        (by("type", MOTION), "m1 m2 m3"),
        (by("type", MOTION, "="), "m1 m2 m3"),
        (by("type", MOTION, "!="), "m4 a1 a2 a3 i1"),
        (by("analytics.source", "internal"), "m2"),
        (by("analytics.source", "internal", "!="), "m1 m3 m4"),
        (by("analytics.window", 2), "m2"),
        (by("analytics.window", 2, "!="), "m1 m3 m4"),
        (by("analytics.window", 2, "<"), "m1"),
        (by("analytics.window", 2, "<="), "m1 m2"),
        (by("analytics.window", 2, ">"), "m4"),
        (by("analytics.window", 2, ">="), "m2 m4"),
        (by("analytics.state", True), "m1 m4"),
        (by("analytics.state", True, "!="), "m2 m3"),
        (by("analytics.state", False), "m2"),
        (by("io.state", True), "i1"),
        (by("io.id", "1"), "i1"),
        (by("cameraName", "Main entrance"), ALL),
        (by("cameraName", "Main entrance", "!="), ""),
        (by("cameraName", "main%", "like"), ""),
        (by("cameraName", "main%", "ilike"), ALL),
        (by("accesscontrol.userName", "Émile"), "a1"),
        (by("accesscontrol.userName", "Émile", "!="), "a2 a3"),
        (by("accesscontrol.userName", "Émile%", "like"), "a1"),
        (by("accesscontrol.userName", "%mile", "like"), "a1"),
        (by("accesscontrol.userName", "ÉMILE%", "like"), ""),
        (by("accesscontrol.userName", "ÉMILE%", "ilike"), "a1 a2"),
        (by("accesscontrol.userName", "_mile", "like"), "a1"),
        (by("accesscontrol.userName", "mile", "like"), ""),
        (by("accesscontrol.userName", "100%", "like"), "a3"),
        (by("accesscontrol.userName", "100%", "="), ""),
        (by("accesscontrol.userName", "%%", "like"), "a1 a2 a3"),
        (by("accesscontrol.doorName", "A_1", "like"), "a1 a2"),
        (by("accesscontrol.doorName", "A_1", "="), "a1"),
        (by("accesscontrol.doorName", "a\\_1", "like"), "a3"),
        (by("accesscontrol.doorName", "a\\\\%", "like"), ""),
        (by("accesscontrol.doorName", "a\\%", "like"), "a3"),
        (by("accesscontrol.doorName", "'; drop table device_event; --", "like"), ""),
        (by("timestamp", "2019-01-02T08:00:00Z", "<"), "m1"),
        (by("timestamp", "2019-01-02T08:00:00Z", "<="), "m1 m2"),
        (by("timestamp", "2019-02-02T08:00:00Z", ">"), "a3 i1"),
        (by("timestamp", "2019-02-02T09:00:00+01:00", ">="), "a2 a3 i1"),
        (by("timestamp", "2019-01-04T08:00:00Z", "<="), "m1 m2 m3"),
        (by("timestamp", "2019-01-04T08:00:00.000001Z", "<="), "m1 m2 m3 m4"),
    ],
)  # fmt: skip
def test_a_criterion_chooses(found: Found, criterion: dict[str, Any], names: str) -> None:
    assert found(criterion) == names


def test_what_is_searched_for_is_there_afterwards_too(found: Found) -> None:
    found(by("accesscontrol.userName", "'; drop table device_event; --", "ilike"))
    assert found() == ALL


def test_all_criteria_are_to_be_fulfilled(found: Found) -> None:
    assert found(by("type", MOTION), by("analytics.source", "internal", "!=")) == "m1 m3"
    assert found(by("analytics.window", 1, ">"), by("analytics.window", 10, "<")) == "m2"
    assert found(by("type", MOTION), by("type", MOTION, "!=")) == ""


def test_a_period_holds_both_of_its_ends(found: Found) -> None:
    within = {"from": "2019-01-02T08:00:00Z", "to": "2019-02-01T08:00:00Z"}
    assert found(**within) == "m2 m3 m4 a1"


def test_pages_follow_each_other(found: Found) -> None:
    assert found(limit=3) == "m1 m2 m3"
    assert found(limit=3, offset=3) == "m4 a1 a2"
    assert found(limit=3, offset=6) == "a3 i1"
    assert found(limit=3, offset=9) == ""


def test_without_criteria_all_is_found(own: httpx.Client) -> None:
    answer = own.post(f"/devices/{ENTRANCE}/proxy/events/search", json={}, auth=ADMIN, params=YEAR)
    assert len(answer.json()["events"]) == len(EVENTS)


def test_a_device_has_its_own_events_alone(own: httpx.Client) -> None:
    assert search(own, device=PERIMETER, params=YEAR) == []


@pytest.mark.parametrize(("device", "number", "camera"), [(ENTRANCE, 360, "2"), (PERIMETER, 240, "8")])
def test_the_site_has_days_of_events(own: httpx.Client, device: str, number: int, camera: str) -> None:
    past = search(own, device=device, params={"from": "2023-01-01T00:00:00Z"})
    assert len(past) == number
    assert {each["description"]["params"]["cameraId"] for each in past} == {camera}
    assert len({each["type"] for each in past}) > 15
    stamps = [each["timestamp"] for each in past]
    assert stamps == sorted(stamps)


def test_an_event_of_the_site_is_as_in_the_document(own: httpx.Client) -> None:
    shown = search(own, by("type", MOTION), params={"from": "2023-01-01T00:00:00Z", "limit": 1})[0]
    assert list(shown) == ["id", "sourceId", "timestamp", "type", "description", "label"]
    assert shown["sourceId"] == "dcf9a40e-fbaf-4f3e-accd-165f7c32b817"
    assert shown["description"]["onvifParams"] == {"topic": "motion", "sourceParams": {"Source": "1"}}
    assert shown["description"]["params"]["cameraName"] == "Main entrance"


STRING, NUMBER, DATE = "=, !=, like, ilike", "<, >, <=, >=, =, !=", "<, >, <=, >="
ISO = "an ISO 8601 date such as 2026-11-26T08:00:00Z"


@pytest.mark.parametrize(
    ("criterion", "field", "expected"),
    [
        (by("type", MOTION, "<"), "comparator", "one of =, !="),
        (by("type", MOTION, "like"), "comparator", "one of =, !="),
        (by("type", MOTION, "=="), "comparator", "one of =, !="),
        (by("type", "lpr.vehicle"), "value", None),
        (by("analytics.source", "camera", "ilike"), "comparator", "one of =, !="),
        (by("analytics.source", "cam"), "value", "one of camera, internal"),
        (by("analytics.source", ["camera"]), "value", "one of camera, internal"),
        (by("analytics.window", "2"), "value", "a whole number"),
        (by("analytics.window", True), "value", "a whole number"),
        (by("analytics.window", 2.5), "value", "a whole number"),
        (by("analytics.window", 2**40), "value", "at most 2147483647"),
        (by("analytics.window", 2, "like"), "comparator", f"one of {NUMBER}"),
        (by("analytics.state", "true"), "value", "true or false"),
        (by("analytics.state", True, ">"), "comparator", "one of =, !="),
        (by("cameraName", 1), "value", "a text"),
        (by("cameraName", None), "value", "a text"),
        (by("cameraName", "a\0"), "value", "text without control characters"),
        (by("cameraName", "a\x1f%", "like"), "value", "text without control characters"),
        (by("cameraName", "\ud800"), "value", "text without control characters"),
        (by("cameraName", "a" * 201), "value", "at most 200 characters or items"),
        (by("cameraName", "a", ">"), "comparator", f"one of {STRING}"),
        (by("timestamp", "2019-01-01T00:00:00Z"), "comparator", f"one of {DATE}"),
        (by("timestamp", "2019-01-01T00:00:00Z", "!="), "comparator", f"one of {DATE}"),
        (by("timestamp", "tomorrow", "<"), "value", ISO),
        (by("timestamp", 5, "<"), "value", ISO),
        (by("lpr.plate", "A"), "name", None),
        (by("colour", "red"), "name", None),
        ({"name": "type"}, "value", "a value"),
        ({"value": MOTION}, "name", "a value"),
        ({"name": 5, "value": MOTION}, "name", "a text"),
        ({"name": "type", "value": MOTION, "comparator": 5}, "comparator", "a text"),
    ],
)
def test_a_criterion_that_cannot_be_is_refused(
    own: httpx.Client, criterion: dict[str, Any], field: str, expected: str | None
) -> None:
    answer = ask(own, by("type", MOTION), criterion)
    said = f"Invalid value for criteria[1].{field}: expected {expected or 'one of '}"
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"limit": "0"}, "Invalid value for limit: expected at least 1."),
        ({"limit": "1001"}, "Invalid value for limit: expected at most 1000."),
        ({"offset": "-1"}, "Invalid value for offset: expected at least 0."),
        ({"from": "x"}, f"Invalid value for from: expected {ISO}."),
        ({"to": "x"}, f"Invalid value for to: expected {ISO}."),
    ],
)
def test_a_page_or_period_that_cannot_be_is_refused(own: httpx.Client, query: dict[str, str], error: str) -> None:
    answer = ask(own, params=query)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize(("criteria", "expected"), [("type", "a list"), ([1], "an object")])
def test_criteria_are_a_list_of_objects(own: httpx.Client, criteria: object, expected: str) -> None:
    answer = own.post(f"/devices/{ENTRANCE}/proxy/events/search", json={"criteria": criteria}, auth=ADMIN)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(f"expected {expected}.")


def test_there_are_fifty_criteria_at_most(own: httpx.Client) -> None:
    assert ask(own, *[by("type", MOTION)] * 50).status_code == 200
    answer = ask(own, *[by("type", MOTION)] * 51)
    expected = {"error": "Invalid value for criteria: expected at most 50 characters or items."}
    assert (answer.status_code, answer.json()) == (400, expected)
