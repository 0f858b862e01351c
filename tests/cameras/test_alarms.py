"""What is in alarm when follows from the rows of alarms: now, in the past, and however many there were."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import func, select

from ctserver.cameras import alarms
from ctserver.cameras.alarms import Alarms, acknowledge, raise_alarms
from ctserver.cameras.models import LONGEST_US, MOTION, Alarm
from ctserver.db import Database
from tests.support.databases import NOW

SECOND = 1_000_000
HOUR = 3600
PRE = 5


def us(after: float) -> int:
    """Microseconds of Unix time so many seconds after NOW."""
    return round((NOW + after) * 1e6)


@dataclass(frozen=True, slots=True)
class Yard:
    """Camera 1 of the minimal site; all times are seconds after NOW."""

    database: Database
    alarms: Alarms

    def triggered(self, at: float, kind: str = "door", seconds: float | None = None) -> bool:
        with self.database.session(write=True) as session:
            return bool(raise_alarms(session, [1], kind, us(at), seconds))

    def acknowledged(self, at: float) -> bool:
        with self.database.session(write=True) as session:
            return bool(acknowledge(session, [1], us(at)))

    def states(self, *seconds: float) -> list[bool]:
        return [self.alarms.at(1, NOW + at) for at in seconds]

    def rows(self) -> list[tuple[str, float, float | None, float]]:
        """Type, begin, end and seconds before the begin that the recording holds."""
        with self.database.session() as session:
            rows = session.scalars(select(Alarm).order_by(Alarm.begin_us, Alarm.id)).all()
        return [
            (r.type, r.begin_us / 1e6 - NOW, None if r.end_us is None else r.end_us / 1e6 - NOW, r.pre_us / 1e6)
            for r in rows
        ]


@pytest.fixture
def yard(database: Database) -> Yard:
    return Yard(database, Alarms(database))


def test_a_camera_that_never_had_an_alarm_is_in_none(yard: Yard) -> None:
    assert yard.states(-1e6, 0, 1e6) == [False, False, False]
    assert yard.alarms.last(1, us(0)) is None
    assert not yard.alarms.at(999, NOW)


def test_an_alarm_lasts_until_it_is_acknowledged(yard: Yard) -> None:
    yard.triggered(0)
    assert yard.states(-0.01, 0, 59, 3599) == [False, True, True, True]
    assert yard.acknowledged(60)
    assert yard.states(-0.01, 0, 59.99, 60, 3599) == [False, True, True, False, False]
    assert not yard.acknowledged(61)


def test_an_alarm_that_nobody_acknowledges_lasts_an_hour(yard: Yard) -> None:
    yard.triggered(0)
    assert yard.states(HOUR - 0.01, HOUR) == [True, False]
    assert not yard.acknowledged(HOUR)
    assert yard.rows() == [("door", 0, None, PRE)]


@pytest.mark.parametrize(
    ("first", "second", "ends"), [(30, 60, 70), (60, 5, 60), (30, None, HOUR), (None, 5, HOUR), (3600, 3600, HOUR)]
)
def test_an_alarm_that_is_triggered_while_it_lasts_goes_on_to_the_later_end(
    yard: Yard, first: float | None, second: float | None, ends: float
) -> None:
    assert yard.triggered(0, seconds=first)
    assert not yard.triggered(10, seconds=second)
    assert yard.states(0, 10, ends - 0.01, ends) == [True, True, True, False]
    assert len(yard.rows()) == 1


def test_another_type_is_another_alarm_and_both_are_acknowledged(yard: Yard) -> None:
    assert [yard.triggered(0, "door"), yard.triggered(10, "window")] == [True, True]
    yard.acknowledged(20)
    assert [row[:3] for row in yard.rows()] == [("door", 0, 20), ("window", 10, 20)]
    assert yard.states(19, 20) == [True, False]


def test_an_alarm_within_anothers_recording_has_no_beginning_of_its_own(yard: Yard) -> None:
    """The site records five seconds before an alarm and five after it."""
    yard.triggered(0, seconds=10)
    yard.triggered(5, "window", seconds=1)
    yard.triggered(15, seconds=1)
    yard.triggered(30, seconds=1)
    assert [(row[1], row[3]) for row in yard.rows()] == [(0, PRE), (5, 0), (15, 0), (30, PRE)]


def test_the_last_alarm_is_the_one_that_began_last(yard: Yard) -> None:
    yard.triggered(0, seconds=10)
    yard.triggered(1000, seconds=10)
    begun = [(yard.alarms.last(1, us(at)), at) for at in (-1, 0, 999, 1000, 5000)]
    assert [spell and (spell.begin_us, spell.end_us) for spell, _ in begun] == [
        None, (us(0), us(10)), (us(0), us(10)), (us(1000), us(1010)), (us(1000), us(1010)),
    ]  # fmt: skip


def test_what_a_clock_that_was_put_back_has_not_come_to_has_not_happened(yard: Yard) -> None:
    yard.triggered(1000)
    yard.triggered(0, seconds=10)
    assert yard.states(5, 1005) == [True, False]


def test_the_past_stays_as_it_was_and_is_as_the_rows_say(yard: Yard) -> None:
    """Seen before and after each of many changes, across what is remembered and what is read in blocks."""
    random = Random(1)
    instants = [at / 2 for at in range(-100, 8000, 7)]
    seen: dict[float, bool] = {}
    at = 0.0
    for _ in range(60):
        at += random.choice((0.05, 1, 20, 300, 700))
        match random.randrange(3):
            case 0:
                yard.acknowledged(at)
            case 1:
                yard.triggered(at, random.choice("ab"))
            case _:
                yard.triggered(at, random.choice("ab"), random.uniform(1, 900))
        for instant in instants:
            if instant < at:
                state = yard.alarms.at(1, NOW + instant)
                assert seen.setdefault(instant, state) == state, instant
    spans = [(begin, HOUR + begin if end is None else end) for _, begin, end, _ in yard.rows()]
    fresh = Alarms(yard.database)
    for instant, state in seen.items():
        expected = any(begin <= instant < end for begin, end in spans)
        assert fresh.at(1, NOW + instant) == expected == state, instant
    assert len(set(seen.values())) == 2


def test_only_the_newest_alarms_are_kept(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "KEPT", 3)
    for at in range(6):
        yard.triggered(at * 100, seconds=1)
    with yard.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Alarm)) == 3
    assert [row[1] for row in yard.rows()] == [300, 400, 500]


def test_an_alarm_reads_no_more_of_a_long_history_than_of_a_short_one(
    yard: Yard, count_statements: Callable[[], int]
) -> None:
    yard.triggered(0, seconds=1)
    assert yard.alarms.at(1, NOW)
    before = count_statements()
    assert [yard.alarms.at(1, NOW + at / 10) for at in range(5)] == [True] * 5
    assert count_statements() == before


@pytest.fixture
def count_statements(database: Database) -> Callable[[], int]:
    from sqlalchemy import event

    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    return lambda: len(said)


def test_no_alarm_is_longer_than_an_hour(database: Database) -> None:
    with database.session(write=True) as session:
        assert raise_alarms(session, [1], MOTION, us(0), seconds=2 * LONGEST_US / 1e6) == [1]
    assert [Alarms(database).lasts(1, us(at)) for at in (HOUR - 1, HOUR)] == [True, False]
