import itertools
import subprocess
import sys
import zlib
from dataclasses import replace

import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import LOOP_SECONDS, STILL_ROWS, Look, Scene, open_scene

SIZES = pytest.mark.parametrize("size", [(320, 240), (640, 480), (1280, 720), (1920, 1080)])
PARKING = Look("parking", seed=1)
LOOKS = pytest.mark.parametrize(
    "look",
    [
        PARKING,
        replace(PARKING, daylight=0.5),
        replace(PARKING, daylight=0.0),
        replace(PARKING, alarm=True),
        replace(PARKING, upside_down=True),
        replace(PARKING, daylight=0.0, alarm=True),
    ],
)
NOW = 1_800_000_000.0
PRINT_CHECKSUM = """
import numpy, zlib
from ctserver.video.scene import Look, open_scene
canvas = numpy.empty((270, 320), numpy.uint8)
open_scene(Look("parking", 1, daylight=0.5), 320, 180).draw(1_800_000_003.2, canvas)
print(zlib.crc32(canvas))
"""


def view(scene: Scene, size: tuple[int, int], seconds: float) -> Array:
    """The scene's picture; the canvas starts with rubbish, since a scene overwrites all of it."""
    width, height = size
    canvas = np.random.default_rng(int(seconds)).integers(0, 256, (height * 3 // 2, width), np.uint8)
    scene.draw(seconds, canvas)
    return canvas


def picture(look: Look, size: tuple[int, int] = (320, 240), seconds: float = NOW) -> Array:
    return view(open_scene(look, *size), size, seconds)


@SIZES
def test_a_scene_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    luma, cb, cr = planes(picture(PARKING, size))
    assert luma.std() > 20
    assert cb.std() > 2
    assert cr.std() > 1


@LOOKS
def test_the_same_instant_gives_the_same_bytes(look: Look) -> None:
    assert (picture(look) == picture(look)).all()


def test_another_process_gives_the_same_bytes() -> None:
    child = subprocess.run([sys.executable, "-c", PRINT_CHECKSUM], capture_output=True, check=True, text=True)
    here = picture(replace(PARKING, daylight=0.5), (320, 180), NOW + 3.2)
    assert int(child.stdout) == zlib.crc32(here.tobytes())


def test_what_was_drawn_before_does_not_matter() -> None:
    used = open_scene(PARKING, 320, 240)
    for seconds in (5.0, 1.0, 3.0):
        view(used, (320, 240), seconds)
    assert (view(used, (320, 240), 3.04) == picture(PARKING, seconds=3.04)).all()


@LOOKS
@pytest.mark.parametrize("seconds", [0.0, 1 / 3, 2.04, NOW + 5.2])
def test_the_loop_closes(look: Look, seconds: float) -> None:
    assert (picture(look, seconds=seconds) == picture(look, seconds=seconds + LOOP_SECONDS)).all()


@LOOKS
def test_something_moves(look: Look) -> None:
    scene = open_scene(look, 320, 240)
    pictures = {view(scene, (320, 240), seconds).tobytes() for seconds in range(LOOP_SECONDS)}
    assert len(pictures) > LOOP_SECONDS // 2


@LOOKS
@pytest.mark.parametrize("size", [(320, 240), (640, 360)])
def test_nothing_moves_in_and_below_the_strip(look: Look, size: tuple[int, int]) -> None:
    scene = open_scene(look, *size)
    luma, cb, cr = planes(view(scene, size, 0))
    for seconds in np.arange(0, LOOP_SECONDS, 0.5):
        later_luma, later_cb, later_cr = planes(view(scene, size, seconds))
        assert (later_luma[:STILL_ROWS] == luma[:STILL_ROWS]).all()
        assert (later_cb[: STILL_ROWS // 2] == cb[: STILL_ROWS // 2]).all()
        assert (later_cr[: STILL_ROWS // 2] == cr[: STILL_ROWS // 2]).all()


def test_most_of_the_picture_stands_still() -> None:
    scene, size = open_scene(PARKING, 640, 360), (640, 360)
    first, second = view(scene, size, 3.0), view(scene, size, 3.04)
    assert (first == second).mean() > 0.9


def test_things_move_little_from_picture_to_picture() -> None:
    scene, size = open_scene(PARKING, 320, 240), (320, 240)
    pictures = [view(scene, size, number / 25).astype(int) for number in range(25 * LOOP_SECONDS + 1)]
    changes = [np.abs(after - before).mean() for before, after in itertools.pairwise(pictures)]
    assert max(changes) < 2.0


def test_seeds_differ() -> None:
    pictures = [picture(Look("parking", seed)).astype(int) for seed in range(6)]
    assert all(np.abs(a - b).mean() > 5 for i, a in enumerate(pictures) for b in pictures[:i])


def test_daylight_makes_it_brighter() -> None:
    night, dusk, day = (planes(picture(replace(PARKING, daylight=daylight)))[0].mean() for daylight in (0.0, 0.5, 1.0))
    assert night < dusk < day


def test_night_is_monochrome() -> None:
    _, cb, cr = planes(picture(replace(PARKING, daylight=0.0), seconds=NOW + 4))
    assert (cb == NEUTRAL).all()
    assert (cr == NEUTRAL).all()


def test_upside_down_turns_the_picture() -> None:
    upright, turned = picture(PARKING, (640, 360), 2), picture(replace(PARKING, upside_down=True), (640, 360), 2)
    for plane, turned_plane in zip(planes(upright), planes(turned), strict=True):
        assert (plane == turned_plane[::-1, ::-1]).mean() > 0.9


def test_an_alarm_changes_what_moves_but_not_the_place() -> None:
    same = picture(PARKING) == picture(replace(PARKING, alarm=True))
    assert 0.7 < same.mean() < 1


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'moon base'.*parking"):
        open_scene(Look("moon base", 1), 640, 480)


@pytest.mark.parametrize("size", [(641, 480), (640, 481), (158, 120), (160, 118), (0, 0), (-640, 480)])
def test_an_odd_or_tiny_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="even and at least 160x120"):
        open_scene(PARKING, *size)


@pytest.mark.parametrize("size", [(160, 120), (704, 576), (480, 640), (2560, 1440)])
def test_unusual_sizes_are_drawn(size: tuple[int, int]) -> None:
    assert picture(PARKING, size).std() > 15


@pytest.mark.parametrize("seed", [-1, 0, 2**40, 2**80])
def test_any_integer_is_a_seed(seed: int) -> None:
    assert picture(Look("parking", seed)).std() > 15
