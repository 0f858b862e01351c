"""Triggering and acknowledging alarms: what is accepted, what is refused, and what follows."""

from pathlib import Path

import httpx
import pytest

from ctserver.cameras.alarms import Alarms
from ctserver.db import Database
from tests.support.actions import last_action
from tests.support.users import DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

URL = "/cameras/alarms"
NOW = 1_780_308_000.0
WATCH = WsseAuth("watch", "watch")


def trigger(api: httpx.Client, cameras: str, **parameters: str) -> httpx.Response:
    return api.get(f"{URL}/trigger", params={"cameraId": cameras} | parameters)


def untrigger(api: httpx.Client, cameras: str) -> httpx.Response:
    return api.get(f"{URL}/untrigger", params={"cameraId": cameras})


def in_alarm(api: httpx.Client, number: int) -> bool:
    return bool(api.get(f"/cameras/{number}").json()["isRecordingAlarm"])


def types(api: httpx.Client, number: int) -> list[str]:
    alarms = api.get(f"/cameras/{number}/alarms").json()["alarms"]
    return [alarm["description"].partition(" Alarm")[0] for alarm in alarms]


@pytest.mark.parametrize("path", ["trigger", "untrigger"])
def test_the_answer_is_empty_as_in_the_document(own: httpx.Client, path: str) -> None:
    answer = own.get(f"{URL}/{path}", params={"cameraId": "31"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].partition(";")[0] == "text/html"
    assert answer.headers["content-length"] == "0"


def test_several_cameras_are_in_alarm_at_once_until_they_are_acknowledged(own: httpx.Client, directory: Path) -> None:
    assert trigger(own, "32,33", type="porte1").status_code == 200
    assert [in_alarm(own, number) for number in (32, 33, 34)] == [True, True, False]
    assert [types(own, number) for number in (32, 33, 34)] == [["porte1"], ["porte1"], []]
    assert last_action(directory, "LogAlarmTrigger") == ("admin", {"name": "C33", "type": "porte1"})
    assert own.get("/cameras/32").json()["isRecording"] is True
    assert untrigger(own, "32").status_code == 200
    assert [in_alarm(own, number) for number in (32, 33)] == [False, True]
    assert last_action(directory, "LogAlarmUntrigger") == ("admin", {"name": "C32"})
    assert types(own, 32) == ["porte1"]


def test_an_alarm_begins_for_all_when_all_know_of_it(own: httpx.Client, database: Database) -> None:
    trigger(own, "35")
    trigger(own, "36")
    trigger(own, "36", type="x")
    untrigger(own, "36")
    known = Alarms(database)
    assert [known.at(35, NOW + at) for at in (0, 0.09, 0.1, 3600, 3600.1)] == [False, False, True, True, False]
    assert [known.at(36, NOW + at) for at in (0, 0.1, 1)] == [False, False, False]


def test_what_is_triggered_twice_is_one_alarm_for_each_type(own: httpx.Client) -> None:
    for kind in ("a", "b", "a", "b"):
        trigger(own, "37", type=kind)
    assert types(own, 37) == ["b", "a"]
    untrigger(own, "37")
    assert not in_alarm(own, 37)


def test_without_a_type_it_is_manual_and_any_text_of_one_line_is_a_type(own: httpx.Client) -> None:
    trigger(own, "38")
    trigger(own, "38", type="Tür » 7 <b> % _")
    trigger(own, "38", type="x" * 50)
    assert types(own, 38) == ["x" * 50, "Tür » 7 <b> % _", "MANUAL"]


def test_a_camera_that_is_named_twice_counts_once(own: httpx.Client) -> None:
    assert own.get(f"{URL}/trigger?cameraId=39, 39&cameraId=39").status_code == 200
    assert types(own, 39) == ["MANUAL"]


def test_nothing_is_acknowledged_where_there_is_no_alarm(own: httpx.Client) -> None:
    assert untrigger(own, "43,60").status_code == 200
    assert types(own, 43) == []


IDS = "Invalid value for cameraId: expected ids by commas, at most 1000."
TYPE = "Invalid value for type: expected "


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Invalid value for cameraId: expected a value."),
        ("cameraId=", IDS),
        ("cameraId=44,", IDS),
        ("cameraId=44;45", IDS),
        ("cameraId=x", IDS),
        ("cameraId=1.5", IDS),
        ("cameraId=-1", IDS),
        ("cameraId=%00", IDS),
        ("cameraId=" + ",".join(["44"] * 1001), IDS),
        ("cameraId=44&type=", f"{TYPE}at least 1 characters or items."),
        ("cameraId=44&type=%20", f"{TYPE}at least 1 characters or items."),
        ("cameraId=44&type=" + "x" * 51, f"{TYPE}at most 50 characters or items."),
        ("cameraId=44&type=a%0Ab", f"{TYPE}text without control characters."),
        ("cameraId=44&type=a%09b", f"{TYPE}text without control characters."),
        ("cameraId=44&type=%00", f"{TYPE}text without control characters."),
        ("cameraId=44,60", "Invalid value for cameraId: expected cameras that are not ignored."),
    ],
)
def test_bad_requests_name_the_field_and_raise_nothing(own: httpx.Client, query: str, said: str) -> None:
    answer = own.get(f"{URL}/trigger?{query}")
    assert (answer.status_code, answer.json()) == (400, {"error": said})
    assert types(own, 44) == []


@pytest.mark.parametrize("path", ["trigger", "untrigger"])
@pytest.mark.parametrize("number", [999, 2**31 - 1, 0])
def test_one_unknown_camera_refuses_all(own: httpx.Client, path: str, number: int) -> None:
    answer = own.get(f"{URL}/{path}", params={"cameraId": f"45,{number}"})
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no camera {number}."})
    assert not in_alarm(own, 45)


@pytest.mark.parametrize("path", ["trigger", "untrigger"])
@pytest.mark.parametrize(
    ("cameras", "status"), [("40", 200), ("41", 403), ("42", 404), ("40,41", 403), ("41,42", 404), ("40,42", 404)]
)
def test_who_sees_all_of_them_live_may(own: httpx.Client, path: str, cameras: str, status: int) -> None:
    own.get(f"{URL}/untrigger", params={"cameraId": "40,41,42"})
    answer = own.get(f"{URL}/{path}", params={"cameraId": cameras}, auth=WATCH)
    assert answer.status_code == status
    assert in_alarm(own, 40) == (status == 200 and path == "trigger")
    assert [in_alarm(own, number) for number in (41, 42)] == [False, False]


@pytest.mark.parametrize(("auth", "status"), [(DEMO, 200), (GUARD, 200), (GUEST, 200), (MONITOR, 403)])
def test_the_demo_sites_users(own: httpx.Client, auth: WsseAuth, status: int) -> None:
    assert own.get(f"{URL}/untrigger", params={"cameraId": "1"}, auth=auth).status_code == status


def test_a_parameters_name_may_be_spelled_as_one_likes(own: httpx.Client) -> None:
    assert own.get(f"{URL}/trigger?CameraId=46&Type=x").status_code == 200
    assert types(own, 46) == ["x"]


def test_an_offline_camera_may_be_in_alarm_too(own: httpx.Client) -> None:
    trigger(own, "7")
    assert in_alarm(own, 7)
    assert own.get("/cameras/7").json()["isRecording"] is False
