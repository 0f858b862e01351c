"""The log as an endpoint takes it: `record("LogMapDelete", name=…)` in the same unit of work as what it tells of."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from ctserver.actions.service import record
from ctserver.auth.dependencies import CurrentAccount
from ctserver.auth.service import Account
from ctserver.clock import Clock
from ctserver.http.peer import RequestPeer
from ctserver.http.session import AppendingSession, CurrentClock, WritingSession


async def _recorder(
    session: WritingSession, account: CurrentAccount, peer: RequestPeer, clock: CurrentClock
) -> Callable[..., None]:
    return partial(_write, session, account, peer, clock)


async def _appending_recorder(
    session: AppendingSession, account: CurrentAccount, peer: RequestPeer, clock: CurrentClock
) -> Callable[..., None]:
    return partial(_write, session, account, peer, clock)


def _write(session: Session, account: Account, peer: str, clock: Clock, code: str, **parameters: object) -> None:
    record(session, account, peer, clock.now(), code, **parameters)


Record = Annotated[Callable[..., None], Depends(_recorder, scope="function")]
RecordOnly = Annotated[Callable[..., None], Depends(_appending_recorder, scope="function")]
"""Beside rows of logs and events alone, or beside nothing at all."""
