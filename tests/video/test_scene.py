import itertools
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import LOOP_SECONDS, STILL_ROWS, Look, Scene, Viewport, open_panorama, open_scene

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
VIEWPORTS = [
    Viewport(pan=-1),
    Viewport(pan=1),
    Viewport(tilt=-1),
    Viewport(tilt=1),
    Viewport(pan=1, tilt=-1),
    Viewport(pan=-0.1, tilt=-0.1, zoom=3),
    Viewport(pan=0.4, tilt=0.3, zoom=6),
    Viewport(zoom=30),
]
THROUGH = pytest.mark.parametrize("viewport", VIEWPORTS)
NOW = 1_800_000_000.0
PRINT_CHECKSUM = """
import numpy, zlib
from ctserver.video.scene import Look, open_scene
canvas = numpy.empty((270, 320), numpy.uint8)
open_scene(Look("parking", 1, daylight=0.5), 320, 180).draw(1_800_000_003.2, canvas)
print(zlib.crc32(canvas))
"""


def likeness(one: Array, other: Array) -> float:
    """Correlation of two luma pictures."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def smooth(luma: Array, size: tuple[int, int]) -> Array:
    return cv2.resize(luma, size, interpolation=cv2.INTER_AREA)


def through(viewport: Viewport, look: Look = PARKING) -> Look:
    return replace(look, viewport=viewport)


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


@THROUGH
@SIZES
def test_a_viewport_is_drawn_at_any_size(viewport: Viewport, size: tuple[int, int]) -> None:
    assert planes(picture(through(viewport), size))[0].std() > 4


@THROUGH
def test_a_viewport_gives_the_same_bytes_and_its_loop_closes(viewport: Viewport) -> None:
    look = through(viewport)
    assert (picture(look, seconds=2.04) == picture(look, seconds=2.04 + LOOP_SECONDS)).all()


@THROUGH
@pytest.mark.parametrize("upside_down", [False, True])
def test_nothing_moves_below_the_strip_of_a_viewport(viewport: Viewport, upside_down: bool) -> None:
    size = (320, 240)
    scene = open_scene(replace(through(viewport), upside_down=upside_down, alarm=True), *size)
    first = planes(view(scene, size, 0))[0][:STILL_ROWS]
    for seconds in np.arange(0, LOOP_SECONDS, 0.5):
        assert (planes(view(scene, size, seconds))[0][:STILL_ROWS] == first).all()


@pytest.mark.parametrize("zoom", [2, 4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_zoom_shows_a_part_of_the_picture_larger(zoom: int, seed: int) -> None:
    width, height = 1280, 720
    look = Look("parking", seed)
    wide = planes(picture(look, (width, height)))[0]
    narrow = planes(picture(through(Viewport(zoom=zoom), look), (width, height)))[0]
    across, down = width // zoom, height // zoom
    part = wide[(height - down) // 2 : (height + down) // 2, (width - across) // 2 : (width + across) // 2]
    small = (across // 4, down // 4)
    assert likeness(smooth(part, small), smooth(narrow, small)) > 0.9


def test_zoom_shows_detail_that_an_enlarged_picture_has_not() -> None:
    viewport, size = Viewport(pan=-0.5, tilt=0.1, zoom=4), (640, 480)
    native, enlarged = planes(picture(through(viewport), size))[0], np.empty((720, 640), np.uint8)
    open_panorama(PARKING, *size).draw(NOW, viewport, enlarged)
    assert cv2.Laplacian(native, cv2.CV_32F).std() > 2 * cv2.Laplacian(planes(enlarged)[0], cv2.CV_32F).std()


@pytest.mark.parametrize("way", [Viewport(pan=0.5), Viewport(tilt=-0.5)])
def test_pan_and_tilt_shift_the_picture(way: Viewport) -> None:
    width, height = 640, 480
    resting, turned = planes(picture(PARKING, (width, height)))[0], planes(picture(through(way), (width, height)))[0]
    x, y = round(way.pan * 0.6 * width), round(-way.tilt * 0.4 * height)
    small = (width // 8, height // 8)
    assert likeness(smooth(resting[y:, x:], small), smooth(turned[: height - y, : width - x], small)) > 0.9


@pytest.mark.parametrize("daylight", [1.0, 0.5])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("pan", [-1, 1])
@pytest.mark.parametrize("tilt", [-1, 0, 1])
def test_the_plane_is_filled_to_its_border(daylight: float, seed: int, pan: int, tilt: int) -> None:
    look = replace(Look("parking", seed, daylight=daylight), viewport=Viewport(pan, tilt))
    luma, rows = planes(picture(look, (640, 360)))[0], 40
    edge = luma[:, :64] if pan < 0 else luma[:, -64:]
    bands = [edge[top : top + rows].std() for top in range(0, 360, rows)]
    assert min(bands) > 0.7
    assert edge.std() > 5


@pytest.mark.parametrize("look", [PARKING, replace(PARKING, daylight=0.0), replace(PARKING, upside_down=True)])
@THROUGH
def test_a_panorama_shows_what_a_scene_shows(look: Look, viewport: Viewport) -> None:
    size, canvas = (640, 480), np.empty((720, 640), np.uint8)
    open_panorama(look, *size).draw(NOW + 3, viewport, canvas)
    native = picture(through(viewport, look), size, NOW + 3)
    for moving, resting in zip(planes(canvas), planes(native), strict=True):
        assert abs(moving.mean() - resting.mean()) < 6
    assert likeness(smooth(planes(canvas)[0], (80, 60)), smooth(planes(native)[0], (80, 60))) > 0.6


def test_a_panorama_moves_and_its_loop_closes() -> None:
    panorama, canvases = open_panorama(PARKING, 320, 240), np.empty((3, 360, 320), np.uint8)
    for canvas, seconds in zip(canvases, (3.0, 4.0, 3.0 + LOOP_SECONDS), strict=True):
        panorama.draw(seconds, Viewport(pan=0.2, zoom=1.5), canvas)
    assert (canvases[0] == canvases[2]).all()
    assert (canvases[0] != canvases[1]).any()


@pytest.mark.parametrize("size", [(160, 120), (480, 640), (1920, 1080)])
@THROUGH
def test_a_panorama_fills_the_canvas_at_any_size(size: tuple[int, int], viewport: Viewport) -> None:
    width, height = size
    once, again = np.zeros((height * 3 // 2, width), np.uint8), np.full((height * 3 // 2, width), 255, np.uint8)
    panorama = open_panorama(PARKING, width, height)
    for canvas in (once, again):
        panorama.draw(NOW, viewport, canvas)
    assert (once == again).all()


@pytest.mark.parametrize("open_it", [open_scene, open_panorama])
def test_a_panorama_refuses_what_a_scene_refuses(open_it: Callable[[Look, int, int], object]) -> None:
    with pytest.raises(ValueError, match="moon base"):
        open_it(Look("moon base", 1), 640, 480)
    with pytest.raises(ValueError, match="160x120"):
        open_it(PARKING, 641, 480)
