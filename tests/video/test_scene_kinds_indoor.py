"""What entrance, corridor and shop promise beyond their looks."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import LOOP_SECONDS, STILL_ROWS, Look, Scene, open_scene

KINDS = ["entrance", "corridor", "shop"]
NOW = 1_800_000_000.0
pytestmark = pytest.mark.parametrize("kind", KINDS)
LIGHTS = pytest.mark.parametrize("daylight", [1.0, 0.5, 0.0], ids=["day", "dusk", "night"])
ALARMS = pytest.mark.parametrize("alarm", [False, True], ids=["calm", "alarm"])
SEEDS = pytest.mark.parametrize("seed", range(3))


def view(scene: Scene, size: tuple[int, int], seconds: float) -> Array:
    """The scene's picture; the canvas starts with rubbish, since a scene overwrites all of it."""
    width, height = size
    canvas = np.random.default_rng(int(seconds)).integers(0, 256, (height * 3 // 2, width), np.uint8)
    scene.draw(seconds, canvas)
    return canvas


def picture(look: Look, size: tuple[int, int] = (320, 240), seconds: float = NOW) -> Array:
    return view(open_scene(look, *size), size, seconds)


@LIGHTS
@ALARMS
def test_the_same_instant_gives_the_same_bytes(kind: str, daylight: float, alarm: bool) -> None:
    look = Look(kind, 1, daylight, alarm=alarm)
    used = open_scene(look, 320, 240)
    for seconds in (5.0, 1.0, 3.0):
        view(used, (320, 240), seconds)
    assert (view(used, (320, 240), 3.04) == picture(look, seconds=3.04)).all()


@LIGHTS
@ALARMS
@pytest.mark.parametrize("seconds", [0.0, 1 / 3, NOW + 5.2])
def test_the_loop_closes(kind: str, daylight: float, alarm: bool, seconds: float) -> None:
    look = Look(kind, 2, daylight, alarm=alarm)
    assert (picture(look, seconds=seconds) == picture(look, seconds=seconds + LOOP_SECONDS)).all()


@SEEDS
@ALARMS
@pytest.mark.parametrize("size", [(320, 240), (640, 360)])
def test_nothing_moves_in_and_below_the_strip(kind: str, seed: int, alarm: bool, size: tuple[int, int]) -> None:
    scene = open_scene(Look(kind, seed, alarm=alarm), *size)
    first = planes(view(scene, size, 0))
    for seconds in np.arange(0, LOOP_SECONDS, 0.5):
        for plane, still, rows in zip(
            planes(view(scene, size, seconds)), first, (STILL_ROWS, STILL_ROWS // 2, STILL_ROWS // 2), strict=True
        ):
            assert (plane[:rows] == still[:rows]).all()


@LIGHTS
@ALARMS
def test_something_moves(kind: str, daylight: float, alarm: bool) -> None:
    scene = open_scene(Look(kind, 3, daylight, alarm=alarm), 320, 240)
    pictures = {view(scene, (320, 240), seconds).tobytes() for seconds in range(LOOP_SECONDS)}
    assert len(pictures) > LOOP_SECONDS // 2


@SEEDS
@ALARMS
def test_nobody_appears_or_vanishes_in_full_view(kind: str, seed: int, alarm: bool) -> None:
    """In a tenth of a second no more changes than a few steps' width of somebody near."""
    scene, size = open_scene(Look(kind, seed, alarm=alarm), 320, 240), (320, 240)
    lumas = [planes(view(scene, size, number / 10))[0].astype(int) for number in range(10 * LOOP_SECONDS + 1)]
    changed = [float((np.abs(after - before) > 12).mean()) for before, after in itertools.pairwise(lumas)]
    assert max(changed) < 0.06
    assert max(abs(b - a) for a, b in itertools.pairwise(changed)) < 0.035


def test_most_of_the_picture_stands_still(kind: str) -> None:
    scene, size = open_scene(Look(kind, 1), 640, 360), (640, 360)
    assert (view(scene, size, 3.0) == view(scene, size, 3.04)).mean() > 0.9


def test_seeds_differ(kind: str) -> None:
    pictures = [picture(Look(kind, seed)).astype(int) for seed in range(6)]
    assert all(np.abs(a - b).mean() > 5 for i, a in enumerate(pictures) for b in pictures[:i])


def test_night_is_darker_than_dusk_and_dusk_than_day(kind: str) -> None:
    night, dusk, day = (planes(picture(Look(kind, 1, daylight)))[0].mean() for daylight in (0.0, 0.5, 1.0))
    assert night < dusk < day


@SEEDS
@ALARMS
def test_night_is_monochrome(kind: str, seed: int, alarm: bool) -> None:
    _, cb, cr = planes(picture(Look(kind, seed, 0.0, alarm=alarm), seconds=NOW + 4))
    assert (cb == NEUTRAL).all()
    assert (cr == NEUTRAL).all()


def test_an_alarm_changes_what_moves_but_not_the_place(kind: str) -> None:
    shares = [
        (picture(Look(kind, 1), seconds=second) == picture(Look(kind, 1, alarm=True), seconds=second)).mean()
        for second in (2.0, 4.0)
    ]
    assert all(0.7 < share < 1 for share in shares)


def test_upside_down_turns_the_picture(kind: str) -> None:
    look = Look(kind, 1)
    upright, turned = picture(look, (640, 360), 2), picture(replace(look, upside_down=True), (640, 360), 2)
    for plane, turned_plane in zip(planes(upright), planes(turned), strict=True):
        assert (plane == turned_plane[::-1, ::-1]).mean() > 0.9


@pytest.mark.parametrize(
    "size", [(160, 120), (320, 240), (352, 288), (480, 640), (640, 480), (1280, 720), (1920, 1080), (2560, 1440)]
)
def test_a_scene_is_drawn_at_any_size(kind: str, size: tuple[int, int]) -> None:
    luma, cb, cr = planes(picture(Look(kind, 1), size))
    assert luma.std() > 15
    assert cb.std() > 1
    assert cr.std() > 1


@pytest.mark.parametrize("seed", [-1, 0, 2**40, 2**80])
def test_any_integer_is_a_seed(kind: str, seed: int) -> None:
    assert picture(Look(kind, seed)).std() > 10
