"""The log as an endpoint takes it: `record("LogMapDelete", name=…)` in the same unit of work as what it tells of."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from ctserver.actions.service import record
from ctserver.auth.dependencies import CurrentAccount
from ctserver.auth.service import Account
from ctserver.clock import Clock
from ctserver.http.peer import peer_of
from ctserver.http.session import AppendingSession, WritingSession


async def _recorder(request: Request, session: WritingSession, account: CurrentAccount) -> Callable[..., None]:
    return partial(_write, session, account, peer_of(request), request.app.state.clock)


async def _appending_recorder(
    request: Request, session: AppendingSession, account: CurrentAccount
) -> Callable[..., None]:
    return partial(_write, session, account, peer_of(request), request.app.state.clock)


def _write(session: Session, account: Account, peer: str, clock: Clock, code: str, **parameters: object) -> None:
    record(session, account, peer, clock.now(), code, **parameters)


Record = Annotated[Callable[..., None], Depends(_recorder, scope="function")]
RecordOnly = Annotated[Callable[..., None], Depends(_appending_recorder, scope="function")]
"""Beside rows of logs and events alone, or beside nothing at all."""
