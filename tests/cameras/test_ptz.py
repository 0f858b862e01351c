"""Moving a PTZ camera: what is accepted, refused and shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ctserver.cameras.aims import Aim, Aims
from ctserver.db import Database, sqlite_url
from ctserver.video.scene import Viewport
from tests.support.actions import last_action
from tests.support.databases import NOW
from tests.support.serving import serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN, DEMO, GUARD, GUEST
from tests.support.wsse import WsseAuth

CENTER = {"cmd": "center", "x": 200, "y": 400, "w": 640, "h": 480}
AREA = {"cmd": "area", "x0": 160, "y0": 120, "x1": 480, "y1": 360, "w": 640, "h": 480}
PRESETS = [
    {"id": "a", "name": "A", "pan": -0.5, "zoom": 2},
    {"id": "b", "name": "B", "pan": 0.5, "tilt": 0.2, "zoom": 3},
]
TOURS = [{"id": "t", "name": "T", "presets": ["a", "b"], "dwell_seconds": 4}]
OWN_CAMERAS = range(30, 70)
"""Each test that moves one takes another."""
Look = Callable[..., Aim]


def camera(number: int, ptz: dict[str, Any], **more: Any) -> dict[str, Any]:
    streams = [{"id": 1, "name": "S", "size": "640x360"}]
    return {
        "id": number,
        "name": f"C{number}",
        "model": "M",
        "device": {"host": "h"},
        "streams": streams,
        "ptz": ptz,
    } | more


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ptz")


@pytest.fixture(scope="module")
def own(directory: Path) -> Iterator[httpx.Client]:
    """A server with the demo site, whose clock stands still at NOW, and with more PTZ cameras of less abilities."""
    more = [
        camera(21, {"abilities": ["click"]}),
        camera(22, {"abilities": ["areazoom"], "presets": [{"id": "Porte", "name": "Door", "pan": 0.5}]}),
        camera(23, {"abilities": ["continuous"]}),
        camera(24, {}, upside_down=True),
        *(camera(number, {"presets": PRESETS, "tours": TOURS}) for number in OWN_CAMERAS),
    ]
    site = demo_with(directory, "driver", more_cameras=more, cameras={1: ["live", "ptz"]})
    options = ("--site", str(site), "--data", str(directory), "--clock", "frozen@2026-06-01T10:00:00Z")
    with (
        serving(directory, *options) as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", auth=ADMIN, timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def aimed(own: httpx.Client, directory: Path) -> Look:
    """Where a camera points so many seconds after the server's present, as its pictures are told."""

    def look(camera: int, later: float = 0) -> Aim:
        database = Database(sqlite_url(directory))
        try:
            return Aims(database).at(camera, NOW + later)
        finally:
            database.dispose()

    return look


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return iter(OWN_CAMERAS)


@pytest.fixture
def mine(numbers: Iterator[int]) -> int:
    """A camera that no other test moves, at its home."""
    return next(numbers)


def move(own: httpx.Client, number: int, auth: WsseAuth = ADMIN, **parameters: Any) -> httpx.Response:
    return own.get(f"/cameras/{number}/ptz", params=parameters, auth=auth)


@pytest.mark.parametrize(
    ("parameters", "viewport"),
    [
        (CENTER, Viewport(-0.3125, -0.833333)),
        (AREA, Viewport(zoom=2)),
        ({"cmd": "preset", "arg": "a"}, Viewport(-0.5, 0, 2)),
        ({"cmd": "preset", "arg": "b"}, Viewport(0.5, 0.2, 3)),
        ({"cmd": "zoom", "q": 4}, Viewport(zoom=1.7411)),
        ({"cmd": "zoom", "q": -4}, Viewport()),
        ({"cmd": "ptz", "arg": "left"}, Viewport(-0.416667)),
        ({"cmd": "ptz", "arg": "right"}, Viewport(0.416667)),
        ({"cmd": "ptz", "arg": "up"}, Viewport(0, 0.625)),
        ({"cmd": "ptz", "arg": "down"}, Viewport(0, -0.625)),
        ({"cmd": "ptz", "arg": "plus"}, Viewport(zoom=1.3195)),
        ({"cmd": "ptz", "arg": "minus"}, Viewport()),
        ({"cmd": "ptz", "arg": "out"}, Viewport()),
        ({"cmd": "cptm", "x": 100, "y": -100}, Viewport(1, -1)),
        ({"cmd": "cptm", "x": -10.5, "y": 0, "w": 640, "h": 480}, Viewport(-1)),
        ({"cmd": "cptm", "x": 0, "y": 0}, Viewport()),
        ({"cmd": "czm", "q": 100}, Viewport(zoom=30)),
        ({"cmd": "czm", "q": 0}, Viewport()),
        ({"CMD": "czm", "Q": 50}, Viewport(zoom=30)),
    ],
    ids=str,
)
def test_a_command_is_answered_with_nothing_and_moves_the_camera(
    own: httpx.Client, aimed: Look, mine: int, parameters: dict[str, Any], viewport: Viewport
) -> None:
    answer = move(own, mine, **parameters)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "text/html")
    assert aimed(mine, 60) == Aim(viewport, moving=False)
    assert aimed(mine, 0.1) == Aim(Viewport(), moving=viewport != Viewport())
    assert not aimed(mine, 0).moving


