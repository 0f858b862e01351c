"""A camera that turns and zooms: every kind's pictures are windows into one plane, at rest and while it moves."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import (
    KINDS,
    LOOP_SECONDS,
    STILL_ROWS,
    Look,
    Scene,
    Viewport,
    Whole,
    open_panorama,
    open_scene,
)
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.panorama import Panorama
from ctserver.video.scene.room import Mirror

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
THROUGH = pytest.mark.parametrize("viewport", [Viewport(-1, 0.5), Viewport(1, -1), Viewport(-0.1, -0.2, 3)])
CLOSE = Viewport(0.1, -0.3, 8)
SMALL = (320, 240)
NOW = 1_800_000_003.0


@cache
def opened(look: Look, size: tuple[int, int] = SMALL) -> Scene:
    """A scene that tests share, since what was drawn before does not matter."""
    return open_scene(look, *size)


@cache
def moving(look: Look, size: tuple[int, int] = SMALL) -> Panorama:
    return open_panorama(look, *size)


def blank(size: tuple[int, int]) -> Array:
    """A canvas with rubbish, since all of it must be overwritten."""
    width, height = size
    return np.random.default_rng(1).integers(0, 256, (height * 3 // 2, width), np.uint8)


def view(scene: Scene, size: tuple[int, int], seconds: float = NOW) -> Array:
    canvas = blank(size)
    scene.draw(seconds, canvas)
    return canvas


def cut(panorama: Panorama, viewport: Viewport, size: tuple[int, int] = SMALL, seconds: float = NOW) -> Array:
    canvas = blank(size)
    panorama.draw(seconds, viewport, canvas)
    return canvas


def luma(look: Look, size: tuple[int, int] = SMALL) -> Array:
    return planes(view(opened(look, size), size))[0]


def likeness(one: Array, other: Array, size: tuple[int, int]) -> float:
    """Correlation of two luma pictures, both shrunk to a size."""
    first, second = (cv2.resize(picture, size, interpolation=cv2.INTER_AREA).ravel() for picture in (one, other))
    return float(np.corrcoef(first, second)[0, 1])


@EVERY_KIND
@pytest.mark.parametrize("viewport", [Viewport(0.7, -0.6), Viewport(-0.3, -0.2, 5)])
def test_a_viewport_gives_the_same_bytes_and_its_loop_closes(kind: str, viewport: Viewport) -> None:
    look = Look(kind, 1, viewport=viewport)
    again = view(open_scene(look, *SMALL), SMALL, NOW + LOOP_SECONDS)
    assert (view(opened(look), SMALL) == again).all()


def assert_still_below_the_strip(scene: Scene) -> None:
    first, rows = planes(view(scene, SMALL, 0)), (STILL_ROWS, STILL_ROWS // 2, STILL_ROWS // 2)
    for seconds in np.arange(0, LOOP_SECONDS, 0.5):
        for plane, still, count in zip(planes(view(scene, SMALL, seconds)), first, rows, strict=True):
            assert (plane[:count] == still[:count]).all()


@EVERY_KIND
@THROUGH
def test_nothing_moves_below_the_strip_of_a_viewport(kind: str, viewport: Viewport) -> None:
    assert_still_below_the_strip(opened(Look(kind, 1, viewport=viewport)))


@EVERY_KIND
def test_nothing_moves_below_the_strip_of_a_camera_that_hangs_upside_down(kind: str) -> None:
    assert_still_below_the_strip(opened(Look(kind, 1, upside_down=True, alarm=True, viewport=Viewport(0.1, 0.6, 1.5))))


@EVERY_KIND
def test_zoom_shows_a_part_of_the_picture_larger(kind: str) -> None:
    (width, height), zoom = (640, 360), 3
    look = Look(kind, 2)
    wide, narrow = luma(look, (width, height)), luma(replace(look, viewport=Viewport(zoom=zoom)), (width, height))
    across, down = width // zoom // 2, height // zoom // 2
    part = wide[height // 2 - down : height // 2 + down, width // 2 - across : width // 2 + across]
    assert likeness(part, narrow, (across // 2, down // 2)) > 0.85


@EVERY_KIND
@pytest.mark.parametrize("way", [Viewport(pan=0.5), Viewport(tilt=-0.5)])
def test_pan_and_tilt_shift_the_picture(kind: str, way: Viewport) -> None:
    width, height = 640, 360
    look = Look(kind, 2)
    resting, turned = luma(look, (width, height)), luma(replace(look, viewport=way), (width, height))
    x, y = round(way.pan * 0.6 * width), round(-way.tilt * 0.4 * height)
    shared, moved = resting[y:, x:], turned[: height - y, : width - x]
    assert likeness(shared, moved, (width // 8, height // 8)) > 0.9


def whole(look: Look, width: int, height: int, pixels: int) -> tuple[Scene, tuple[int, int]]:
    """All that a camera of a size may turn to, in one picture, with that picture's size."""
    plane = Whole(pixels=pixels)
    window = plane.window(width, height)
    return open_scene(replace(look, viewport=plane), width, height), (window.width, window.height)


