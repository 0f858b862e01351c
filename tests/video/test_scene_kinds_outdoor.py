from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import LOOP_SECONDS, STILL_ROWS, Look, Scene, open_scene

KINDS = pytest.mark.parametrize("kind", ["street", "warehouse", "fence", "dock"])
SMALL = (320, 240)


@cache
def opened(look: Look, size: tuple[int, int] = SMALL) -> Scene:
    """A scene that tests share, since what was drawn before does not matter."""
    return open_scene(look, *size)


def view(scene: Scene, seconds: float, size: tuple[int, int]) -> Array:
    """The scene's picture; the canvas starts with rubbish, since a scene overwrites all of it."""
    width, height = size
    canvas = np.random.default_rng(1).integers(0, 256, (height * 3 // 2, width), np.uint8)
    scene.draw(seconds, canvas)
    return canvas


def picture(look: Look, seconds: float = 3.0, size: tuple[int, int] = SMALL) -> Array:
    return view(opened(look, size), seconds, size)


def loop(look: Look, step: float = 0.5) -> list[Array]:
    """The pictures of a loop, drawn by one scene."""
    return [picture(look, float(seconds)) for seconds in np.arange(0, LOOP_SECONDS, step)]


def looks(kind: str) -> list[Look]:
    plain = Look(kind, seed=3)
    return [
        plain,
        replace(plain, daylight=0.5),
        replace(plain, daylight=0.0),
        replace(plain, upside_down=True),
        replace(plain, daylight=0.0, alarm=True),
    ]


@KINDS
def test_the_same_instant_gives_the_same_bytes(kind: str) -> None:
    for look in looks(kind):
        assert (picture(look) == view(open_scene(look, *SMALL), 3.0, SMALL)).all()


@KINDS
@pytest.mark.parametrize("seconds", [1 / 3, 1_800_000_005.2])
def test_the_loop_closes(kind: str, seconds: float) -> None:
    for look in looks(kind):
        later = view(open_scene(look, *SMALL), seconds + LOOP_SECONDS, SMALL)
        assert (picture(look, seconds) == later).all()


@KINDS
def test_nothing_moves_in_and_below_the_strip(kind: str) -> None:
    for look in looks(kind):
        first, *later = (planes(drawn) for drawn in loop(look))
        for luma, cb, cr in later:
            assert (luma[:STILL_ROWS] == first[0][:STILL_ROWS]).all()
            assert (cb[: STILL_ROWS // 2] == first[1][: STILL_ROWS // 2]).all()
            assert (cr[: STILL_ROWS // 2] == first[2][: STILL_ROWS // 2]).all()


@KINDS
@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_something_moves_most_of_the_time(kind: str, seed: int) -> None:
    for look in (Look(kind, seed), Look(kind, seed, alarm=True)):
        assert len({drawn.tobytes() for drawn in loop(look, 1.0)}) > LOOP_SECONDS // 2


@KINDS
def test_most_of_the_picture_stands_still(kind: str) -> None:
    before, after = picture(Look(kind, 3), 3.0), picture(Look(kind, 3), 3.04)
    assert (before == after).mean() > 0.8


@KINDS
@pytest.mark.parametrize("alarm", [False, True])
def test_nothing_large_appears_or_vanishes_at_once(kind: str, alarm: bool) -> None:
    pictures = loop(Look(kind, 2, alarm=alarm), 1 / 25)
    changes = [np.abs(a.astype(int) - b).mean() for a, b in zip(pictures, [*pictures[1:], pictures[0]], strict=True)]
    assert max(changes) < 4.0


@KINDS
def test_seeds_differ(kind: str) -> None:
    pictures = [picture(Look(kind, seed)).astype(int) for seed in range(4)]
    assert all(np.abs(a - b).mean() > 5 for i, a in enumerate(pictures) for b in pictures[:i])


@KINDS
def test_night_is_monochrome_and_dark(kind: str) -> None:
    night, day = planes(picture(Look(kind, 1, daylight=0.0))), planes(picture(Look(kind, 1)))
    assert (night[1] == NEUTRAL).all()
    assert (night[2] == NEUTRAL).all()
    assert night[0].mean() < day[0].mean()
    assert day[1].std() > 1


@KINDS
def test_an_alarm_changes_what_moves_but_not_the_place(kind: str) -> None:
    same = picture(Look(kind, 1)) == picture(Look(kind, 1, alarm=True))
    assert 0.7 < same.mean() < 1


@KINDS
def test_upside_down_turns_the_picture(kind: str) -> None:
    upright, turned = picture(Look(kind, 2), size=(640, 360)), picture(Look(kind, 2, upside_down=True), size=(640, 360))
    for plane, turned_plane in zip(planes(upright), planes(turned), strict=True):
        assert (plane == turned_plane[::-1, ::-1]).mean() > 0.8


@KINDS
@pytest.mark.parametrize("size", [(160, 120), (352, 288), (640, 480), (480, 640), (1280, 720), (1920, 1080)])
def test_a_scene_is_drawn_at_any_size(kind: str, size: tuple[int, int]) -> None:
    luma, _, _ = planes(picture(Look(kind, 1), size=size))
    assert luma.std() > 15


@KINDS
@pytest.mark.parametrize("seed", [-1, 2**80])
def test_any_integer_is_a_seed(kind: str, seed: int) -> None:
    assert picture(Look(kind, seed)).std() > 10
