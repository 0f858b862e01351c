from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.ptz import Command, Goto, InvalidValue, Position, Segment, Stop, Trajectory
from ctserver.video.ptz.motion import PAN_RATE, TILT_RATE, ZOOM_RATE
from tests.video.ptz.strategies import COMMANDS, EPOCH, INSTANTS, POSITIONS, TRAJECTORIES, follow

MICROSECOND = 1e-6
GRID = 1e-6
ZOOM_GRID = 1e-4
SPAN = (EPOCH - 5, EPOCH + 90)
HOME, GO = Position(), Goto(Position(1))


def bits(position: Position) -> tuple[str, str, str]:
    return position.pan.hex(), position.tilt.hex(), position.zoom.hex()


@given(TRAJECTORIES, INSTANTS, st.floats(0, 3))
def test_a_camera_never_leaps(camera: Trajectory, seconds: float, later: float) -> None:
    before, after = camera.at(seconds), camera.at(seconds + later)
    elapsed = later + 2 * MICROSECOND
    assert abs(after.pan - before.pan) <= PAN_RATE * elapsed + 2 * GRID
    assert abs(after.tilt - before.tilt) <= TILT_RATE * elapsed + 2 * GRID
    assert abs(log(after.zoom / before.zoom)) <= ZOOM_RATE * elapsed + 2 * ZOOM_GRID


@given(TRAJECTORIES, INSTANTS)
def test_every_position_is_canonical_and_within_the_limits(camera: Trajectory, seconds: float) -> None:
    position = camera.at(seconds)
    assert bits(position) == bits(position.rounded)


def test_there_is_one_zero() -> None:
    assert bits(Position.near(-0.0, -1e-9, 1)) == bits(Position())


@given(TRAJECTORIES, COMMANDS, st.integers(0, 30_000_000), st.floats(0, 30))
def test_a_new_command_changes_nothing_of_the_past(
    camera: Trajectory, command: Command, since: int, before: float
) -> None:
    last = camera.segments[-1]
    begins = max(last.begins, round(EPOCH * 1e6)) + since
    told = Trajectory((*camera.segments, last.then(begins, command, 1)))
    assert told.at(begins / 1e6 - before - MICROSECOND) == camera.at(begins / 1e6 - before - MICROSECOND)
    assert told.at(begins / 1e6) == camera.at(begins / 1e6)


@given(TRAJECTORIES, st.integers(0, 6), st.floats(0, 60))
def test_what_was_before_a_segment_can_be_forgotten(camera: Trajectory, forgotten: int, later: float) -> None:
    kept = Trajectory(camera.segments[min(forgotten, len(camera.segments) - 1) :])
    begins = max(kept.segments[0].begins / 1e6, EPOCH - 9)
    assert bits(kept.at(begins + later)) == bits(camera.at(begins + later))
    assert kept.is_moving(begins + later) == camera.is_moving(begins + later)


@given(TRAJECTORIES, st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_a_resting_camera_shows_the_same_bits(camera: Trajectory, shares: list[float]) -> None:
    for since, until in pairwise([SPAN[0], *camera.moments(*SPAN), SPAN[1]]):
        instants = [since, *(min(since + (until - since) * share, until - MICROSECOND) for share in shares)]
        if not camera.is_moving(since):
            assert {bits(camera.at(instant)) for instant in instants} == {bits(camera.at(since))}


@given(TRAJECTORIES, st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_moments_part_moving_from_resting(camera: Trajectory, shares: list[float]) -> None:
    moments = camera.moments(*SPAN)
    moving = False
    for since, until in pairwise([SPAN[0], *moments, SPAN[1]]):
        instants = [since, *(min(since + (until - since) * share, until - MICROSECOND) for share in shares)]
        assert {camera.is_moving(instant) for instant in instants} == {moving}
        moving = not moving


@given(TRAJECTORIES, INSTANTS, INSTANTS)
def test_moments_of_parts_are_those_of_the_whole(camera: Trajectory, one: float, other: float) -> None:
    first, second = sorted((one, other))
    parts = camera.moments(SPAN[0], first) + camera.moments(first, second) + camera.moments(second, SPAN[1])
    assert parts == camera.moments(*SPAN)


@given(POSITIONS)
def test_a_camera_without_commands_rests_at_its_start(start: Position) -> None:
    camera = follow(start)
    assert camera.at(0) == camera.at(EPOCH) == start.rounded
    assert camera.moments(0, EPOCH) == ()


def test_before_its_first_command_a_camera_rests_at_its_start() -> None:
    for camera in (follow(HOME, [(EPOCH, GO)]), Trajectory(follow(HOME, [(EPOCH, GO)]).segments[1:])):
        assert (camera.at(EPOCH - 1e6), camera.is_moving(EPOCH - MICROSECOND)) == (HOME, False)
        assert camera.is_moving(EPOCH)


def test_of_commands_at_the_same_instant_the_last_counts() -> None:
    assert follow(HOME, [(EPOCH, GO), (EPOCH, Goto(Position(-1)))]).at(EPOCH + 9) == Position(-1)


def test_a_command_before_the_present_segment_is_refused() -> None:
    segment = Segment.rest(HOME).then(7, Stop(), 1)
    with pytest.raises(InvalidValue, match=r"^begins: expected an instant not before 7, got 5$"):
        segment.then(5, Stop(), 1)