def test_a_tour_goes_round(own: httpx.Client, aimed: Look, mine: int) -> None:
    assert move(own, mine, cmd="tour", arg="t").status_code == 200
    seen = {aimed(mine, after).viewport for after in range(20, 60) if not aimed(mine, after).moving}
    assert seen == {Viewport(-0.5, 0, 2), Viewport(0.5, 0.2, 3)}


def test_commands_of_two_users_are_taken_in_their_order(own: httpx.Client, aimed: Look) -> None:
    driver = WsseAuth("driver", "driver")
    move(own, 1, auth=ADMIN, cmd="czm", q=100)
    move(own, 1, auth=driver, cmd="preset", arg="2")
    assert aimed(1, 60).viewport == Viewport(-0.6, 0.1, 3)
    move(own, 1, auth=driver, cmd="preset", arg="2")
    move(own, 1, auth=DEMO, cmd="preset", arg="3")
    assert aimed(1, 60).viewport == Viewport(0.3, 0.2, 6)


def test_a_camera_whose_picture_is_turned_moves_as_the_user_sees_it(own: httpx.Client, aimed: Look) -> None:
    move(own, 24, cmd="ptz", arg="left")
    assert aimed(24, 60).viewport == Viewport(0.416667)


@pytest.mark.parametrize(
    ("parameters", "field", "expected"),
    [
        ({}, "cmd", "a value"),
        ({"cmd": "fly"}, "cmd", "one of area, center, cptm, czm, preset, ptz, tour, zoom"),
        ({"cmd": ""}, "cmd", "one of area, center, cptm, czm, preset, ptz, tour, zoom"),
        *((CENTER | {name: "x"}, name, "a number") for name in "xywh"),
        *((AREA | {name: "nan"}, name, "a number") for name in ("x0", "y0", "x1", "y1", "w", "h")),
        ({"cmd": "center"}, "x", "a value"),
        ({"cmd": "center", "x": 1, "y": 1, "w": 640}, "h", "a value"),
        (CENTER | {"x": 641}, "x", "a number from 0 to 640"),
        (CENTER | {"y": -1}, "y", "a number from 0 to 480"),
        (CENTER | {"w": 0}, "w", "more than 0"),
        (CENTER | {"h": -480}, "h", "more than 0"),
        ({"cmd": "area"}, "x0", "a value"),
        (AREA | {"x0": -1}, "x0", "a number from 0 to 640"),
        (AREA | {"y1": 481}, "y1", "a number from 0 to 480"),
        (AREA | {"x1": 160}, "x1", "more than 160"),
        (AREA | {"y1": 100}, "y1", "more than 120"),
        ({"cmd": "cptm", "x": 1}, "y", "a value"),
        ({"cmd": "cptm", "x": 101, "y": 0}, "x", "a number from -100 to 100"),
        ({"cmd": "cptm", "x": 0, "y": -100.5}, "y", "a number from -100 to 100"),
        ({"cmd": "cptm", "x": "inf", "y": 0}, "x", "a number"),
        ({"cmd": "czm"}, "q", "a value"),
        ({"cmd": "czm", "x": 5, "y": 5}, "q", "a value"),
        ({"cmd": "czm", "q": 101}, "q", "a number from -100 to 100"),
        ({"cmd": "zoom"}, "q", "a value"),
        ({"cmd": "zoom", "q": -11}, "q", "a number from -10 to 10"),
        ({"cmd": "preset"}, "arg", "a value"),
        ({"cmd": "preset", "arg": "a\0"}, "arg", "text without control characters"),
        (CENTER | {"arg": "x" * 201}, "arg", "at most 200 characters or items"),
        ({"cmd": "preset", "arg": "A"}, "arg", "one of a, b"),
        ({"cmd": "tour"}, "arg", "a value"),
        ({"cmd": "tour", "arg": "1"}, "arg", "one of t"),
        ({"cmd": "ptz"}, "arg", "a value"),
        ({"cmd": "ptz", "arg": "sideways"}, "arg", "one of up, down, left, right, plus, minus, out"),
    ],
    ids=str,
)  # fmt: skip
def test_a_bad_parameter_is_named_and_moves_nothing(
    own: httpx.Client, aimed: Look, parameters: dict[str, Any], field: str, expected: str
) -> None:
    answer = move(own, OWN_CAMERAS[-1], **parameters)
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for {field}: expected {expected}."})
    assert aimed(OWN_CAMERAS[-1], 60) == Aim(Viewport(), moving=False)


