from itertools import pairwise

import numpy as np
import pytest

from ctserver.testing.frames import read
from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.mark import FRAME, Mark
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT, Strip
from ctserver.video.strip_clock import clock_text

MARK = Mark(camera=3, stream=0, number=25, ms=1_000)
CLOCK = "2026-11-09 14:03:07.123"
TEXT_LEFT = FRAME[0] + FRAME[2]
WIDTHS = pytest.mark.parametrize("width", [320, 352, 640, 720, 1280, 1920])
STATES = [State.IDLE, State.RECORDING, State.ALARM, State.RECORDING | State.ALARM]


def drawn(
    width: int = 1280,
    name: str = "Entrée nord",
    details: str = "H.264 1280×720",
    clock: str = CLOCK,
    state: State = State.IDLE,
    height: int = HEIGHT,
) -> Array:
    canvas = np.full((height * 3 // 2, width), 77, np.uint8)
    Strip(width, name, details).draw(canvas, MARK, clock, state)
    return canvas


@pytest.mark.parametrize(
    ("time_us", "offset", "text"),
    [
        (0, 0, "1970-01-01 00:00:00.000"),
        (1_800_000_000_123_999, 3_600, "2027-01-15 09:00:00.123"),
        (1_800_000_000_000_000, -12_600, "2027-01-15 04:30:00.000"),
    ],
)
def test_the_clock_shows_the_sites_wall_time(time_us: int, offset: int, text: str) -> None:
    assert clock_text(time_us, offset) == text


@WIDTHS
def test_the_mark_stands_in_a_strip_of_any_width(width: int) -> None:
    assert read(drawn(width)[:HEIGHT]) == MARK


@WIDTHS
def test_the_clock_is_visible_at_any_width(width: int) -> None:
    assert (drawn(width)[:HEIGHT] != drawn(width, clock="2026-11-09 14:03:07.124")[:HEIGHT]).any()


@pytest.mark.parametrize("width", [320, 640, 1920])
@pytest.mark.parametrize("state", STATES)
def test_long_texts_never_reach_the_mark_or_the_borders(width: int, state: State) -> None:
    luma, _, _ = planes(drawn(width, "Überwachung " * 40, "details " * 40, state=state))
    assert read(luma) == MARK
    assert np.ptp(luma[:, width - 3 :]) == 0
    assert np.ptp(luma[-8:, :]) == 0
    assert np.ptp(luma[:, TEXT_LEFT : TEXT_LEFT + 4]) == 0


def test_nothing_below_the_strip_is_touched() -> None:
    luma, cb, cr = planes(drawn(height=720))
    assert (luma[HEIGHT:] == 77).all()
    assert (cb[HEIGHT // 2 :] == 77).all()
    assert (cr[HEIGHT // 2 :] == 77).all()


@pytest.mark.parametrize(("first", "second"), [*pairwise(STATES)])
@WIDTHS
def test_states_look_different(width: int, first: State, second: State) -> None:
    assert (drawn(width, state=first) != drawn(width, state=second)).any()


@pytest.mark.parametrize("state", STATES[1:])
@WIDTHS
def test_alarm_and_recording_are_red(width: int, state: State) -> None:
    _, _, cr = planes(drawn(width, state=state))
    assert cr.max() > 220


def test_an_idle_strip_has_no_colour() -> None:
    _, cb, cr = planes(drawn())
    assert (cb == NEUTRAL).all()
    assert (cr == NEUTRAL).all()


def test_accents_are_drawn() -> None:
    assert (drawn(name="Entree") != drawn(name="Entrée")).any()


def test_control_characters_become_question_marks() -> None:
    assert (drawn(name="a\nb\x00c") == drawn(name="a?b?c")).all()


def test_the_same_picture_is_drawn_alike_again() -> None:
    strip = Strip(640, "Hall", "JPEG")
    first, second = np.zeros((2, 96, 640), np.uint8)
    strip.draw(first, MARK, CLOCK, State.ALARM)
    strip.draw(second, MARK, "2026-11-09 14:03:07.999", State.RECORDING)
    strip.draw(second, MARK, CLOCK, State.ALARM)
    assert (first == second).all()


@pytest.mark.parametrize("width", [320, 640, 1920])
def test_what_is_updated_is_what_would_be_drawn_anew(width: int) -> None:
    strip = Strip(width, "Gate", "H.264")
    kept, fresh = np.zeros((96, width), np.uint8), np.zeros((96, width), np.uint8)
    before = clock_text(0, 0)
    strip.draw(kept, Mark(1, 2, 3, 4), before, State.RECORDING)
    for number, time_us in enumerate((40_000, 80_000, 59_999_000, 86_400_000_000, 1_780_308_000_123_000)):
        mark, clock = Mark(9, 8, number, time_us // 1000), clock_text(time_us, 3600)
        strip.update(kept, mark, clock, before)
        strip.draw(fresh, mark, clock, State.RECORDING)
        assert np.array_equal(kept, fresh)
        before = clock
