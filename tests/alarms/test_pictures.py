"""The picture of an alarm: what its camera showed when it began, in the size that was asked for."""

import cv2
import httpx
import numpy as np
import pytest

from ctserver.cameras.stills import fitted
from ctserver.testing import frames
from tests.support.users import ADMIN, GUEST, MONITOR
from tests.support.wsse import WsseAuth

BEGIN = 1_780_308_000 - 905 * 60
"""Of the alarm of camera 4 that the demo site lists."""
WATCH = WsseAuth("watch", "watch")


@pytest.fixture(scope="module")
def number(own: httpx.Client) -> int:
    """A motion alarm of camera 4, which has 1920x1080 pixels."""
    found = own.get("/cameras/4/alarms", params={"to": "2026-06-01T00:00:00Z"}).json()["alarms"]
    return int(found[0]["id"])


def decoded(answer: httpx.Response) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    image = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def size(answer: httpx.Response) -> tuple[int, int]:
    height, width = decoded(answer).shape[:2]
    return width, height


def test_the_picture_is_of_the_alarms_instant_and_camera_and_shows_that_there_is_one(
    own: httpx.Client, number: int
) -> None:
    image = decoded(own.get(f"/cameras/alarms/{number}.jpg"))
    assert image.shape[:2] == (1080, 1920)
    mark = frames.read(image)
    assert mark
    assert (mark.camera, mark.stream, mark.ms) == (4, 1, BEGIN * 1000 % 2**32)
    badge = image[8:34, -140:-70].reshape(-1, 3).astype(int)
    assert ((badge[:, 2] > 150) & (badge[:, 0] < 110)).mean() > 0.4, "expected the strip's red ALARM"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("w=50&h=50", (50, 28)), ("w=50", (50, 28)), ("h=240", (427, 240)), ("w=320&h=240", (320, 180)),
        ("w=640&h=360", (640, 360)), ("w=960", (960, 540)), ("w=4096&h=16", (28, 16)), ("w=16&h=16", (16, 9)),
        ("W=800&H=4096", (800, 450)),
    ],
)  # fmt: skip
def test_it_is_as_large_as_fits_and_keeps_its_shape(
    own: httpx.Client, number: int, query: str, expected: tuple[int, int]
) -> None:
    assert size(own.get(f"/cameras/alarms/{number}.jpg?{query}")) == expected


def test_a_picture_is_drawn_for_its_size(own: httpx.Client, number: int) -> None:
    """Its mark has the cells that every picture has, and its strip says its size."""
    mark = frames.read(decoded(own.get(f"/cameras/alarms/{number}.jpg?w=1280")))
    assert mark
    assert (mark.camera, mark.ms) == (4, BEGIN * 1000 % 2**32)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("w=50&h=50", 200), ("w=320&h=240", 200), ("w=321&h=240", 401), ("w=320&h=241", 401), ("w=50", 401), ("h=50", 401),
        ("", 401),
    ],
)  # fmt: skip
def test_a_thumbnail_needs_no_credentials(own: httpx.Client, number: int, query: str, status: int) -> None:
    bare = httpx.get(f"{own.base_url}cameras/alarms/{number}.jpg?{query}", trust_env=False, timeout=60)
    assert bare.status_code == status


def test_wrong_credentials_are_refused_even_for_a_thumbnail(own: httpx.Client, number: int) -> None:
    answer = own.get(f"/cameras/alarms/{number}.jpg?w=50&h=50", auth=("admin", "wrong"))
    assert answer.status_code == 401


@pytest.mark.parametrize("query", ["", "?w=640"])
@pytest.mark.parametrize(("auth", "status"), [(ADMIN, 200), (GUEST, 404), (MONITOR, 404), (WATCH, 404)])
def test_a_larger_picture_needs_a_right_on_its_camera(
    own: httpx.Client, number: int, auth: WsseAuth, status: int, query: str
) -> None:
    answer = own.get(f"/cameras/alarms/{number}.jpg{query}", auth=auth)
    assert answer.status_code == status
    if status == 404:
        assert answer.json() == {"error": f"There is no alarm {number}."}


@pytest.mark.parametrize("name", ["0", "-1", "99999999", str(2**31), "9" * 400])
def test_what_does_not_exist(own: httpx.Client, name: str) -> None:
    answer = own.get(f"/cameras/alarms/{name}.jpg?w=50&h=50")
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no alarm {name}."})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("w=15&h=50", "w: expected at least 16"), ("h=4097", "h: expected at most 4096"),
        ("w=x", "w: expected a whole number"), ("w=50.5", "w: expected a whole number"), ("h=", "h: expected a whole number"),
        ("w=" + "9" * 400, "w: expected "),
    ],
)  # fmt: skip
def test_bad_sizes_name_the_field(own: httpx.Client, number: int, query: str, said: str) -> None:
    answer = own.get(f"/cameras/alarms/{number}.jpg?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


def test_an_id_that_is_no_number(own: httpx.Client) -> None:
    assert own.get("/cameras/alarms/x.jpg").json() == {"error": "Invalid value for alarm_id: expected a whole number."}


def test_what_has_just_been_triggered_has_a_picture_too(own: httpx.Client) -> None:
    own.get("/cameras/alarms/trigger", params={"cameraId": "50"})
    alarm = own.get("/cameras/50/alarms").json()["alarms"][0]
    assert size(own.get(alarm["snapshot"].removeprefix("/api/v1.2"))) == (640, 360)
    assert size(own.get(alarm["thumbnail"].removeprefix("/api/v1.2"))) == (50, 28)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [((None, None), None), ((100, None), (100, 75)), ((None, 60), (80, 60)), ((100, 60), (80, 60)), ((1, 1), (1, 1))],
)
def test_a_size_fits_into_what_is_asked_for(
    asked: tuple[int | None, int | None], expected: tuple[int, int] | None
) -> None:
    assert fitted((640, 480), *asked) == expected
