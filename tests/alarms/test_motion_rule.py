"""When cameras see something move is a function of the site's seed, the camera and the time alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.alarms.motion import HOUR_US, LOOP_US, SEEN_US, Motion, motions, next_motion

NOW = 1_780_308_000_000_000
DAY = 24 * HOUR_US
RATES = st.floats(0.05, 360)
CAMERAS = st.integers(1, 2**31 - 1)


def day(per_hour: float, camera: int = 1, seed: int = 1) -> list[Motion]:
    return list(motions(seed, camera, per_hour, NOW, NOW + DAY))


@given(RATES, CAMERAS, st.integers(0, 50))
def test_there_are_as_many_as_were_asked_for_and_none_falls_into_another(rate: float, camera: int, seed: int) -> None:
    seen = day(rate, camera, seed)
    assert abs(len(seen) - 24 * rate) <= 2
    assert all(before.end_us <= after.begin_us for before, after in pairwise(seen))
    assert all(NOW <= motion.begin_us < NOW + DAY for motion in seen)
    assert all(5_000_000 <= motion.end_us - motion.begin_us <= 30_000_000 for motion in seen)


@given(RATES, st.lists(st.integers(0, DAY), max_size=5))
def test_a_time_that_is_asked_for_in_pieces_has_the_same(rate: float, cuts: list[int]) -> None:
    bounds = [NOW, *sorted(NOW + cut for cut in cuts), NOW + DAY]
    pieces = [motion for begin, end in pairwise(bounds) for motion in motions(1, 1, rate, begin, end)]
    assert pieces == day(rate)


@given(RATES, st.integers(0, DAY))
def test_the_next_one_is_the_first_of_those_to_come(rate: float, after: int) -> None:
    following = next_motion(1, 1, rate, NOW + after)
    assert following == next(motions(1, 1, rate, NOW + after, NOW + 60 * DAY))
    assert next_motion(1, 1, rate, following.begin_us) == following


def test_cameras_and_sites_differ() -> None:
    assert len({tuple(day(2, camera, seed)) for camera in range(1, 9) for seed in range(3)}) == 24


def test_a_camera_without_a_rate_sees_nothing() -> None:
    assert day(0) == []


@pytest.mark.parametrize("rate", [0.5, 2, 30])
def test_an_alarm_begins_when_the_intruder_is_there_to_be_seen(rate: float) -> None:
    assert {motion.begin_us % LOOP_US for motion in day(rate)} == {SEEN_US}
