"""The writer of the system log: nobody waits for it, and nothing is lost without being counted."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ctserver.clock import SteerableClock
from ctserver.db import Base, Database, sqlite_url
from ctserver.logs import journal
from ctserver.logs.journal import Journal
from ctserver.logs.models import SystemLog

CLOCK = SteerableClock(1_780_308_000, 0)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite_url(tmp_path), durable=False)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


def lines(database: Database) -> list[tuple[str, str | None, str]]:
    with database.session() as session:
        return [(row.name, row.type, row.event) for row in session.scalars(select(SystemLog).order_by(SystemLog.id))]


def test_levels_become_types(empty: Database) -> None:
    log = logging.getLogger("ctserver.test")
    with Journal(empty, CLOCK) as told:
        told.begin()
        log.warning("one")
        log.error("two\nlines")
        log.critical("three")
    name = "TestLevelsBecomeTypes@TestJournal.cpp"
    assert lines(empty) == [(name, "WARNING", "one"), (name, "ERROR", "two lines"), (name, "ERROR", "three")]


def test_a_crash_is_told_by_its_kind(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
        try:
            raise ZeroDivisionError("by zero")
        except ZeroDivisionError:
            logging.getLogger("ctserver.test").exception("it broke")
    assert [line[1:] for line in lines(empty)] == [("ERROR", "it broke: ZeroDivisionError: by zero")]


def test_secrets_are_blanked_and_long_lines_cut(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
        logging.getLogger("ctserver.test").warning("GET /x?_password=secret %s", "y" * 1000)
    ((_, _, event),) = lines(empty)
    assert event.startswith("GET /x?_password=*** yyy")
    assert len(event) == journal.EVENT_LENGTH


def test_lines_for_each_request_are_left_out(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
        logging.getLogger("ctserver.access").warning("GET /")
    assert lines(empty) == []


def test_the_oldest_make_room(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT", 10)
    with Journal(empty, CLOCK) as told:
        told.begin()
        for number in range(25):
            logging.getLogger("ctserver.test").warning("line %d", number)
            told.settle()
    assert [event for _, _, event in lines(empty)] == [f"line {number}" for number in range(15, 25)]


def test_what_was_said_before_it_settles_can_be_read(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
        for number in range(3):
            logging.getLogger("ctserver.test").warning("line")
            told.settle()
            assert len(lines(empty)) == number + 1


def test_what_comes_while_the_database_is_gone_is_counted_and_the_rest_is_told(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
        SystemLog.__table__.drop(empty.engine)  # type: ignore[attr-defined]
        logging.getLogger("ctserver.test").warning("lost")
        told.settle()
        Base.metadata.create_all(empty.engine)
        logging.getLogger("ctserver.test").warning("kept")
    assert told.lost >= 1
    assert [event for _, _, event in lines(empty)] == ["kept"]


def test_after_its_end_nothing_is_told(empty: Database) -> None:
    with Journal(empty, CLOCK) as told:
        told.begin()
    logging.getLogger("ctserver.test").warning("late")
    assert lines(empty) == []
