"""The session of a request commits before its answer leaves, or the answer is an error."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from ctserver.auth.models import Profile, User
from ctserver.clock import SteerableClock
from ctserver.db import Database
from ctserver.http import errors
from ctserver.http.middleware import LastResort
from ctserver.http.session import CurrentClock, ReadingSession, WritingSession


def an_app(database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database, app.state.clock, app.state.writer = database, SteerableClock(0, rate=0), asyncio.Lock()
    errors.install(app)

    @app.get("/profiles/{name}")
    def add_while_reading(name: str, session: ReadingSession) -> None:
        session.add(Profile(name=name, levels=[]))
        session.flush()

    @app.get("/changes/{name}")
    @app.post("/profiles/{name}")
    def add_profile(name: str, session: WritingSession, clock: CurrentClock) -> float:
        session.add(Profile(name=name, levels=[]))
        session.flush()
        return clock.now()

    @app.post("/orphan")
    async def add_orphan(session: WritingSession) -> str:
        session.add(User(name="orphan", profile_id=999, bcrypt="", md5="", ha1=""))
        return "added"

    @app.post("/crash")
    async def crash(session: WritingSession) -> None:
        session.add(Profile(name="new", levels=[]))
        session.flush()
        raise RuntimeError

    return app


@pytest.fixture
def ask(database: Database) -> Callable[[str, str], int]:
    """The status of the answer to a method and a path."""

    async def exchange(method: str, path: str) -> int:
        transport = httpx.ASGITransport(LastResort(an_app(database)))
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            return (await client.request(method, path)).status_code

    return lambda method, path: asyncio.run(exchange(method, path))


def profiles(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(select(Profile.name).order_by(Profile.id)))


def test_a_post_commits(database: Database, ask: Callable[[str, str], int]) -> None:
    assert ask("POST", "/profiles/new") == 200
    assert profiles(database) == ["Administrators", "new"]


def test_a_get_may_change_something_where_the_document_says_so(
    database: Database, ask: Callable[[str, str], int]
) -> None:
    assert ask("GET", "/changes/new") == 200
    assert profiles(database) == ["Administrators", "new"]


def test_reading_leaves_nothing_behind(database: Database, ask: Callable[[str, str], int]) -> None:
    assert ask("GET", "/profiles/new") == 200
    assert profiles(database) == ["Administrators"]


def test_a_commit_that_fails_is_no_success(database: Database, ask: Callable[[str, str], int]) -> None:
    assert ask("POST", "/orphan") == 500


def test_a_crash_leaves_nothing_behind(database: Database, ask: Callable[[str, str], int]) -> None:
    assert ask("POST", "/crash") == 500
    assert profiles(database) == ["Administrators"]
