"""The database session of a request: opened without a query, committed before the answer leaves."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from ctserver.clock import Clock
from ctserver.db import Database


async def get_database(request: Request) -> Database:
    return request.app.state.database  # type: ignore[no-any-return]


async def get_clock(request: Request) -> Clock:
    return request.app.state.clock  # type: ignore[no-any-return]


CurrentDatabase = Annotated[Database, Depends(get_database)]
CurrentClock = Annotated[Clock, Depends(get_clock)]


async def _reading(request: Request) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    with database.open_session(write=False) as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[Session]:
    """Commits when the endpoint returns well. One after the other: SQLite would have the others ask again and again, in no
    order, until one of them has lost its patience."""
    database: Database = request.app.state.database
    async with request.app.state.writer:
        with database.open_session(write=True) as session:
            yield session
            if session.in_transaction():
                await asyncio.to_thread(database.commit, session)


async def _appending(request: Request) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    async with request.app.state.writer:
        with database.open_session(write=True) as session:
            yield session
            if session.in_transaction():
                await asyncio.to_thread(session.commit)  # not the database's own: nobody need read anew


# scope="function": in FastAPI's default scope the commit would come after the client has its 200.
ReadingSession = Annotated[Session, Depends(_reading, scope="function")]
WritingSession = Annotated[Session, Depends(_writing, scope="function")]
"""Also for a GET that changes something, of which the document has many."""
AppendingSession = Annotated[Session, Depends(_appending, scope="function")]
"""For new rows of logs and events, which nothing that is remembered is made of: users and cameras stay known."""
