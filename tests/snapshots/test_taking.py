"""Taking snapshots and commenting on them: what is answered, what can be taken, and who may."""

import re
from typing import Any

import pytest

from tests.snapshots.conftest import KEEPER, NOW, Site
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

HOUR_AGO = "2026-06-01T09:00:00Z"


def test_a_snapshot_is_of_now_where_no_time_is_given(site: Site) -> None:
    answer = site.take(cameraId=31)
    assert answer.status_code == 201
    told = answer.json()["snapshot"]
    number = told["id"]
    assert list(told.items()) == [
        ("id", number), ("time", NOW), ("userId", 1), ("ip", "127.0.0.1"), ("cameraId", 31), ("comment", None),
        ("updatable", True), ("imageUrl", f"/api/v1.2/snapshots/{number}.jpg"),
        ("reportUrl", f"/api/v1.2/snapshots/{number}.pdf"),
    ]  # fmt: skip
    assert answer.headers["location"] == f"/api/v1.2/snapshots/{number}"
    assert answer.headers["content-type"] == "application/json"
    assert site.api.get(f"/snapshots/{number}", auth=ADMIN).json() == told
    assert site.numbers(cameraId=31) == [number]
    who, about = site.last_action("LogSnapshotCreate")
    assert (who, about) == ("admin", {"id": str(number), "name": "C31", "time": NOW, "comment": ""})


def test_a_snapshot_of_the_past_is_of_the_archive(site: Site) -> None:
    told = site.taken(cameraId=32, time="2026-05-20T12:00:00.25+02:00", comment="Ärger")
    assert (told["time"], told["comment"], told["updatable"]) == ("2026-05-20T10:00:00Z", "Ärger", False)


@pytest.mark.parametrize(
    ("camera", "time", "status"),
    [
        (33, "2026-05-02T10:00:01Z", 201),
        (33, "2026-05-01T09:00:00Z", 404),
        (41, HOUR_AGO, 404),
        (42, "2026-06-01T09:00:05Z", 201),
        (42, "2026-06-01T09:30:00Z", 404),
        (41, NOW, 201),
        (33, "2026-06-01T10:00:00.000001Z", 400),
        (33, "9999-12-31T23:59:59Z", 400),
        (33, "0001-01-01T00:00:00Z", 404),
    ],
    ids=["kept", "gone", "never", "alarm", "after the alarm", "now", "to come", "far", "long ago"],
)
def test_what_was_not_recorded_cannot_be_taken(site: Site, camera: int, time: str, status: int) -> None:
    answer = site.take(cameraId=camera, time=time)
    assert answer.status_code == status, answer.text
    if status == 404:
        assert answer.json()["error"] == f"Camera {camera} has no recording of {time}."
    if status == 400:
        assert "snapshot.time: expected a date that is not in the future" in answer.json()["error"]


def test_a_camera_without_signal_shows_so_now(site: Site) -> None:
    assert site.take(cameraId=43).status_code == 201


@pytest.mark.parametrize("comment", ["", "  \n\t"], ids=["empty", "blank"])
def test_a_blank_comment_is_none(site: Site, comment: str) -> None:
    told = site.taken(cameraId=34, comment=comment)
    assert (told["comment"], told["updatable"]) == (None, True)
    answer = site.comment(told["id"], comment)
    assert (answer.status_code, answer.json()["snapshot"]["updatable"]) == (200, True)
    assert site.comment(told["id"], None).json()["snapshot"] == told


def test_a_comment_is_written_once(site: Site) -> None:
    told = site.taken(cameraId=35)
    answer = site.comment(told["id"], "Test de main courante")
    assert answer.status_code == 200
    assert answer.json() == {"snapshot": told | {"comment": "Test de main courante", "updatable": False}}
    assert site.last_action("LogSnapshotUpdate") == (
        "admin",
        {"id": str(told["id"]), "comment": "Test de main courante"},
    )
    again = site.comment(told["id"], "Another")
    assert again.status_code == 403
    assert again.json()["error"] == f"Snapshot {told['id']} has a comment already: only one without can be changed."
    assert site.api.get(f"/snapshots/{told['id']}", auth=ADMIN).json()["comment"] == "Test de main courante"


