"""GET /slices: what the archive holds, of which cameras, for whom."""

from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

HOUR = "from=2026-06-01T09:00:00Z&to=2026-06-01T10:00:00Z"
"""The last one; 11:00 to 12:00 of a Monday in Paris."""
RECORDING = {1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 16}
"""By a schedule, or because they are told to; 7, 9 and 15 have no video, and 14 waits for alarms."""


def slices(site: httpx.Client, query: str = HOUR, auth: WsseAuth = ADMIN) -> list[dict[str, Any]]:
    answer = site.get(f"/slices?{query}", auth=auth)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    found: list[dict[str, Any]] = answer.json()["slices"]
    return found


def test_a_slice_is_told_as_in_the_document(site: httpx.Client) -> None:
    (first,) = slices(site, f"{HOUR}&cameraId=1&type=a")
    assert first.pop("size") > 0
    assert list(first.items()) == [
        ("cameraId", 1),
        ("cameraName", "North car park"),
        ("start", "2026-06-01T09:19:55.908Z"),
        ("stop", "2026-06-01T09:22:05.000Z"),
        ("type", "a"),
        ("downloadUrl", "/api/v1.2/slices/1/2026-06-01T09%3A19%3A55.908Z/a/download"),
        ("protected", False),
    ]


def test_attributes_stand_in_the_documents_order(site: httpx.Client) -> None:
    names = ["cameraId", "cameraName", "start", "stop", "type", "downloadUrl", "size", "protected"]
    assert all(list(row) == names for row in slices(site))


def test_they_come_by_beginning_then_camera_then_type(site: httpx.Client) -> None:
    rows = [(row["start"], row["cameraId"], row["type"]) for row in slices(site)]
    assert rows == sorted(rows)
    assert {camera for _, camera, kind in rows if kind == "r"} == RECORDING
    assert len([row for row in rows if row[2] == "r"]) == 6 * len(RECORDING)


