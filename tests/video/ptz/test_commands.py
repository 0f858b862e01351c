import re
from collections.abc import Callable
from math import inf, nan

import pytest

from ctserver.video.ptz import (
    Area,
    Center,
    Command,
    Direction,
    InvalidValue,
    Move,
    OutOfRange,
    Position,
    Step,
    Tour,
    Zoom,
    ZoomMove,
    turned,
)

HOME = Position()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Position(pan=1.1), "pan: expected a number from -1 to 1, got 1.1"),
        (lambda: Position(tilt=nan), "tilt: expected a number from -1 to 1, got nan"),
        (lambda: Position(zoom=0.5), "zoom: expected a number from 1 to 30, got 0.5"),
        (lambda: Center(1, 2, 0, 480), "w: expected a number of pixels greater than 0, got 0"),
        (lambda: Center(1, 2, 640, inf), "h: expected a number of pixels greater than 0, got inf"),
        (lambda: Center(641, 2, 640, 480), "x: expected a number from 0 to 640, got 641"),
        (lambda: Center(1, -1, 640, 480), "y: expected a number from 0 to 480, got -1"),
        (lambda: Area(-1, 0, 1, 1, 640, 480), "x0: expected a number from 0 to 640, got -1"),
        (lambda: Area(0, 0, 1, 481, 640, 480), "y1: expected a number from 0 to 480, got 481"),
        (lambda: Area(9, 0, 9, 1, 640, 480), "x1: expected a number greater than x0, got 9"),
        (lambda: Area(0, 5, 9, 4, 640, 480), "y1: expected a number greater than y0, got 4"),
        (lambda: Move(101, 0), "x: expected a number from -100 to 100, got 101"),
        (lambda: Move(0, -100.5), "y: expected a number from -100 to 100, got -100.5"),
        (lambda: ZoomMove(nan), "q: expected a number from -100 to 100, got nan"),
        (lambda: Zoom(11), "q: expected a number from -10 to 10, got 11"),
        (
            lambda: Step("sideways"),  # type: ignore[arg-type]
            "direction: expected one of up, down, left, right, plus, minus, out, got 'sideways'",
        ),
        (lambda: Tour(()), "stops: expected at least one stop, got ()"),
        (
            lambda: Tour(((HOME, 1), (HOME, 0))),
            "stops[1].dwell_seconds: expected a number of seconds greater than 0, at most 86400, got 0",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$") as caught:
        make()
    assert isinstance(caught.value, InvalidValue)
    assert message.startswith(f"{caught.value.field}: expected {caught.value.expected}, got ")


def test_limits_themselves_are_accepted() -> None:
    assert Position(-1, 1, 30)
    assert Center(640, 0, 640, 480)
    assert Area(0, 0, 640, 480, 640, 480)
    assert Move(-100, 100)
    assert ZoomMove(-100)
    assert Zoom(10)
    assert Tour(((HOME, 86_400),))


def test_directions_are_spelt_as_the_document_spells_them() -> None:
    assert {str(direction) for direction in Direction} == {"up", "down", "left", "right", "plus", "minus", "out"}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Center(100, 50, 640, 480), Center(540, 430, 640, 480)),
        (Area(0, 10, 100, 200, 640, 480), Area(540, 280, 640, 470, 640, 480)),
        (Move(30, -40), Move(-30, 40)),
        (Step(Direction.UP), Step(Direction.DOWN)),
        (Step(Direction.RIGHT), Step(Direction.LEFT)),
        (Step(Direction.PLUS), Step(Direction.PLUS)),
        (ZoomMove(50), ZoomMove(50)),
    ],
)
def test_a_picture_that_is_turned_turns_commands(command: Command, expected: Command) -> None:
    assert turned(command) == expected
    assert turned(expected) == command


def test_limits_are_told() -> None:
    with pytest.raises(OutOfRange) as caught:
        Zoom(11)
    assert (caught.value.low, caught.value.high) == (-10, 10)
    with pytest.raises(OutOfRange) as caught:
        Area(9, 0, 9, 1, 640, 480)
    assert (caught.value.low, caught.value.high) == (9, None)
