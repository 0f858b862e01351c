"""When cameras were connected: the history of the site, and what happens to a camera."""

from typing import Any

import httpx
import pytest

from ctserver.cameras.changes import change
from ctserver.db import Database
from ctserver.http.paging import Page
from ctserver.http.period import Period
from ctserver.logs.schemas import ConnectionList, ConnectionOut
from ctserver.logs.service import connections as logged
from tests.support.databases import NOW
from tests.support.users import ADMIN


def connections(own: httpx.Client, path: str = "/cameras/connections", **query: Any) -> dict[str, Any]:
    answer = own.get(path, auth=ADMIN, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_row_is_as_in_the_document(own: httpx.Client) -> None:
    oldest = connections(own, "/cameras/2/connections")["connections"][-1]
    assert list(oldest) == ["id", "cameraId", "cameraName", "streamId", "streamName", "dateTime", "connected"]
    assert oldest | {"id": 0, "dateTime": ""} == {
        "id": 0,
        "cameraId": 2,
        "cameraName": "Main entrance",
        "streamId": 6,
        "streamName": "Mobile",
        "dateTime": "",
        "connected": True,
    }


def test_the_streams_of_an_instant_stand_together_in_their_order(own: httpx.Client) -> None:
    newest = connections(own, "/cameras/2/connections", limit=3)["connections"]
    assert [row["streamId"] for row in newest] == [1, 2, 6]
    assert len({row["dateTime"] for row in newest}) == 1
    assert [row["id"] for row in newest] == list(range(newest[0]["id"], newest[0]["id"] + 3))


def test_the_newest_comes_first(own: httpx.Client) -> None:
    dates = [row["dateTime"] for row in connections(own)["connections"]]
    assert 100 < len(dates) < 1000
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(("camera", "connected"), [(1, True), (7, False), (14, True), (15, False)])
def test_the_newest_row_is_how_the_camera_is(own: httpx.Client, camera: int, connected: bool) -> None:
    newest = connections(own, f"/cameras/{camera}/connections")["connections"][0]
    assert newest["connected"] is connected


@pytest.mark.parametrize("camera", [9, 16], ids=["ignored", "on demand"])
def test_streams_that_are_not_taken_have_no_connections(own: httpx.Client, camera: int) -> None:
    assert connections(own, f"/cameras/{camera}/connections")["connections"] == []


def test_cameras_can_be_chosen(own: httpx.Client) -> None:
    assert {row["cameraId"] for row in connections(own, id_cams="2,7")["connections"]} == {2, 7}
    assert connections(own, id_cams="99")["paging"] == {"total": 0, "offset": 0, "limit": 0}


@pytest.mark.parametrize("connected", [True, False])
def test_a_state_can_be_chosen(own: httpx.Client, connected: bool) -> None:
    rows = connections(own, connected=str(connected).lower())["connections"]
    assert {row["connected"] for row in rows} == {connected}


def test_paging_counts_what_was_returned(own: httpx.Client) -> None:
    everything = connections(own)
    total = len(everything["connections"])
    page = connections(own, limit=4, offset=10)
    assert page["connections"] == everything["connections"][10:14]
    assert page["paging"] == {"total": total, "offset": 14, "limit": 4}


def test_a_period_can_be_chosen(own: httpx.Client) -> None:
    dates = sorted({row["dateTime"] for row in connections(own)["connections"]})
    begin, end = dates[3], dates[-3]
    within = {row["dateTime"] for row in connections(own, **{"from": begin, "to": end})["connections"]}
    assert within == set(dates[3:-2])


def told(database: Database, until: float) -> list[ConnectionOut]:
    with database.connect() as connection:
        answer = logged(connection, None, None, Period(None, None), Page(None, 0), until)
    return ConnectionList.model_validate(answer).connections


def test_a_camera_that_goes_and_comes_back_is_told_stream_by_stream(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW, condition="offline")
        change(session, 1, NOW + 60, condition="ok")
    rows = told(database, NOW + 60)
    streams = sorted({row.stream_id for row in rows})
    assert [(row.date_time, row.stream_id, row.connected) for row in rows] == [
        *(("2026-06-01T10:01:00Z", stream, True) for stream in streams),
        *(("2026-06-01T10:00:00Z", stream, False) for stream in streams),
    ]


def test_what_does_not_touch_the_pictures_is_not_told(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW, condition="ok")
        change(session, 1, NOW + 1, condition="read_only")
        change(session, 1, NOW + 2, is_upside_down=True)
    assert told(database, NOW + 60) == []


def test_what_is_to_come_is_not_told_yet(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW + 60, condition="offline")
    assert told(database, NOW + 59) == []
    assert told(database, NOW + 60) != []