@pytest.mark.parametrize(
    ("auth", "cameras"),
    [(ADMIN, RECORDING), (DEMO, RECORDING), (GUARD, RECORDING), (MONITOR, {1}), (GUEST, set())],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_everybody_gets_the_cameras_whose_records_are_his(
    site: httpx.Client, auth: WsseAuth, cameras: set[int]
) -> None:
    assert {row["cameraId"] for row in slices(site, f"{HOUR}&type=r", auth)} == cameras


@pytest.mark.parametrize(
    ("asked", "auth", "cameras"),
    [("2", ADMIN, {2}), ("1,2", ADMIN, {1, 2}), ("1,999", ADMIN, {1}), ("999", ADMIN, set()), ("1,2", MONITOR, {1}),
     ("1", GUEST, set()), ("9", ADMIN, set())],
)  # fmt: skip
def test_cameras_are_a_filter_as_in_every_list(
    site: httpx.Client, asked: str, auth: WsseAuth, cameras: set[int]
) -> None:
    assert {row["cameraId"] for row in slices(site, f"{HOUR}&CameraId={asked}", auth)} == cameras


@pytest.mark.parametrize(
    ("begin", "end", "starts"),
    [
        ("09:10:00", "09:20:00", ["09:10"]),
        ("09:09:59.999", "09:20:00.001", ["09:00", "09:10", "09:20"]),
        ("09:12:00", "09:13:00", ["09:10"]),
        ("09:10:00", "09:10:00", ["09:10"]),  # an instant
        ("09:20:00", "09:10:00", []),
        ("09:55:00", "23:00:00", ["09:50"]),
    ],
)
def test_a_time_selects_what_overlaps_it(site: httpx.Client, begin: str, end: str, starts: list[str]) -> None:
    found = slices(site, f"cameraId=2&type=r&from=2026-06-01T{begin}Z&to=2026-06-01T{end}Z")
    assert [row["start"][11:16] for row in found] == starts


def test_an_alarm_that_lasts_ends_now(site: httpx.Client) -> None:
    (row,) = slices(site, "cameraId=14&from=2026-06-01T09:00:00Z")
    assert (row["start"], row["stop"], row["type"]) == ("2026-06-01T09:59:25.000Z", "2026-06-01T10:00:00.000Z", "a")


def test_office_hours_are_those_of_the_site(site: httpx.Client) -> None:
    found = slices(site, "cameraId=4&from=2026-05-29T12:00:00Z&to=2026-06-01T10:00:00Z&type=r")
    assert (found[0]["start"], found[-1]["stop"]) == ("2026-05-29T12:00:00.000Z", "2026-06-01T10:00:00.000Z")
    starts = [row["start"][:16] for row in found]
    night = starts.index("2026-06-01T06:00")  # Friday to 18:00, and Monday from 8:00, in Paris
    assert starts[night - 1] == "2026-05-29T15:50"


def test_without_a_beginning_it_is_all_that_is_kept(site: httpx.Client) -> None:
    found = slices(site, "cameraId=2&type=r&to=2026-05-02T10:30:00Z")
    assert [row["start"][:16] for row in found] == ["2026-05-02T10:00", "2026-05-02T10:10", "2026-05-02T10:20"]


def test_an_archive_is_there_from_the_first_start_on(site: httpx.Client) -> None:
    """Over a million characters, in parts; from the beginning of time, as it is asked for."""
    found = slices(site, "cameraId=3,10,12&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")
    assert len(found) == len({(row["cameraId"], row["start"]) for row in found}) > 3 * 29 * 144
    assert (found[0]["start"], found[-1]["stop"]) == ("2026-05-02T10:00:00.000Z", "2026-06-01T10:00:00.000Z")


def test_a_camera_that_was_lost_lately_was_recorded_before(site: httpx.Client) -> None:
    (first, *_, last) = slices(site, "cameraId=7")
    assert first["start"] == "2026-05-02T10:00:00.000Z"
    assert "2026-05-25" < last["stop"] < "2026-06-01T08:00"


def test_protected_records_are_told_and_outlive_the_others(site: httpx.Client) -> None:
    """Of camera 1, what the site protects begins forty days ago at noon."""
    old = slices(site, "cameraId=1&to=2026-05-01T00:00:00Z")
    assert [row["start"][:16] for row in old] == ["2026-04-22T10:00", "2026-04-22T10:10", "2026-04-22T10:20"]
    assert all(row["protected"] for row in old)
    near = slices(site, "cameraId=2&type=r&from=2026-05-29T09:40:00Z&to=2026-05-29T10:10:00Z")
    told = {row["start"][11:16]: row["protected"] for row in near}
    assert told == {"09:40": False, "09:50": True, "10:00": False}


def test_a_size_grows_with_the_length(site: httpx.Client) -> None:
    alarm, regular = slices(site, "cameraId=1&from=2026-06-01T09:15:00Z&to=2026-06-01T09:20:00Z")[::-1]
    assert alarm["type"], regular["type"] == ("a", "r")
    assert 0 < alarm["size"] < regular["size"]


def test_json_p_and_head(site: httpx.Client) -> None:
    answer = site.get(f"/slices?{HOUR}&cameraId=2&_callback=show", auth=ADMIN)
    assert answer.text.startswith('show({"meta": {"status": 200}, "data": {"slices":[{"cameraId":2,')
    head = site.head(f"/slices?{HOUR}&cameraId=2", auth=ADMIN)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(site.get(f"/slices?{HOUR}&cameraId=2", auth=ADMIN).content)


def test_a_long_list_comes_in_parts_and_is_whole(site: httpx.Client) -> None:
    answer = site.get("/slices?type=r", auth=ADMIN)
    assert answer.headers["transfer-encoding"] == "chunked"
    rows = [(row["start"], row["cameraId"]) for row in answer.json()["slices"]]
    assert len(set(rows)) == len(rows) > 40_000
    assert rows == sorted(rows)
    head = site.head("/slices?type=r", auth=ADMIN)
    assert (head.status_code, head.content) == (200, b"")
    assert site.get(f"/slices?{HOUR}", auth=ADMIN).status_code == 200  # over the same connection


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("cameraId=x", "cameraId: expected"),
        ("cameraId=", "cameraId: expected"),
        ("cameraId=1;2", "cameraId: expected"),
        ("cameraId=99999999999", "cameraId: expected"),
        ("from=yesterday", "from: expected an ISO 8601 date"),
        ("to=2026-06-01", "to: expected an ISO 8601 date"),
        ("type=x", "type: expected one of"),
        ("type=", "type: expected one of"),
        ("type=A", "type: expected one of"),
    ],
)
def test_bad_values_are_refused(site: httpx.Client, query: str, told: str) -> None:
    answer = site.get(f"/slices?{query}", auth=ADMIN)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_credentials_are_needed(site: httpx.Client) -> None:
    assert site.get("/slices").status_code == 401


def test_urls_name_the_beginning_in_milliseconds(site: httpx.Client) -> None:
    for row in slices(site, f"{HOUR}&cameraId=1,2"):
        assert (
            unquote(row["downloadUrl"]) == f"/api/v1.2/slices/{row['cameraId']}/{row['start']}/{row['type']}/download"
        )
