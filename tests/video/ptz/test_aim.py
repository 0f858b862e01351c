"""The geometry of what a camera sees. The window is written out here as the scene's viewport has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.ptz import Area, Center, Direction, Goto, Position, Step, Zoom
from ctserver.video.ptz.aim import Aimed, goal
from tests.video.ptz.strategies import CENTERS, POSITIONS, areas

W, H = 640, 480
HOME = Position()
PIXEL = 1e-3
"""Share of a picture within which a point is hit: positions have so many decimals."""


def plane_point(position: Position, x: float, y: float) -> tuple[float, float]:
    """The point of the image plane, in pictures at zoom 1, seen at shares (x, y) of the picture."""
    left, top = 0.5 * (1 + position.pan * 1.2), 0.5 * (1 - position.tilt * 0.8)
    return left + (x - 0.5) / position.zoom, top + (y - 0.5) / position.zoom


def picture_point(position: Position, point: tuple[float, float]) -> tuple[float, float]:
    """The inverse."""
    left, top = plane_point(position, 0, 0)
    return (point[0] - left) * position.zoom, (point[1] - top) * position.zoom


def is_at_a_limit(position: Position) -> bool:
    return abs(position.pan) == 1 or abs(position.tilt) == 1


@pytest.mark.parametrize(
    ("position", "command", "expected"),
    [
        (HOME, Center(W / 2, H / 2, W, H), HOME),
        (HOME, Center(W, 0, W, H), Position(0.833333, 1)),
        (HOME, Center(0, H, W, H), Position(-0.833333, -1)),
        (Position(zoom=5), Center(W, 0, W, H), Position(0.166667, 0.25, 5)),
        (Position(0.9, 0, 1), Center(W, H / 2, W, H), Position(1, 0, 1)),
        (HOME, Area(0, 0, W, H, W, H), HOME),
        (HOME, Area(W / 4, H / 4, W * 3 / 4, H * 3 / 4, W, H), Position(zoom=2)),
        (HOME, Area(W / 2, 0, W, H, W, H), Position(0.416667, 0, 1)),
        (HOME, Area(0, 0, W / 4, H / 2, W, H), Position(-0.625, 0.625, 2)),
        (Position(zoom=4), Area(0, 0, 1, 1, W, H), Position(-0.208008, 0.311849, 30)),
        (HOME, Step(Direction.LEFT), Position(-0.416667)),
        (HOME, Step(Direction.RIGHT), Position(0.416667)),
        (HOME, Step(Direction.UP), Position(tilt=0.625)),
        (Position(zoom=10), Step(Direction.DOWN), Position(tilt=-0.0625, zoom=10)),
        (HOME, Step(Direction.PLUS), Position(zoom=1.3195)),
        (HOME, Step(Direction.MINUS), HOME),
        (Position(0.5, 0.5, 20), Step(Direction.OUT), Position(0.5, 0.5, 3)),
        (Position(0.5, 0.5, 2), Zoom(5), Position(0.5, 0.5, 4)),
        (Position(0.5, 0.5, 8), Zoom(-10), Position(0.5, 0.5, 2)),
        (Position(0.5, 0.5, 8), Zoom(0), Position(0.5, 0.5, 8)),
        (Position(zoom=20), Zoom(10), Position(zoom=30)),
        (HOME, Goto(Position(-0.6, 0.1, 3)), Position(-0.6, 0.1, 3)),
        (HOME, Goto(Position(1 / 3, -1 / 3, 10 / 3)), Position(0.333333, -0.333333, 3.3333)),
    ],
)
def test_a_command_aims_at(position: Position, command: Aimed, expected: Position) -> None:
    assert goal(command, position, initial_zoom=3) == expected


@given(POSITIONS, CENTERS)
def test_a_centred_point_is_in_the_middle_unless_the_camera_cannot_turn_so_far(
    position: Position, command: Center
) -> None:
    centred = goal(command, position, 1)
    point = plane_point(position, command.x / command.w, command.y / command.h)
    assert is_at_a_limit(centred) or picture_point(centred, point) == pytest.approx((0.5, 0.5), abs=PIXEL)


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(2, 30), areas())
def test_an_area_fills_the_view_and_is_all_in_it(pan: float, tilt: float, zoom: float, area: Area) -> None:
    position = Position(pan, tilt, zoom)
    filled = goal(area, position, 1)
    x0, y0 = picture_point(filled, plane_point(position, area.x0 / area.w, area.y0 / area.h))
    x1, y1 = picture_point(filled, plane_point(position, area.x1 / area.w, area.y1 / area.h))
    assert (x0 + x1, y0 + y1) == pytest.approx((1, 1), abs=PIXEL)
    assert min(x0, y0) > -PIXEL
    assert filled.zoom == 30 or max(x1 - x0, y1 - y0) == pytest.approx(1, abs=PIXEL)


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(2, 30), areas())
def test_an_area_that_fills_the_view_already_changes_nothing(pan: float, tilt: float, zoom: float, area: Area) -> None:
    filled = goal(area, Position(pan, tilt, zoom), 1)
    again = goal(Area(0, 0, area.w, area.h, area.w, area.h), filled, 1)
    assert again == filled


@given(POSITIONS, st.floats(0, 10))
def test_zooming_in_and_out_again_comes_back(position: Position, q: float) -> None:
    zoomed = goal(Zoom(q), position, 1)
    back = goal(Zoom(-q), zoomed, 1)
    assert zoomed.zoom == 30 or back.zoom == pytest.approx(position.zoom, abs=2e-4)
