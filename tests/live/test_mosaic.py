"""`GET /m`: many cameras in one MJPEG stream. Document section "PUSH HTTP mosaic creation"."""

from contextlib import ExitStack
from itertools import pairwise, permutations

import httpx
import pytest

from ctserver.testing.frames import read
from tests.live.mosaics import ADMIN, GUEST, MONITOR, first, watching
from tests.support.users import ADMIN as ADMIN_BY_WSSE

BASIC = httpx.BasicAuth("guest", "guest")


@pytest.fixture(scope="module")
def slates(api: httpx.Client) -> dict[str, bytes]:
    """What the two slates look like below the strip, at 320x240."""
    locked, offline = first(api, "ids=5", GUEST), first(api, "ids=7")
    return {"no access": locked.scene(0), "no signal": offline.scene(0)}


def test_the_documents_example(api: httpx.Client) -> None:
    assert first(api, "ids=3,1,2&compr=20").cameras() == [3, 1, 2, None]


@pytest.mark.parametrize("ids", list(permutations((1, 2, 8)))[1:], ids=str)
def test_cells_are_in_the_order_asked_for(api: httpx.Client, ids: tuple[int, ...]) -> None:
    assert first(api, f"ids={','.join(map(str, ids))}").cameras() == [*ids, None]


def test_a_camera_may_be_asked_for_several_times(api: httpx.Client) -> None:
    shown = first(api, "ids=1,2,1,1")
    assert shown.cameras() == [1, 2, 1, 1]
    assert shown.scene(0) == shown.scene(2) == shown.scene(3)


@pytest.mark.parametrize("count", [1, 2, 5, 12, 64])
def test_one_to_sixty_four_cameras(api: httpx.Client, count: int) -> None:
    ids = [(1, 2, 3, 5)[index % 4] for index in range(count)]
    found = first(api, f"ids={','.join(map(str, ids))}").cameras()
    assert found == ids + [None] * (len(found) - count)


def test_each_cell_shows_the_stream_that_suits_its_size_best(api: httpx.Client) -> None:
    small, large = first(api, "ids=1,2"), first(api, "ids=1,2&vw=2560&vh=1440")
    assert [mark and mark.stream for mark in small.marks()] == [3, 6]
    assert [mark and mark.stream for mark in large.marks(1280, 1440)] == [2, 1]


def test_each_cell_shows_the_picture_of_the_instant(api: httpx.Client) -> None:
    with watching(api, "ids=1,2,5,8") as pictures:
        for shown in (next(pictures) for _ in range(5)):
            ticks = round(shown.timestamp * 10)
            rates = (15, 10, 10, 12)
            assert [mark and mark.number for mark in shown.marks()] == [ticks * fps // 10 % 2**24 for fps in rates]


def test_pictures_go_on(api: httpx.Client) -> None:
    with watching(api, "ids=1,2") as pictures:
        seen = [next(pictures) for _ in range(12)]
    assert all(after.timestamp > before.timestamp for before, after in pairwise(seen))
    assert all(after.jpeg != before.jpeg for before, after in pairwise(seen))


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("ids=1", (320, 240)),
        ("ids=1,2,3", (640, 480)),
        ("ids=1,2,3&cols=3", (960, 240)),
        ("ids=1,2,3&rows=3", (320, 720)),
        ("ids=1,2&vw=1280&vh=480", (1280, 480)),
        ("ids=1,2&vw=100", (640, 240)),
        ("ids=1,2&cols=0&rows=0&vw=0&vh=0&compr=0", (640, 240)),
    ],
)
def test_the_size_follows_what_is_asked_for(api: httpx.Client, query: str, size: tuple[int, int]) -> None:
    height, width, _ = first(api, query).image.shape
    assert (width, height) == size


def test_more_compression_makes_smaller_pictures(api: httpx.Client) -> None:
    sizes = [len(first(api, f"ids=1,2&compr={compr}").jpeg) for compr in (1, 35, 70, 99)]
    assert sizes == sorted(sizes, reverse=True)


def test_who_may_not_see_a_camera_sees_a_lock(api: httpx.Client, slates: dict[str, bytes]) -> None:
    shown = first(api, "ids=5,2,1,16", GUEST)
    assert shown.cameras() == [None, 2, 1, None]
    assert shown.scene(0) == shown.scene(3) == slates["no access"]


def test_a_locked_cell_does_not_tell_one_camera_from_another(api: httpx.Client) -> None:
    shown = first(api, "ids=5,7,9,16", GUEST)
    assert shown.cameras() == [None] * 4
    assert len({shown.scene(cell) for cell in range(4)}) == 1


def test_the_right_to_recordings_opens_no_cell(api: httpx.Client, slates: dict[str, bytes]) -> None:
    assert first(api, "ids=1", MONITOR).scene(0) == slates["no access"]


