"""Slates stand in where there is no picture."""

import numpy as np
import pytest

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene import Look, is_slate, open_scene
from ctserver.video.scene.slate import KINDS
from ctserver.video.strip import HEIGHT

EACH = pytest.mark.parametrize("kind", KINDS)
SIZES = pytest.mark.parametrize("size", [(320, 240), (160, 120), (640, 360), (1920, 1088), (720, 240), (320, 640)])


def drawn(look: Look, size: tuple[int, int] = (320, 240), seconds: float = 0) -> Array:
    width, height = size
    canvas = np.full((height * 3 // 2, width), 77, np.uint8)
    open_scene(look, width, height).draw(seconds, canvas)
    return canvas


def test_there_are_three() -> None:
    assert set(KINDS) == {"slate_no_signal", "slate_no_access", "slate_no_alarm"}
    assert [is_slate(kind) for kind in (*KINDS, "parking", "slate")] == [True, True, True, False, False]


@EACH
@SIZES
def test_a_slate_is_dark_with_a_light_icon_in_the_middle(kind: str, size: tuple[int, int]) -> None:
    luma, *chroma = planes(drawn(Look(kind, 0), size))
    width, height = size
    light = np.argwhere(luma > 120)
    assert luma.mean() < 80
    assert all((plane == NEUTRAL).all() for plane in chroma)
    assert abs(light[:, 1].mean() - width / 2) < width / 20
    assert light[:, 0].min() >= HEIGHT
    assert light[:, 0].max() < height - 4


@EACH
def test_nothing_moves_on_it(kind: str) -> None:
    assert (drawn(Look(kind, 0)) == drawn(Look(kind, 0), seconds=3.7)).all()


@EACH
def test_it_is_the_same_for_every_camera_at_every_hour(kind: str) -> None:
    other = Look(kind, seed=9, daylight=0, upside_down=True, alarm=True)
    assert (drawn(Look(kind, 0)) == drawn(other)).all()


def test_slates_differ() -> None:
    assert len({drawn(Look(kind, 0)).tobytes() for kind in KINDS}) == 3
