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


async def _session(request: Request, database: CurrentDatabase) -> AsyncIterator[Session]:
    """GET reads; every other method writes and commits when the endpoint returns well."""
    write = request.method != "GET"
    with database.open_session(write=write) as session:
        yield session
        if write and session.in_transaction():
            await asyncio.to_thread(database.commit, session)


# scope="function": in FastAPI's default scope the commit would come after the client has its 200.
CurrentSession = Annotated[Session, Depends(_session, scope="function")]
