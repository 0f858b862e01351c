"""Numbers, instants and light."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.view import View, daylight
from tests.video.yard import NOON, yard

RATES = st.integers(1, 60)
SECONDS = st.integers(0, 2**31)
"""Up to 2038: a float of seconds has steps of a quarter of a microsecond there, and of nearly a whole one from 2106 on."""


@given(fps=RATES, second=SECONDS, nth=st.integers(0, 59))
def test_the_picture_at_a_pictures_instant_is_that_picture(fps: int, second: int, nth: int) -> None:
    view, number = yard(fps=fps), second * fps + nth % fps
    assert view.number_at(view.instant_us(number) / 1e6) == number


@given(fps=RATES, second=SECONDS, nth=st.integers(0, 59))
def test_just_before_its_instant_the_picture_before_is_shown(fps: int, second: int, nth: int) -> None:
    view, number = yard(fps=fps), second * fps + nth % fps
    assert view.number_at(view.instant_us(number + 1) / 1e6 - 2e-6) == number


@given(fps=RATES, second=SECONDS, nth=st.integers(0, 59))
def test_instants_are_a_period_apart_and_do_not_drift(fps: int, second: int, nth: int) -> None:
    view, number = yard(fps=fps), second * fps + nth % fps
    assert abs(view.instant_us(number) - number * 1e6 / fps) < 1 + number * 1e-9
    assert view.instant_us(number + fps) - view.instant_us(number) == 1_000_000


def light_at(view: View, seconds: float) -> float:
    return view.look_at(seconds).daylight


@pytest.mark.parametrize(
    ("local", "light"),
    [
        ("00:00", 0.0), ("05:59", 0.0), ("06:00", 0.35), ("07:00", 0.7), ("08:00", 1.0), ("12:00", 1.0),
        ("18:59", 1.0), ("19:00", 0.7), ("20:00", 0.35), ("21:00", 0.0), ("23:59", 0.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland"])
def test_night_dusk_and_day_follow_the_sites_own_clock(zone: str, local: str, light: float) -> None:
    view = yard(timezone=ZoneInfo(zone))
    for day in ("2026-01-15", "2026-07-15"):
        instant = datetime.fromisoformat(f"{day}T{local}").replace(tzinfo=view.timezone).timestamp()
        assert light_at(view, instant) == light


def test_the_same_instant_is_day_here_and_night_there() -> None:
    here, there = yard(timezone=ZoneInfo("Europe/Paris")), yard(timezone=ZoneInfo("Pacific/Auckland"))
    assert (light_at(here, NOON), light_at(there, NOON)) == (1.0, 0.0)


def test_the_offset_knows_summer() -> None:
    assert yard().utc_offset(int(NOON)) == 7200


def test_each_hour_has_a_light() -> None:
    assert {daylight(hour) for hour in range(24)} == {0.0, 0.35, 0.7, 1.0}
