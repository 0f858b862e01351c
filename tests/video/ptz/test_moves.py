"""Each command's course in time: where the camera is some seconds after it, and when it rests."""

import pytest

from ctserver.video.ptz import (
    Area,
    Center,
    Command,
    Direction,
    Goto,
    Move,
    Position,
    Step,
    Stop,
    Tour,
    Trajectory,
    Zoom,
    ZoomMove,
)
from tests.video.ptz.strategies import EPOCH, follow

HOME = Position()
LEFT, RIGHT = Position(-1), Position(1)


def course(start: Position, *commands: tuple[float, Command]) -> Trajectory:
    return follow(start, [(EPOCH + at, command) for at, command in commands])


@pytest.mark.parametrize(
    ("start", "command", "seconds", "goal"),
    [
        (LEFT, Goto(RIGHT), 3, RIGHT),
        (Position(-1, zoom=4), Goto(Position(1, zoom=4)), 6, Position(1, zoom=4)),
        (Position(tilt=-1), Goto(Position(tilt=1)), 2, Position(tilt=1)),
        (HOME, Goto(Position(zoom=30)), 4.002, Position(zoom=30)),
        (HOME, Goto(HOME), 0, HOME),
        (HOME, Center(640, 240, 640, 480), 1.25, Position(0.833333)),
        (HOME, Area(160, 120, 480, 360, 640, 480), 0.816, Position(zoom=2)),
        (HOME, Step(Direction.UP), 0.625, Position(tilt=0.625)),
        (HOME, Zoom(10), 1.631, Position(zoom=4)),
        (Position(zoom=4), Zoom(-10), 1.631, HOME),
        (Position(zoom=5), Step(Direction.OUT), 0, Position(zoom=5)),
        (LEFT, Move(100, 0), 3, RIGHT),
        (LEFT, Move(50, 0), 6, RIGHT),
        (Position(-1, zoom=10), Move(100, 0), 30, Position(1, zoom=10)),
        (HOME, Move(100, -50), 2, Position(1, -1)),
        (RIGHT, Move(100, 0), 0, RIGHT),
        (HOME, ZoomMove(100), 4.002, Position(zoom=30)),
        (Position(zoom=30), ZoomMove(-50), 8.003, HOME),
        (HOME, ZoomMove(-1), 0, HOME),
        (HOME, Move(0, 0), 0, HOME),
        (HOME, Move(0.05, 1e-300), 0, HOME),
        (HOME, ZoomMove(1e-300), 0, HOME),
        (HOME, Stop(), 0, HOME),
        (HOME, Tour(((HOME, 5),)), 0, HOME),
    ],
)
def test_a_command_takes_its_time_and_ends_at_its_goal(
    start: Position, command: Command, seconds: float, goal: Position
) -> None:
    camera = course(start, (0, command))
    moments = [moment - EPOCH for moment in camera.moments(EPOCH - 1, EPOCH + 1000)]
    assert moments == pytest.approx([0, seconds] if seconds else [], abs=1e-3)
    assert camera.at(EPOCH) == start
    assert camera.at(EPOCH + seconds + 0.001) == camera.at(EPOCH + 1e6) == goal


@pytest.mark.parametrize(
    ("start", "command", "at", "position"),
    [
        (LEFT, Goto(RIGHT), 1.5, HOME),
        (HOME, Goto(Position(0.5, 0.5)), 0.375, Position(0.25, 0.25)),
        (HOME, Goto(Position(zoom=30)), 2.000706, Position(zoom=5.4772)),
        (HOME, Goto(Position(1, zoom=30)), 1.5, Position(1, zoom=3.5787)),
        (LEFT, Move(100, 0), 1.5, HOME),
        (HOME, Move(-10, 10), 3, Position(-0.2, 0.3)),
        (Position(zoom=10), Move(100, 100), 3, Position(0.2, 0.3, 10)),
        (HOME, ZoomMove(50), 1, Position(zoom=1.5296)),
    ],
)
def test_on_its_way_a_camera_is_at(start: Position, command: Command, at: float, position: Position) -> None:
    assert course(start, (0, command)).at(EPOCH + at) == position


