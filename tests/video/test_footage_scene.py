"""Footage as a scene: the right picture at the right time, in its place, in its colours."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ctserver.video.footage import FootageError
from ctserver.video.footage.probe import probe
from ctserver.video.i420 import Array, planes
from ctserver.video.scene import FOOTAGE, Look, Scene, Viewport, open_plane, open_scene
from ctserver.video.strip import HEIGHT
from tests.support.films import SIZE, film, number_in, still

BIG = SIZE[0], SIZE[1] + HEIGHT
NOW = 1_780_308_000
"""A whole number of minutes."""


def look(path: Path, **changes: Any) -> Look:
    return Look(FOOTAGE, 0, footage=probe(path), **changes)


def drawn(scene: Scene, seconds: float = NOW, size: tuple[int, int] = BIG) -> Array:
    canvas = np.full((size[1] * 3 // 2, size[0]), 77, np.uint8)
    scene.draw(seconds, canvas)
    return canvas


def number(scene: Scene, seconds: float) -> int:
    return number_in(planes(drawn(scene, seconds))[0])


def lit(path: Path, size: tuple[int, int], **changes: Any) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is lighter than black below the strip."""
    luma = planes(drawn(open_scene(look(path, **changes), *size), size=size))[0][HEIGHT:]
    rows, columns = np.nonzero((luma > 40).any(axis=1))[0], np.nonzero((luma > 40).any(axis=0))[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def white(path: Path, size: tuple[int, int], **options: Any) -> Path:
    return film(path, 5, size=size, colours=[(255, 255, 255)] * 5, **options)


@pytest.mark.parametrize(("fps", "rate"), [(25, 25), (24, 25), (30, 25), (10, 25), (50, 25), (25, 10)])
def test_at_each_instant_the_nearest_earlier_picture_is_shown(tmp_path: Path, fps: int, rate: int) -> None:
    scene = open_scene(look(film(tmp_path / "film.mp4", 3 * fps, fps=fps)), *BIG)
    shown = [number(scene, NOW + n * 1_000_000 // rate / 1e6) for n in range(3 * rate)]
    assert shown == [n * fps // rate for n in range(3 * rate)]


def test_it_repeats_after_its_own_length(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 30, fps=10)
    scene = open_scene(look(path), *BIG)
    assert look(path).loop_seconds == 3
    assert [number(scene, NOW + n / 10) for n in range(75)] == [*range(30), *range(30), *range(15)]


def test_what_is_no_whole_seconds_long_is_shown_to_its_last_picture(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 48, fps=10)
    scene = open_scene(look(path), *BIG)
    shown = [number(scene, NOW + n / 25) for n in range(125)]
    assert look(path).loop_seconds == 5
    assert (shown[0], shown[-1]) == (0, 47)
    assert set(shown) == set(range(48))


def test_what_is_very_short_is_played_several_times(tmp_path: Path) -> None:
    scene = open_scene(look(film(tmp_path / "film.gif", 5, fps=20)), *BIG)
    assert [number(scene, NOW + n / 20) for n in range(20)] == [0, 1, 2, 3, 4] * 4


def test_the_strip_is_left_free(tmp_path: Path) -> None:
    luma, *chroma = planes(drawn(open_scene(look(still(tmp_path / "a.png", 255)), *BIG)))
    assert (luma[:HEIGHT] == 16).all()
    assert (luma[HEIGHT:] > 230).all()
    assert all((plane == 128).all() for plane in chroma)


def test_night_and_alarm_do_not_change_it(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 10)
    day, other = (look(path, **changes) for changes in ({}, {"daylight": 0.0, "alarm": True}))
    assert (drawn(open_scene(day, *BIG)) == drawn(open_scene(other, *BIG))).all()


def test_upside_down_it_is_turned_by_half(tmp_path: Path) -> None:
    path = still(tmp_path / "a.png", 0b00010110)
    upright, hanging = (planes(drawn(open_scene(look(path, upside_down=turned), *BIG))) for turned in (False, True))
    assert (upright[0][HEIGHT:] == hanging[0][HEIGHT:][::-1, ::-1]).all()
    assert number_in(hanging[0]) == 0b01101000


@pytest.mark.parametrize(
    ("of", "size", "place"),
    [
        ((320, 180), (640, 480), (0, 0, 640, 416)),  # 16:9 in 4:3: an eighth is cut off at the sides
        ((320, 240), (640, 480), (0, 0, 640, 416)),
        ((320, 240), (640, 360), (124, 0, 516, 296)),  # 4:3 in 16:9 would lose a third: bars at the sides
        ((180, 320), (640, 360), (236, 0, 404, 296)),
        ((640, 160), (640, 480), (0, 128, 640, 288)),
    ],
)
def test_it_fills_the_picture_unless_too_much_would_be_cut_off(
    tmp_path: Path, of: tuple[int, int], size: tuple[int, int], place: tuple[int, int, int, int]
) -> None:
    found = lit(white(tmp_path / "film.mp4", of), size)
    assert np.abs(np.subtract(found, place)).max() <= 2


def test_pixels_need_not_be_square(tmp_path: Path) -> None:
    left, top, right, bottom = lit(white(tmp_path / "film.mp4", (160, 320), pixel_shape=Fraction(4, 1)), (640, 480))
    assert (right - left) / (bottom - top) == pytest.approx(640 / 416, rel=0.01)  # 2:1, which fills
    left, top, right, bottom = lit(white(tmp_path / "b.mp4", (320, 320), pixel_shape=Fraction(1, 2)), (640, 480))
    assert (right - left) / (bottom - top) == pytest.approx(1 / 2, rel=0.02)


@pytest.mark.parametrize(("turned", "corner"), [(0, (0, 0)), (90, (0, 1)), (180, (1, 1)), (270, (1, 0))])
def test_a_film_is_shown_as_players_turn_it(tmp_path: Path, turned: int, corner: tuple[int, int]) -> None:
    """One of square pictures, dark but for its upper left quarter."""
    path = tmp_path / "film.mp4"
    film(path, 2, size=(160, 160), turned=turned, images=[_quarter(160)] * 2)
    luma = planes(drawn(open_scene(look(path), *BIG)))[0][HEIGHT:, (BIG[0] - SIZE[1]) // 2 :][:, : SIZE[1]]
    quarters = {(x, y): luma[y * 88 :, x * 88 :][8:80, 8:80].mean() for x in (0, 1) for y in (0, 1)}
    assert max(quarters, key=lambda place: quarters[place]) == corner


def _quarter(side: int) -> Array:
    image = np.zeros((side, side, 3), np.uint8)
    image[: side // 2, : side // 2] = 255
    return image


@pytest.mark.parametrize("name", ["red.png", "red.jpg", "red.mp4", "red.gif"])
def test_colours_are_those_of_drawn_scenes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix in (".png", ".jpg"):
        still(path, image=np.full((SIZE[1], SIZE[0], 3), (0, 0, 255), np.uint8))
    else:
        film(path, 3, colours=[(255, 0, 0)] * 3)
    below = [plane[HEIGHT:][20:-20, 20:-20].mean() for plane in planes(drawn(open_scene(look(path), *BIG)))[:1]]
    chroma = [plane[60:, 20:-20].mean() for plane in planes(drawn(open_scene(look(path), *BIG)))[1:]]
    assert np.abs(np.subtract([*below, *chroma], (81, 90, 240))).max() <= 3  # BT.601, limited range


def test_untagged_video_in_high_definition_is_taken_for_bt_709(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 1, size=(1280, 720), planes=(63, 102, 240))
    luma, cb, cr = planes(drawn(open_scene(look(path), *BIG)))
    assert np.abs(np.subtract((luma[-50, 50], cb[-50, 50], cr[-50, 50]), (81, 90, 240))).max() <= 3


def test_a_viewport_is_a_window_into_the_picture(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 2, size=(640, 352), first=0b11001010)
    whole = number(open_scene(look(path, viewport=Viewport(0.7, -0.3, 1)), *BIG), NOW)
    left, right = (
        planes(drawn(open_scene(look(path, viewport=Viewport(pan, 0, 8)), *BIG)))[0][HEIGHT:] for pan in (-1, 1)
    )
    assert whole == 0b11001010  # at rest the whole picture, wherever the camera points
    assert left[:, 8:-8].max() < 40  # the first of the eight columns
    assert right[:, 8:-8].min() > 200


def test_while_a_camera_turns_it_shows_what_it_shows_when_it_rests_there(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 20, size=(640, 352))
    plane, canvas = open_plane(look(path), *BIG), np.empty((BIG[1] * 3 // 2, BIG[0]), np.uint8)
    for viewport in (Viewport(), Viewport(0.1, 0.1, 2), Viewport(0.2, -0.1, 30)):
        plane.draw(NOW + 0.4, viewport, canvas)
        assert (canvas == drawn(open_scene(look(path, viewport=viewport), *BIG), NOW + 0.4)).all()


@pytest.mark.parametrize("size", [(321, 240), (320, 241), (158, 120), (160, 118)])
def test_sizes_are_those_of_drawn_scenes(tmp_path: Path, size: tuple[int, int]) -> None:
    for open_it in (open_scene, open_plane):
        with pytest.raises(ValueError, match="must be even and at least 160x120"):
            open_it(look(still(tmp_path / "a.png")), *size)


def test_footage_that_has_gone(tmp_path: Path) -> None:
    gone = look(still(tmp_path / "a.png"))
    (tmp_path / "a.png").unlink()
    with pytest.raises(FootageError, match="there is no file"):
        open_scene(gone, *BIG)
