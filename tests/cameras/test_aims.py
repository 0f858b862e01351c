"""Where a camera points is a function of what it was told: now, in the past, and however much there was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ctserver.cameras import aims
from ctserver.cameras.aims import AT_REST, Aim, Aims, tell
from ctserver.db import Database
from ctserver.video.ptz import Command, Direction, Goto, Move, Position, Step, Stop, Tour, Trajectory, Zoom, ZoomMove
from ctserver.video.scene import Viewport
from tests.support.databases import NOW
from tests.video.ptz.strategies import follow

REACTION = 0.1
LEFT, RIGHT = Goto(Position(-1)), Goto(Position(0.5, 0.2, 4))
JOYSTICK: list[Command] = [
    Move(40, 10), ZoomMove(30), Move(-80, 0), Step(Direction.UP), Zoom(4), Move(0, -20), ZoomMove(0),
    Tour(((Position(0.3), 1.5), (Position(-0.3, zoom=2), 0.5))), Stop(), Move(10, 0),
]  # fmt: skip


@pytest.fixture
def told(database: Database) -> Callable[..., None]:
    """Tells camera 1 of the minimal site a command, which it obeys so many seconds after NOW."""

    def tell_it(after: float, command: Command) -> None:
        with database.session(write=True) as session:
            tell(session, 1, NOW + after - REACTION, command)

    return tell_it


def aim_of(trajectory: Trajectory, seconds: float) -> Aim:
    position = trajectory.at(seconds)
    return Aim(Viewport(position.pan, position.tilt, position.zoom), trajectory.is_moving(seconds))


def test_a_camera_that_was_never_told_anything_rests(database: Database) -> None:
    assert Aims(database).at(1, NOW) == AT_REST
    assert Aims(database).at(999, NOW) == AT_REST


def test_a_command_moves_the_camera_from_its_instant_on(database: Database, told: Callable[..., None]) -> None:
    seen = Aims(database)
    told(0, RIGHT)
    assert [seen.at(1, NOW + after).moving for after in (-1, 0, 1, 9)] == [False, True, True, False]
    assert seen.at(1, NOW + 9) == Aim(Viewport(0.5, 0.2, 4), moving=False)
    assert seen.at(1, NOW - 1) == AT_REST
    assert seen.at(2, NOW + 9) == AT_REST


def test_the_past_stays_as_it_was(database: Database, told: Callable[..., None]) -> None:
    seen = Aims(database)
    instants = [NOW + after / 4 for after in range(-8, 80)]
    told(0, RIGHT)
    told(5.5, LEFT)
    before = [seen.at(1, instant) for instant in instants if instant < NOW + 13]
    told(13, Move(100, 0))
    told(300, Step(Direction.OUT))
    assert [seen.at(1, instant) for instant in instants if instant < NOW + 13] == before
    expected = follow(Position(), [(NOW, RIGHT), (NOW + 5.5, LEFT), (NOW + 13, Move(100, 0))])
    assert [seen.at(1, instant) for instant in instants] == [aim_of(expected, instant) for instant in instants]


def test_commands_without_end_lead_where_they_would_have_led_together(
    database: Database, told: Callable[..., None]
) -> None:
    """Ten a second, so that blocks of time begin in the middle of every kind of movement."""
    commands = [(NOW + n / 10, JOYSTICK[n % len(JOYSTICK)]) for n in range(320)]
    for at, command in commands:
        told(at - NOW, command)
    expected, seen = follow(Position(), commands), Aims(database)
    instants = [NOW - 3 + n / 7 for n in range(300)]
    assert [seen.at(1, instant) for instant in instants] == [aim_of(expected, instant) for instant in instants]
    with ThreadPoolExecutor(4) as pool:
        fresh = Aims(database)
        assert list(pool.map(lambda at: fresh.at(1, at), instants)) == [aim_of(expected, at) for at in instants]


def test_of_too_many_commands_the_oldest_go(
    database: Database, told: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aims, "KEPT", 3)
    commands: list[tuple[float, Command]] = [(NOW + 20 * n, command) for n, command in enumerate((LEFT, RIGHT) * 3)]
    for at, command in commands:
        told(at - NOW, command)
    expected, seen = follow(Position(), commands), Aims(database)
    assert [seen.at(1, NOW + at) for at in (61, 70, 85, 105)] == [
        aim_of(expected, NOW + at) for at in (61, 70, 85, 105)
    ]
    assert seen.at(1, NOW + 25) == aim_of(expected, NOW + 59)  # at rest where the oldest that is kept begins


def test_a_clock_that_was_put_back_forgets_what_has_not_come_yet(database: Database, told: Callable[..., None]) -> None:
    told(0, RIGHT)
    told(100, LEFT)
    told(50, Step(Direction.OUT))
    assert Aims(database).at(1, NOW + 200) == Aim(Viewport(0.5, 0.2, 1), moving=False)


def test_commands_of_the_same_instant_are_taken_in_their_order(database: Database, told: Callable[..., None]) -> None:
    told(0, LEFT)
    told(0, RIGHT)
    assert Aims(database).at(1, NOW + 9).viewport == Viewport(0.5, 0.2, 4)