def test_a_new_command_starts_from_where_the_camera_is() -> None:
    camera = course(LEFT, (0, Goto(RIGHT)), (1.5, Goto(LEFT)))
    assert camera.at(EPOCH + 1.5) == HOME
    assert camera.at(EPOCH + 2.25) == Position(-0.5)
    assert camera.moments(EPOCH - 1, EPOCH + 9) == (EPOCH, EPOCH + 3)


def test_stop_stays_and_0_0_ends_a_continuous_move() -> None:
    for stopping in (Stop(), Move(0, 0)):
        camera = course(LEFT, (0, Move(100, 0)), (1.5, stopping))
        assert camera.at(EPOCH + 1.5) == camera.at(EPOCH + 99) == HOME


@pytest.mark.parametrize("both", [(Move(50, 0), ZoomMove(50)), (ZoomMove(50), Move(50, 0))])
def test_turning_and_zooming_continuously_go_together_and_stop_apart(both: tuple[Command, Command]) -> None:
    camera = course(LEFT, (0, both[0]), (0, both[1]), (1, ZoomMove(0)), (2, Move(0, 0)))
    zoom = 1.5296
    turned_while_zooming = (1 - 1 / zoom) / 0.425 / 3
    assert camera.at(EPOCH + 1).zoom == camera.at(EPOCH + 9).zoom == zoom
    assert camera.at(EPOCH + 1).pan == pytest.approx(-1 + turned_while_zooming, abs=1e-4)
    assert camera.at(EPOCH + 9).pan == pytest.approx(-1 + turned_while_zooming + 1 / 3 / zoom, abs=1e-4)


def test_a_camera_that_zooms_to_its_limit_while_it_turns_goes_on_turning() -> None:
    camera = course(LEFT, (0, Move(10, 0)), (0, ZoomMove(100)))
    moments = camera.moments(EPOCH, EPOCH + 1e6)
    assert len(moments) == 2
    assert camera.at(moments[1] - 1).pan == pytest.approx(1 - 0.2 / 3 / 30, abs=1e-5)
    assert camera.at(moments[1]) == Position(1, 0, 30)


def test_any_other_command_ends_both_continuous_moves() -> None:
    camera = course(HOME, (0, Move(10, 10)), (0, ZoomMove(10)), (1, Goto(RIGHT)), (2, Move(0, 10)))
    assert camera.at(EPOCH + 99).zoom == camera.at(EPOCH + 2).zoom


def test_the_initial_zoom_is_that_of_the_start() -> None:
    camera = course(Position(zoom=2), (0, Zoom(10)), (5, Step(Direction.OUT)))
    assert camera.at(EPOCH + 5).zoom == 8
    assert camera.at(EPOCH + 9) == Position(zoom=2)


def test_a_tour_goes_round_until_the_next_command() -> None:
    tour = Tour(((LEFT, 2), (HOME, 4), (RIGHT, 6)))
    camera = course(HOME, (0, tour), (100, Goto(HOME)))
    to_left, to_home, to_right, back = (0, 1.5), (3.5, 5), (9, 10.5), (16.5, 19.5)
    moments = camera.moments(EPOCH, EPOCH + 21)
    assert [moment - EPOCH for moment in moments] == [*to_left, *to_home, *to_right, *back]
    stays = [camera.at(EPOCH + at) for at in (2, 5, 8, 11, 20, 20 + 18, 20 + 18 * 4, 110)]
    assert stays == [LEFT, HOME, HOME, RIGHT, LEFT, LEFT, LEFT, HOME]
    assert camera.at(EPOCH + 18) == camera.at(EPOCH + 18 + 18 * 4) == HOME
    assert camera.moments(EPOCH + 105, EPOCH + 999) == ()


def test_a_tour_of_one_place_rests_there() -> None:
    camera = course(HOME, (0, Tour(((RIGHT, 1e-9), (RIGHT, 1e-9)))))
    assert camera.moments(EPOCH - 9, EPOCH + 1e6) == (EPOCH, EPOCH + 1.5)
    assert camera.at(EPOCH + 1e6) == RIGHT


def test_a_tour_that_began_a_year_ago_needs_no_running_through() -> None:
    camera = course(HOME, (0, Tour(((LEFT, 1), (RIGHT, 1)))))
    laps = 4_000_000 * 8
    assert camera.at(EPOCH + 3 + laps) == camera.at(EPOCH + 3 + 8)
    assert len(camera.moments(EPOCH + laps, EPOCH + laps + 8)) == 4
