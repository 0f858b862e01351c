"""What a camera is doing is remembered for as long as it holds, and never longer."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ctserver.cameras import models
from ctserver.cameras.aims import tell
from ctserver.cameras.alarms import acknowledge, raise_alarms
from ctserver.cameras.changes import change, hold
from ctserver.cameras.moments import Moments
from ctserver.cameras.views import Views
from ctserver.clock import SteerableClock
from ctserver.db import Database
from ctserver.spans import ALWAYS, Span
from ctserver.video.ptz import Goto, Move, Position, Stop, Tour
from ctserver.video.state import State
from ctserver.video.view import Moment, View
from tests.support.databases import NOW

Happening = Callable[[Session, float], object]

HAPPENINGS: list[Happening] = [
    lambda session, at: raise_alarms(session, [1], "door", round(at * 1e6), 3.5),
    lambda session, at: raise_alarms(session, [1], "window", round((at + 2) * 1e6)),
    lambda session, at: acknowledge(session, [1], round((at + 0.1) * 1e6)),
    lambda session, at: tell(session, 1, at, Goto(Position(0.3, 0.1, 2))),
    lambda session, at: tell(session, 1, at, Move(40, 10)),
    lambda session, at: tell(session, 1, at, Tour(((Position(0.3), 1.5), (Position(-0.3, zoom=2), 0.5)))),
    lambda session, at: tell(session, 1, at, Stop()),
    lambda session, at: change(session, 1, at, is_upside_down=True),
    lambda session, at: change(session, 1, at + 1, condition="offline"),
    lambda session, at: change(session, 1, at + 3, condition="ok", is_upside_down=False),
    lambda session, at: hold(session, 1, at + 0.1, at + 4, "is_recording_forced"),
    lambda session, _at: session.execute(update(models.Camera).values(schedule="office")),
    lambda session, _at: session.execute(update(models.Camera).values(schedule="none")),
]
HOURS = [NOW + hour * 3600 for hour in range(-6, 12)]


def views(database: Database) -> Views:
    return Views(database, SteerableClock(NOW, rate=0))


def view(database: Database, *, only_alarm: bool = False) -> View:
    """Of camera 1 of the minimal site; one that knows nothing yet."""
    known = views(database)
    camera = known.camera(1)
    assert camera
    return known.view(camera, camera.streams[0], only_alarm=only_alarm)


def asked_anew(database: Database, instants: list[float], *, only_alarm: bool) -> list[Moment]:
    return [view(database, only_alarm=only_alarm).moment_at(at) for at in instants]


@pytest.mark.parametrize("only_alarm", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_who_asks_again_and_again_hears_the_same_as_who_has_never_asked(
    database: Database, seed: int, only_alarm: bool
) -> None:
    random, shown, now = Random(seed), view(database, only_alarm=only_alarm), NOW
    for happening in random.sample(HAPPENINGS, len(HAPPENINGS)) * 2:
        with database.session(write=True) as session:
            happening(session, now)
        instants = [now + at / 4 for at in range(-8, 24)]
        instants += [*random.choices(HOURS, k=3), random.uniform(NOW, now + 60)]
        heard = [shown.moment_at(at) for at in instants]
        assert heard == asked_anew(database, instants, only_alarm=only_alarm)
        now += random.choice((0.5, 3, 20))


@pytest.mark.parametrize("hour", [-2, 8])
def test_office_hours_begin_and_end_at_their_instant(database: Database, hour: int) -> None:
    """At 8 and at 18 o'clock in Paris, on a Monday when nothing else happens."""
    with database.session(write=True) as session:
        session.execute(update(models.Camera).values(schedule="office"))
    shown, opening = view(database), NOW + hour * 3600
    instants = [opening + at for at in (-1000, -1, -0.000001, 0, 1)]
    states = [State.RECORDING in shown.moment_at(at).state for at in instants]
    assert states == ([False] * 3 + [True] * 2 if hour < 0 else [True] * 3 + [False] * 2)


def test_a_camera_that_goes_on_as_before_is_the_same_object(database: Database) -> None:
    shown = view(database)
    first = shown.moment_at(NOW)
    assert all(shown.moment_at(NOW + at / 10) is first for at in range(100))


class Watched:
    """Moments of a function that counts how often it is asked."""

    def __init__(self, database: Database, steady: Callable[[int], Span]) -> None:
        self.asked: list[float] = []
        self.moments = Moments(database, self.moment_at, steady)

    def moment_at(self, seconds: float) -> Moment:
        self.asked.append(seconds)
        return Moment()


def test_what_holds_is_not_asked_for_again(database: Database) -> None:
    watched = Watched(database, lambda us: Span(us // 10**6 * 10**6, us // 10**6 * 10**6 + 10**6))
    for at in (5.25, 5.5, 5.0, 5.999999, 6.0, 6.5, 5.5):
        watched.moments(at)
    assert watched.asked == [5.25, 6.0, 5.5]


def test_what_may_change_at_once_is_asked_for_each_time(database: Database) -> None:
    watched = Watched(database, lambda us: Span(us, us))
    for _ in range(3):
        watched.moments(5.0)
    assert watched.asked == [5.0] * 3


def test_a_commit_makes_it_out_of_date(database: Database) -> None:
    watched = Watched(database, lambda _us: ALWAYS)
    for _ in range(2):
        watched.moments(5.0)
        watched.moments(5.0)
        with database.session(write=True) as session:
            change(session, 1, NOW, is_upside_down=True)
    assert watched.asked == [5.0] * 2


def test_a_commit_while_it_is_asked_for_makes_it_out_of_date(database: Database) -> None:
    def meanwhile(_us: int) -> Span:
        with database.session(write=True) as session:
            change(session, 1, NOW, is_upside_down=True)
        return ALWAYS

    watched = Watched(database, meanwhile)
    watched.moments(5.0)
    watched.moments(5.0)
    assert watched.asked == [5.0] * 2
