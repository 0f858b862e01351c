"""Tasks as those who work keep them."""

import pytest

from ctserver.auth.service import Account, read_directory
from ctserver.db import Database
from ctserver.tasks.models import Task
from ctserver.tasks.schemas import TaskOut
from ctserver.tasks.service import add_task, find_task, finish, read_tasks, set_progress
from tests.support.databases import NOW


@pytest.fixture
def account(database: Database) -> Account:
    return next(iter(database.remember(read_directory).accounts.values()))


def shown(database: Database, task_id: int) -> TaskOut:
    with database.session() as session:
        return find_task(read_tasks(session), task_id)


def test_a_task_waits_runs_and_is_done(database: Database, account: Account) -> None:
    with database.session(write=True) as session:
        number = add_task(session, "concat", account, NOW).id
    assert (shown(database, number).status, shown(database, number).progress) == ("new", "0%")
    with database.session(write=True) as session:
        set_progress(session.get_one(Task, number), 40, NOW + 1)
    assert (shown(database, number).status, shown(database, number).progress) == ("running", "40%")
    with database.session(write=True) as session:
        finish(session.get_one(Task, number), NOW + 2)
    told = shown(database, number)
    assert (told.status, told.progress, told.updated) == ("done", "100%", "2026-06-01T10:00:02Z")
    assert (told.user_id, told.user_name) == (account.id, account.name)


def test_a_killed_task_stays_where_it_was(database: Database, account: Account) -> None:
    with database.session(write=True) as session:
        task = add_task(session, "sum", account, NOW)
        set_progress(task, 7, NOW)
        finish(task, NOW, "killed")
        number = task.id
    assert (shown(database, number).status, shown(database, number).progress) == ("killed", "7%")


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_is_a_percentage(database: Database, account: Account, percent: int) -> None:
    with database.session() as session, pytest.raises(ValueError, match="expected 0 to 100 percent"):
        set_progress(add_task(session, "sum", account, NOW), percent, NOW)


def test_what_has_ended_goes_on_no_more(database: Database, account: Account) -> None:
    with database.session() as session:
        task = add_task(session, "sum", account, NOW)
        finish(task, NOW)
        with pytest.raises(ValueError, match="that has not ended"):
            set_progress(task, 50, NOW)
        with pytest.raises(ValueError, match="to end once"):
            finish(task, NOW, "aborted")


def test_running_is_no_end(database: Database, account: Account) -> None:
    with database.session() as session, pytest.raises(ValueError, match="to end once"):
        finish(add_task(session, "sum", account, NOW), NOW, "running")
