"""A cell shows another stream for a time: what later readers see of it, and what ends it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ctserver.mosaics.service import Override
from tests.support.databases import NOW
from tests.support.users import ADMIN, DEMO, GUARD, GUEST
from tests.support.wsse import WsseAuth

NOW_US = round(NOW * 1e6)
Look = Callable[..., tuple[Override, ...]]


def put_over(own: httpx.Client, mosaic: int, auth: WsseAuth = ADMIN, **parameters: Any) -> httpx.Response:
    return own.get(f"/groups/{mosaic}/override", params=parameters, auth=auth)


@pytest.fixture
def mosaic(own: httpx.Client) -> int:
    """One of the test's own, of two cells."""
    made = {"name": "M", "rows": 1, "cols": 2, "layout": [[0, 1]], "levels": [{"name": "L", "elements": []}]}
    return int(own.post("/groups", json={"group": made}).json()["group"]["id"])


def test_it_answers_204_as_in_the_document(own: httpx.Client, mosaic: int) -> None:
    answer = put_over(own, mosaic, position=0, cameraId=2, streamId=1, duration=20)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (204, b"", "text/html")


def test_it_lasts_for_its_duration_on_the_servers_clock(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    put_over(own, mosaic, position=1, cameraId=2, streamId=6, duration=20)
    expected = (Override(1, 2, 6, NOW_US, NOW_US + 20_000_000),)
    assert [overridden(mosaic, later) for later in (-0.001, 0, 19.999, 20)] == [(), expected, expected, ()]


def test_without_a_duration_it_has_no_end(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    put_over(own, mosaic, position=0, cameraId=1, streamId=3)
    assert overridden(mosaic, 1e6) == (Override(0, 1, 3, NOW_US, None),)


def test_the_position_alone_ends_it_for_that_cell(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    for position in (0, 1):
        put_over(own, mosaic, position=position, cameraId=1, streamId=1)
    assert put_over(own, mosaic, position=0).status_code == 204
    assert [held.position for held in overridden(mosaic)] == [1]


def test_ending_none_is_no_error(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    assert put_over(own, mosaic, position=0).status_code == 204
    assert overridden(mosaic) == ()


def test_a_new_one_takes_the_place_of_the_former(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    put_over(own, mosaic, position=0, cameraId=1, streamId=1)
    put_over(own, mosaic, position=0, cameraId=3, streamId=2, duration=1)
    assert overridden(mosaic) == (Override(0, 3, 2, NOW_US, NOW_US + 1_000_000),)


@pytest.mark.parametrize("body", [{"group": {"name": "N"}}, {"levels": [{"name": "L", "elements": []}]}])
def test_an_update_of_the_mosaic_ends_all(own: httpx.Client, overridden: Look, mosaic: int, body: object) -> None:
    put_over(own, mosaic, position=0, cameraId=1, streamId=1)
    assert own.put(f"/groups/{mosaic}", json=body).status_code == 200
    assert overridden(mosaic) == ()


def test_names_of_parameters_are_read_in_any_case(own: httpx.Client, overridden: Look, mosaic: int) -> None:
    assert put_over(own, mosaic, Position=0, cameraid=1, STREAMID=1).status_code == 204
    assert len(overridden(mosaic)) == 1


@pytest.mark.parametrize(
    ("parameters", "field", "expected"),
    [
        ({}, "position", "a value"),
        ({"position": "x"}, "position", "a whole number"),
        ({"position": 2}, "position", "a cell of the layout, from 0 to 1"),
        ({"position": -1}, "position", "a cell of the layout, from 0 to 1"),
        ({"position": 2**70}, "position", "a cell of the layout, from 0 to 1"),
        ({"position": 0, "cameraId": 1}, "streamId", "a value"),
        ({"position": 0, "streamId": 1}, "cameraId", "a value"),
        ({"position": 0, "duration": 5}, "cameraId", "a value"),
        ({"position": 0, "cameraId": 99, "streamId": 1}, "cameraId", "the id of a camera that you may see"),
        ({"position": 0, "cameraId": "x", "streamId": 1}, "cameraId", "a whole number"),
        ({"position": 0, "cameraId": 1, "streamId": 9}, "streamId", "the id of one of the camera's streams"),
        ({"position": 0, "cameraId": 1, "streamId": 1, "duration": 0}, "duration", "at least 1"),
        ({"position": 0, "cameraId": 1, "streamId": 1, "duration": 2**31}, "duration", "at most 2147483647"),
    ],
)
def test_a_bad_value_is_named_and_changes_nothing(
    own: httpx.Client, overridden: Look, mosaic: int, parameters: dict[str, Any], field: str, expected: str
) -> None:
    put_over(own, mosaic, position=0, cameraId=5, streamId=1)
    answer = put_over(own, mosaic, **parameters)
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {field}: expected {expected}."})
    assert [held.camera_id for held in overridden(mosaic)] == [5]


@pytest.mark.parametrize(
    ("auth", "number", "status"), [(DEMO, 2, 204), (DEMO, 1, 403), (GUARD, 2, 403), (GUEST, 2, 404)]
)
def test_it_needs_the_right_to_edit(own: httpx.Client, auth: WsseAuth, number: int, status: int) -> None:
    assert put_over(own, number, auth, position=0, cameraId=1, streamId=1).status_code == status
