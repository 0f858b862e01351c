"""The picture of a snapshot: its camera, stream and instant, in the size that was asked for."""

import cv2
import httpx
import numpy as np
import pytest

from ctserver.db import Database, sqlite_url
from ctserver.snapshots.models import Snapshot
from ctserver.testing import frames
from tests.snapshots.conftest import Site
from tests.support.users import ADMIN

NOW_MS = 1_780_308_000_000


def decoded(answer: httpx.Response) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    image = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def picture(site: Site, number: int, query: str = "") -> np.ndarray:
    return decoded(site.api.get(f"/snapshots/{number}.jpg?{query}", auth=ADMIN))


def test_now_is_shown_by_the_largest_stream(site: Site) -> None:
    image = picture(site, site.taken(cameraId=44)["id"])
    assert image.shape[:2] == (360, 640)
    mark = frames.read(image)
    assert mark
    assert (mark.camera, mark.stream, mark.ms) == (44, 2, NOW_MS % 2**32)


@pytest.mark.parametrize(
    ("camera", "stream", "size"), [(45, 1, (320, 240)), (42, 2, (640, 360))], ids=["regular", "alarm"]
)
def test_the_past_is_shown_by_what_was_recorded(site: Site, camera: int, stream: int, size: tuple[int, int]) -> None:
    """In a camera's first stream where none is chosen for regular recordings. The picture is the last one until then."""
    image = picture(site, site.taken(cameraId=camera, time="2026-06-01T09:00:05.05Z")["id"])
    assert image.shape[:2] == size[::-1]
    if stream == 2:  # drawn in less than the mark needs where it is smaller
        mark = frames.read(image)
        assert mark
        assert (mark.camera, mark.stream, mark.ms) == (42, 2, (NOW_MS - 3_594_960) % 2**32)


def test_a_picture_is_the_same_each_time(site: Site) -> None:
    number = site.taken(cameraId=46, time="2026-05-31T12:00:00Z")["id"]
    first, second = (site.api.get(f"/snapshots/{number}.jpg", auth=ADMIN).content for _ in range(2))
    assert first == second


def test_a_snapshot_outlives_its_recording(site: Site) -> None:
    """One of two months ago, of which the archive has nothing any more."""
    at = NOW_MS - 60 * 86_400_000
    database = Database(sqlite_url(site.directory))
    with database.session(write=True) as session:
        row = Snapshot(at_us=at * 1000, camera_id=49, stream_id=2, user_id=1, user_name="admin", address="127.0.0.1")
        session.add(row)
        session.flush()
        number = row.id
    database.dispose()
    told = site.api.get(f"/snapshots/{number}", auth=ADMIN).json()
    assert site.take(cameraId=49, time=told["time"]).status_code == 404
    mark = frames.read(picture(site, number))
    assert mark
    assert (mark.camera, mark.stream, mark.ms) == (49, 2, at % 2**32)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("width=320", (320, 180)), ("height=180", (320, 180)), ("width=320&height=90", (160, 90)),
        ("width=100&height=4096", (100, 56)), ("width=16", (16, 9)), ("WIDTH=1280&HEIGHT=720", (1280, 720)),
        ("w=100&h=100", (640, 360)),
    ],
)  # fmt: skip
def test_it_is_as_large_as_fits_and_keeps_its_shape(site: Site, query: str, expected: tuple[int, int]) -> None:
    number = site.taken(cameraId=47)["id"]
    height, width = picture(site, number, query).shape[:2]
    assert (width, height) == expected


@pytest.mark.parametrize("name", ["width", "height"])
@pytest.mark.parametrize("value", ["15", "4097", "0", "-1", "x", "1.5", ""])
def test_sizes_that_cannot_be_are_refused(site: Site, name: str, value: str) -> None:
    number = site.numbers(limit=1)[0]
    answer = site.api.get(f"/snapshots/{number}.jpg", params={name: value}, auth=ADMIN)
    assert answer.status_code == 400
    assert name in answer.json()["error"]


def test_a_head_has_the_length_alone(site: Site) -> None:
    number = site.taken(cameraId=47)["id"]
    whole = site.api.get(f"/snapshots/{number}.jpg", auth=ADMIN)
    head = site.api.head(f"/snapshots/{number}.jpg", auth=ADMIN)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