@pytest.mark.parametrize("camera", [7, 9, 15], ids=["offline", "ignored", "video off"])
def test_a_camera_without_a_picture_has_no_signal(api: httpx.Client, slates: dict[str, bytes], camera: int) -> None:
    shown = first(api, f"ids=1,{camera}")
    assert shown.scene(1) == slates["no signal"] != slates["no access"]
    assert read(shown.cells()[0])


def test_those_who_see_different_cells_share_nothing(api: httpx.Client) -> None:
    with watching(api, "ids=1,5") as every, watching(api, "ids=1,5", GUEST) as some:
        for _ in range(5):
            assert next(every).cameras() == [1, 5]
            assert next(some).cameras() == [1, None]


def test_those_who_see_the_same_get_the_same_bytes(api: httpx.Client) -> None:
    with ExitStack() as stack:
        viewers = [
            stack.enter_context(watching(api, f"ids=1,2&compr={compr}", user))
            for compr, user in ((33, ADMIN), (35, GUEST), (37, "user=demo&pass=demo"))
        ]
        seen: list[dict[float, bytes]] = [{} for _ in viewers]
        shared: set[float] = set()
        while len(shared) < 3 and len(seen[0]) < 100:  # on a busy machine each of them may miss others
            for pictures, viewer in zip(seen, viewers, strict=True):
                shown = next(viewer)
                pictures[shown.timestamp] = shown.jpeg
            shared = set.intersection(*(set(pictures) for pictures in seen))
    assert len(shared) >= 3
    assert all(len({pictures[instant] for pictures in seen}) == 1 for instant in shared)


REFUSED = {
    "no ids": ("", 400, "ids"),
    "empty ids": ("ids=", 400, "ids"),
    "a name": ("ids=north", 400, "ids"),
    "an empty place": ("ids=1,,2", 400, "ids"),
    "a comma at the end": ("ids=1,2,", 400, "ids"),
    "a negative id": ("ids=-1", 400, "ids"),
    "a stream": ("ids=1.2", 400, "ids"),
    "blanks": ("ids=1,%202", 400, "ids"),
    "digits of another script": ("ids=%D9%A1", 400, "ids"),
    "a superscript": ("ids=%C2%B2", 400, "ids"),
    "a line end": ("ids=1%0A", 400, "ids"),
    "65 ids": ("ids=" + ",".join(["1"] * 65), 400, "ids"),
    "an unknown id": ("ids=1,77", 404, "77"),
    "zero": ("ids=0", 404, "0"),
    "a very large id": (f"ids={10**17}", 404, str(10**17)),
    "compr out of range": ("ids=1&compr=100", 400, "compr"),
    "compr that is no number": ("ids=1&compr=x", 400, "compr"),
    "cols that is no number": ("ids=1&cols=two", 400, "cols"),
    "negative rows": ("ids=1&rows=-1", 400, "rows"),
    "empty vw": ("ids=1&vw=", 400, "vw"),
    "vh with digits of another script": ("ids=1&vh=%D9%A1", 400, "vh"),
    "too many columns": ("ids=1&cols=13", 400, "cols"),
    "too many rows": ("ids=1&rows=18", 400, "rows"),
    "too few cells": ("ids=1,2,3&cols=1&rows=2", 400, "rows"),
    "too wide": ("ids=1&vw=4097", 400, "vw"),
    "too high": ("ids=1&vh=99999", 400, "vh"),
}


@pytest.mark.parametrize(("query", "status", "named"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_refused_by_name(api: httpx.Client, query: str, status: int, named: str) -> None:
    answer = api.get(f"/m?{query}&{ADMIN}")
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert named in answer.json()["error"]


@pytest.mark.parametrize("query", ["ids=1", "ids=x", "ids=77"])
def test_who_does_not_say_who_he_is_learns_nothing(api: httpx.Client, query: str) -> None:
    for answer in (api.get(f"/m?{query}"), api.get(f"/m?{query}&user=guest&pass=wrong")):
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Basic realm="CT-Server"')


@pytest.mark.parametrize("auth", [BASIC, ADMIN_BY_WSSE], ids=["Basic", "WSSE"])
def test_every_way_to_say_who_one_is_opens_it(api: httpx.Client, auth: httpx.Auth) -> None:
    with api.stream("GET", "/m?ids=1", auth=auth) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("multipart/x-mixed-replace; boundary=")


def test_a_tunnel_of_rtsp_is_told_that_there_is_none(api: httpx.Client) -> None:
    assert api.get(f"/m?ids=1&{ADMIN}", headers={"x-sessioncookie": "abc"}).status_code == 404


def test_head_gives_the_headers_and_ends(api: httpx.Client) -> None:
    answer = api.head(f"/m?ids=1,2&{ADMIN}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-length" not in answer.headers


def test_an_error_speaks_the_clients_language(api: httpx.Client) -> None:
    answer = api.get(f"/m?ids=x&{ADMIN}", headers={"Accept-Language": "fr"})
    assert "identifiants de caméra" in answer.json()["error"]