@EVERY_KIND
@pytest.mark.parametrize(("seed", "daylight"), [(1, 1.0), (3, 0.4)])
def test_the_plane_is_filled_to_its_border(kind: str, seed: int, daylight: float) -> None:
    """Every patch along the border shows light and grain, and each side as a whole has things in it."""
    scene, size = whole(Look(kind, seed, daylight), 480, 320, 4_000_000)
    picture, wide = planes(view(scene, size))[0], 40
    for edge in (picture[:, :wide].T, picture[:, -wide:].T, picture[-wide:], picture[:wide]):
        patches = [edge[:, at : at + wide] for at in range(0, edge.shape[1] - wide + 1, wide)]
        assert min(patch.std() for patch in patches) > 0.5
        assert min(patch.mean() for patch in patches) > 24
    assert min(picture[:, :wide].std(), picture[:, -wide:].std()) > 8


@EVERY_KIND
def test_a_zoomed_picture_is_sharper_than_an_enlarged_one(kind: str) -> None:
    look = Look(kind, 1)
    native, enlarged = luma(replace(look, viewport=CLOSE)), planes(cut(moving(look), CLOSE))[0]
    assert cv2.Laplacian(native, cv2.CV_32F).std() > 1.5 * cv2.Laplacian(enlarged, cv2.CV_32F).std()


def assert_alike(look: Look, viewport: Viewport) -> None:
    passing, resting = cut(moving(look), viewport), view(opened(replace(look, viewport=viewport)), SMALL)
    for one, other in zip(planes(passing), planes(resting), strict=True):
        assert abs(one.mean() - other.mean()) < 6
    assert likeness(planes(passing)[0], planes(resting)[0], (40, 30)) > 0.8


@EVERY_KIND
@THROUGH
def test_a_panorama_shows_what_a_scene_shows(kind: str, viewport: Viewport) -> None:
    assert_alike(Look(kind, 1), viewport)


@EVERY_KIND
def test_a_panorama_shows_the_night_as_a_scene_does(kind: str) -> None:
    look = Look(kind, 1, daylight=0.0, upside_down=True)
    assert_alike(look, Viewport(0.5, -0.4))
    assert all((chroma == NEUTRAL).all() for chroma in planes(cut(moving(look), CLOSE))[1:])


@EVERY_KIND
def test_a_panorama_moves_and_its_loop_closes(kind: str) -> None:
    panorama, viewport = moving(Look(kind, 1)), Viewport(0.05, -0.2, 1.1)
    pictures = [cut(panorama, viewport, seconds=float(second)) for second in range(LOOP_SECONDS + 1)]
    assert (pictures[0] == pictures[-1]).all()
    assert len({picture.tobytes() for picture in pictures}) > LOOP_SECONDS // 2


@EVERY_KIND
def test_nobody_appears_or_vanishes_where_a_turned_camera_sees_it(kind: str) -> None:
    """From one picture to the next never so many more pixels of solid areas change than just before or after."""
    scene, size = whole(Look(kind, 2), 640, 360, 160_000)
    lumas = [planes(view(scene, size, number / 25))[0] for number in range(25 * LOOP_SECONDS)]
    changes = [(cv2.absdiff(luma, lumas[number - 1]) > 12).astype(np.uint8) for number, luma in enumerate(lumas)]
    solid = [int(cv2.erode(change, np.ones((5, 5), np.uint8)).sum()) for change in changes]
    around = np.maximum(np.roll(solid, 1), np.roll(solid, -1))
    assert (np.array(solid) - around).max() < 280


@pytest.mark.parametrize(
    ("kind", "size"), [*((kind, (160, 120)) for kind in KINDS), ("shop", (480, 640)), ("street", (1920, 1080))]
)
def test_a_viewport_is_drawn_and_cut_at_any_size(kind: str, size: tuple[int, int]) -> None:
    look, viewport = Look(kind, 1), Viewport(0.5, -0.5, 1.5)
    assert luma(replace(look, viewport=viewport), size).std() > 4
    panorama, one, other = moving(look, size), blank(size), np.zeros((size[1] * 3 // 2, size[0]), np.uint8)
    for canvas in (one, other):
        panorama.draw(NOW, viewport, canvas)
    assert (one == other).all()


@THROUGH
def test_a_floor_mirrors_what_stands_on_it_below_its_foot(viewport: Viewport) -> None:
    camera = Mount(mast=3.0, zoom=1.0, sky=0.2).camera(Look("shop", 1, viewport=viewport), 640, 360)
    points = np.array(((0.0, 2.5, 9.0), (-3.0, 1.0, 6.0), (4.0, 0.0, 12.0)))
    mirrored, _ = Mirror.of(camera, 3).project(points)
    assert mirrored * 3 == pytest.approx(camera.project(points * (1, -1, 1))[0])


@pytest.mark.parametrize("open_it", [open_scene, open_panorama])
def test_a_panorama_refuses_what_a_scene_refuses(open_it: Callable[[Look, int, int], object]) -> None:
    with pytest.raises(ValueError, match="moon base"):
        open_it(Look("moon base", 1), 640, 480)
    with pytest.raises(ValueError, match="160x120"):
        open_it(Look("parking", 1), 641, 480)