def test_the_documents_misprint_is_no_number(own: httpx.Client) -> None:
    answer = own.get("/cameras/1/ptz?cmd=center&w=640h=480&x=200&y=400")
    assert (answer.status_code, answer.json()["error"]) == (400, "Invalid value for w: expected a number.")


@pytest.mark.parametrize(
    ("number", "parameters", "ability"),
    [
        (2, {"cmd": "ptz", "arg": "up"}, "ptz"),
        (2, {"cmd": "zoom", "q": 1}, "ptz"),
        (2, CENTER, "click"),
        (21, AREA, "areazoom"),
        (21, {"cmd": "cptm", "x": 1, "y": 1}, "continuous"),
        (21, {"cmd": "czm", "q": 1}, "continuous"),
        (22, CENTER, "click"),
        (22, {"cmd": "ptz", "arg": "out"}, "zoomback"),
        (22, {"cmd": "tour", "arg": "1"}, "tours"),
        (23, {"cmd": "preset", "arg": "1"}, "presets"),
    ],
    ids=str,
)
def test_an_ability_that_the_camera_lacks_is_named(
    own: httpx.Client, number: int, parameters: dict[str, Any], ability: str
) -> None:
    answer = move(own, number, **parameters)
    expected = f"Invalid value for cmd: expected a command that the camera supports: it lacks {ability}."
    assert (answer.status_code, answer.json()) == (400, {"error": expected})


@pytest.mark.parametrize(
    ("number", "parameters"),
    [(21, CENTER), (22, AREA), (23, {"cmd": "czm", "q": 1}), (22, {"cmd": "preset", "arg": "Porte"})],
)
def test_an_ability_that_the_camera_has_is_enough(own: httpx.Client, number: int, parameters: dict[str, Any]) -> None:
    assert move(own, number, **parameters).status_code == 200


@pytest.mark.parametrize(
    ("auth", "number", "status"), [(DEMO, 1, 200), (GUARD, 1, 403), (GUEST, 1, 403), (GUEST, 3, 404), (ADMIN, 999, 404)]
)
def test_it_needs_the_right_to_move(own: httpx.Client, auth: WsseAuth, number: int, status: int) -> None:
    answer = move(own, number, auth=auth, cmd="ptz", arg="plus")
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"error": "You do not have the right to do this: PTZ."}


def test_it_needs_credentials(api: httpx.Client) -> None:
    assert api.get("/api/v1.2/cameras/1/ptz?cmd=czm&q=0").status_code == 401


def test_who_moved_which_camera_is_recorded(own: httpx.Client, directory: Path) -> None:
    move(own, 1, auth=DEMO, cmd="center", x=320, y=240, w=640, h=480)
    told = {"name": "North car park", "command": "cmd=center x=320.0 y=240.0 w=640.0 h=480.0"}
    assert last_action(directory, "LogPtz") == ("demo", told)
    move(own, 1, auth=DEMO, cmd="fly")
    assert last_action(directory, "LogPtz") == ("demo", told)