@pytest.mark.parametrize(
    ("auth", "camera", "time", "status"),
    [
        (KEEPER, 1, None, 201), (KEEPER, 1, HOUR_AGO, 201), (KEEPER, 2, None, 201), (KEEPER, 2, HOUR_AGO, 403),
        (KEEPER, 3, None, 403), (KEEPER, 3, HOUR_AGO, 403), (KEEPER, 4, None, 404), (GUARD, 36, None, 201),
        (DEMO, 1, None, 403), (GUEST, 1, None, 403), (MONITOR, 1, None, 403), (ADMIN, 999, None, 404),
        (ADMIN, 0, None, 404), (WsseAuth("admin", "wrong"), 1, None, 401),
    ],
)  # fmt: skip
def test_who_may_take_one(site: Site, auth: WsseAuth, camera: int, time: str | None, status: int) -> None:
    """The level Consult and the camera live; also its records where the time is past."""
    answer = site.take(auth, cameraId=camera, **({"time": time} if time else {}))
    assert answer.status_code == status, answer.text


def test_who_may_read_and_comment_on_one(site: Site) -> None:
    numbers = {camera: site.taken(cameraId=camera)["id"] for camera in (1, 2, 3, 4)}
    for camera, read, commented in ((1, 200, 200), (2, 200, 200), (3, 200, 403), (4, 404, 404)):
        path = f"/snapshots/{numbers[camera]}"
        assert site.api.get(path, auth=KEEPER).status_code == read
        assert site.api.get(f"{path}.jpg?width=64", auth=KEEPER).status_code == read
        assert site.api.get(f"{path}.pdf", auth=KEEPER).status_code == read
        assert site.comment(numbers[camera], "seen", KEEPER).status_code == commented
        for auth in (DEMO, GUEST, MONITOR):
            answers = [site.api.get(path + suffix, auth=auth) for suffix in ("", ".jpg", ".pdf")]
            assert [answer.status_code for answer in [*answers, site.comment(numbers[camera], "x", auth)]] == [403] * 4
        assert site.api.get(path).status_code == 401
    assert re.search("profile level Admin or Consult", site.api.get("/snapshots", auth=DEMO).text)


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 30])
@pytest.mark.parametrize("suffix", ["", ".jpg", ".pdf"])
def test_a_snapshot_that_there_is_not(site: Site, number: str, suffix: str) -> None:
    assert site.api.get(f"/snapshots/{number}{suffix}", auth=ADMIN).status_code == 404


@pytest.mark.parametrize("suffix", ["", ".jpg", ".pdf"])
def test_a_number_that_is_none(site: Site, suffix: str) -> None:
    assert site.api.get(f"/snapshots/x{suffix}", auth=ADMIN).status_code in (400, 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cameraId", "1"), ("cameraId", 1.5), ("cameraId", 2**31), ("cameraId", None), ("cameraId", True), ("time", "noon"),
        ("time", 5), ("time", "2026-06-31T00:00:00Z"), ("comment", "x" * 2001), ("comment", "\0"), ("comment", 7),
        ("comment", ["a"]),
    ],
)  # fmt: skip
def test_bad_values_are_refused_by_their_name(site: Site, field: str, value: Any) -> None:
    good: dict[str, Any] = {"cameraId": 37, "comment": "c"}
    answer = site.take(**good | {field: value})
    assert answer.status_code == 400
    assert f"snapshot.{field}: expected" in answer.json()["error"]
    assert site.numbers(cameraId=37) == []


@pytest.mark.parametrize("comment", ["x" * 2001, "\x1b[0m", 7, {}])
def test_bad_comments_are_refused(site: Site, comment: Any) -> None:
    number = site.taken(cameraId=38)["id"]
    answer = site.comment(number, comment)
    assert answer.status_code == 400
    assert "snapshot.comment: expected" in answer.json()["error"]
    assert site.api.get(f"/snapshots/{number}", auth=ADMIN).json()["updatable"]


@pytest.mark.parametrize("body", [{}, {"snapshot": {}}, {"snapshot": None}, []])
def test_what_is_missing_is_refused(site: Site, body: Any) -> None:
    number = site.taken(cameraId=38)["id"]
    assert site.api.post("/snapshots", json=body, auth=ADMIN).status_code == 400
    assert site.api.put(f"/snapshots/{number}", json=body, auth=ADMIN).status_code == 400
