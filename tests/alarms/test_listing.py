"""Lists of alarms: their attributes, pages, filters and rights."""

import re
from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUEST
from tests.support.wsse import WsseAuth

URL = "/cameras/alarms"
WATCH = WsseAuth("watch", "watch")
LINK = re.compile(r'<(//[^>]*)>; rel="next"')


def listed(api: httpx.Client, path: str = URL, **parameters: Any) -> list[dict[str, Any]]:
    answer = api.get(path, params={name.rstrip("_"): value for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["alarms"]
    return list(answer.json()["alarms"])


def test_an_alarm_says_what_the_document_shows(own: httpx.Client) -> None:
    """The site's time is two hours ahead; the camera records five seconds before an alarm."""
    alarm = listed(own, "/cameras/6/alarms")[0]
    number = alarm["id"]
    assert list(alarm.items()) == [
        ("id", number),
        ("time", "2026-05-27T09:55:00Z"),
        ("recordTime", "2026-05-27T09:54:55Z"),
        ("cameraId", 6),
        ("description", "Intrusion Alarm starts at 27/05/2026 at 11:54:55, with 5s pre-alarm"),
        ("snapshot", f"/api/v1.2/cameras/alarms/{number}.jpg"),
        ("thumbnail", f"/api/v1.2/cameras/alarms/{number}.jpg?w=50&h=50"),
    ]


def test_where_no_recording_begins_there_is_no_record_time(own: httpx.Client) -> None:
    """Camera 14 of the demo site records nothing before an alarm."""
    alarm = listed(own, "/cameras/14/alarms")[0]
    assert (alarm["recordTime"], alarm["description"]) == (None, "MOTION Alarm")


def test_the_demo_site_has_a_week_of_alarms_newest_first(api: httpx.Client) -> None:
    alarms = api.get(f"/api/v1.2{URL}?limit=1000", auth=ADMIN).json()["alarms"]
    times = [alarm["time"] for alarm in alarms]
    assert times == sorted(times, reverse=True)
    assert len({alarm["id"] for alarm in alarms}) == len(alarms) > 300
    assert len({time[:10] for time in times}) >= 7
    assert {alarm["description"].partition(" Alarm")[0] for alarm in alarms} >= {
        "MOTION",
        "Door held open",
        "Fence cut",
    }


def test_twenty_are_listed_unless_told_and_pages_follow_each_other(own: httpx.Client) -> None:
    everything = listed(own, limit=1000, to="2026-06-01T09:00:00Z")
    assert listed(own, to="2026-06-01T09:00:00Z") == everything[:20]
    assert listed(own, to="2026-06-01T09:00:00Z", limit=7, offset=5) == everything[5:12]
    pages, path = [], f"{URL}?limit=300&to=2026-06-01T09:00:00Z"
    while path:
        answer = own.get(path)
        pages += answer.json()["alarms"]
        link = answer.headers.get("link")
        path = f"http:{LINK.fullmatch(link)[1]}" if link else ""  # type: ignore[index]
    assert pages == everything
    assert len(pages) > 600


@pytest.mark.parametrize(
    ("asked", "following"),
    [
        ("", "limit=20&offset=20"),
        ("limit=5&offset=3", "limit=5&offset=8"),
        ("q=motion%20alarm%26x", None),
        ("q=MOTION%20a", "q=MOTION%20a&limit=20&offset=20"),
        ("limit=1&to=2026-05-31T12:00:00%2B02:00", "to=2026-05-31T10:00:00.000000Z&limit=1&offset=1"),
        ("offset=100000", None),
        ("from=2026-06-02T00:00:00Z", None),
    ],
)
def test_the_link_asks_for_the_same_and_tells_no_credentials(
    own: httpx.Client, asked: str, following: str | None
) -> None:
    answer = httpx.get(
        f"{own.base_url}{URL[1:]}?_username=admin&_password=camtrace&{asked}",
        headers={"Host": "demo.camtrace.com"}, auth=("admin", "camtrace"), trust_env=False,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    expected = f'<//demo.camtrace.com/api/v1.2{URL}?{following}>; rel="next"' if following else None
    assert answer.headers.get("link") == expected


def test_alarms_of_a_time(own: httpx.Client) -> None:
    """Camera 2 had its door held open twice, the last time two days and five minutes before the start."""
    doors = [alarm["time"] for alarm in listed(own, "/cameras/2/alarms", q="door")]
    assert doors == ["2026-05-30T09:55:00Z", "2026-05-26T10:40:00Z"]
    first, last = doors[1], doors[0]
    for bounds, expected in [
        ({"from_": first, "to": last}, doors),
        ({"from_": "2026-05-26T10:40:00.000001Z", "to": last}, [last]),
        ({"from_": first, "to": "2026-05-30T11:54:59+02:00"}, [first]),
        ({"from_": last, "to": first}, []),
    ]:
        assert [alarm["time"] for alarm in listed(own, "/cameras/2/alarms", q="DOOR", **bounds)] == expected


@pytest.mark.parametrize(
    ("q", "matches"),
    [
        ("intrusion", True), ("ALARM STARTS AT 27/05", True), ("11:54:55, with", True), ("5s pre", True), ("at", True),
        ("11:55", False), ("MOTION", False), ("%", False), ("_", False),
    ],
)  # fmt: skip
def test_the_description_is_searched_as_it_is_shown(own: httpx.Client, q: str, matches: bool) -> None:
    assert bool(listed(own, "/cameras/6/alarms", q=q)) == matches


def test_what_is_searched_is_paged_too(own: httpx.Client) -> None:
    everything = listed(own, q="pre-alarm", limit=1000, to="2026-06-01T09:00:00Z")
    assert all(
        "with 10s pre-alarm" in row["description"] or "with 5s pre-alarm" in row["description"] for row in everything
    )
    assert listed(own, q="pre-alarm", limit=4, offset=9, to="2026-06-01T09:00:00Z") == everything[9:13]


def test_a_user_sees_the_alarms_of_his_cameras(own: httpx.Client) -> None:
    """Guests see cameras 1 and 2."""
    own.get("/cameras/alarms/trigger", params={"cameraId": "40,41,42", "type": "seen"})
    seen = own.get(URL, params={"q": "seen"}, auth=WATCH).json()["alarms"]
    assert {alarm["cameraId"] for alarm in seen} == {40, 41}
    assert {alarm["cameraId"] for alarm in own.get(f"{URL}?limit=1000", auth=GUEST).json()["alarms"]} == {1, 2}
    assert own.get("/cameras/41/alarms", auth=WATCH).status_code == 200
    answer = own.get("/cameras/42/alarms", auth=WATCH)
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no camera 42."})


def test_a_camera_without_alarms_has_an_empty_list(own: httpx.Client) -> None:
    assert listed(own, "/cameras/59/alarms") == []


@pytest.mark.parametrize("path", [URL, "/cameras/1/alarms"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "limit: expected at least 1"),
        ("limit=1001", "limit: expected at most 1000"),
        ("limit=x", "limit: expected a whole number"),
        ("offset=-1", "offset: expected at least 0"),
        ("offset=2147483648", "offset: expected at most 2147483647"),
        ("from=yesterday", "from: expected "),
        ("to=2026-02-30T00:00:00Z", "to: expected "),
        ("q=" + "x" * 201, "q: expected at most 200 characters"),
        ("q=%00", "q: expected text without control characters"),
    ],
)
def test_bad_requests_name_the_field(own: httpx.Client, path: str, query: str, said: str) -> None:
    answer = own.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


def test_json_p_wraps_the_list(own: httpx.Client) -> None:
    answer = own.get(f"{URL}?limit=1&_callback=show", auth=DEMO)
    assert answer.text.startswith('show({"meta":')
    assert answer.text.count('"cameraId"') == 1


def test_nobody_sees_nothing(own: httpx.Client) -> None:
    bare = httpx.get(f"{own.base_url}cameras/alarms", trust_env=False)
    assert bare.status_code == 401
