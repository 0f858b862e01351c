"""A picture is a function of its number."""

from zoneinfo import ZoneInfo

import pytest

from ctserver.testing import frames
from ctserver.video.i420 import Array, planes
from ctserver.video.mark import Mark
from ctserver.video.painter import Painter
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT
from ctserver.video.view import Moment
from tests.video.yard import NOON, YARD, yard

HOUR = 3600.0
FIRST = YARD.number_at(NOON)


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter(YARD)


def reddest(canvas: Array) -> int:
    """The highest red difference in the strip."""
    return int(planes(canvas)[2][: HEIGHT // 2].max())


def test_the_mark_says_which_picture_this_is(painter: Painter) -> None:
    assert frames.read(painter.paint(FIRST + 3)) == Mark(7, 2, (FIRST + 3) % 2**24, round(NOON * 1000 + 300) % 2**32)


def test_the_same_number_gives_the_same_bytes(painter: Painter) -> None:
    there = painter.paint(FIRST).copy()
    painter.paint(FIRST + 50)
    assert (painter.paint(FIRST) == there).all()
    assert (Painter(YARD).paint(FIRST) == there).all()


def test_the_next_number_gives_other_bytes(painter: Painter) -> None:
    assert (painter.paint(FIRST).copy() != painter.paint(FIRST + 1)).any()


def test_another_seed_gives_another_scene() -> None:
    one, other = Painter(yard(seed=1)).paint(FIRST), Painter(yard(seed=2)).paint(FIRST)
    assert (one[HEIGHT:240] != other[HEIGHT:240]).mean() > 0.1


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1280, 720)])
def test_a_canvas_has_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    canvas = Painter(yard(width=size[0], height=size[1])).paint(FIRST)
    assert canvas.shape == (size[1] * 3 // 2, size[0])
    assert canvas.flags.c_contiguous


def test_the_night_is_darker_than_the_day_and_shows_no_colour(painter: Painter) -> None:
    day = [plane.copy() for plane in planes(painter.paint(FIRST))]
    night = planes(painter.paint(YARD.number_at(NOON + 12 * HOUR)))
    assert night[0][HEIGHT:].mean() < day[0][HEIGHT:].mean()
    assert night[1][HEIGHT // 2 :].std() < day[1][HEIGHT // 2 :].std()


def test_the_scene_is_kept_while_the_light_is_the_same(painter: Painter) -> None:
    painter.paint(FIRST)
    scene = painter._scene
    painter.paint(FIRST + 36_000)
    assert painter._scene is scene


def test_a_state_shows_from_the_instant_it_holds() -> None:
    painter = Painter(yard(moment_at=lambda seconds: Moment(State.RECORDING if seconds >= NOON + 1 else State.IDLE)))
    before, after = reddest(painter.paint(FIRST + 9)), reddest(painter.paint(FIRST + 10))
    assert after - before > 60


def test_an_alarm_shows_in_the_strip() -> None:
    alarm = Painter(yard(moment_at=lambda _seconds: Moment(State.ALARM)))
    assert reddest(alarm.paint(FIRST)) - reddest(Painter(YARD).paint(FIRST)) > 60


def test_a_camera_that_hangs_upside_down_shows_the_scene_so_but_not_the_strip() -> None:
    upright, hanging = (
        Painter(YARD).paint(FIRST),
        Painter(yard(moment_at=lambda _seconds: Moment(upside_down=True))).paint(FIRST),
    )
    assert frames.read(hanging) == frames.read(upright)
    assert (upright[HEIGHT:240] != hanging[HEIGHT:240]).mean() > 0.1


def test_the_strip_tells_the_time_of_the_site(painter: Painter) -> None:
    strip = painter.paint(FIRST)[:HEIGHT].copy()
    neighbour, islander = yard(timezone=ZoneInfo("Europe/Rome")), yard(timezone=ZoneInfo("Atlantic/Reykjavik"))
    assert (Painter(neighbour).paint(FIRST)[:HEIGHT] == strip).all()
    assert (Painter(islander).paint(FIRST)[:HEIGHT] != strip).any()
