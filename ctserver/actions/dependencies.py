"""The log as an endpoint takes it: `record("LogMapDelete", name=…)` in the same unit of work as what it tells of."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from ctserver.actions.service import record
from ctserver.auth.dependencies import CurrentAccount
from ctserver.http.peer import RequestPeer
from ctserver.http.session import CurrentClock, WritingSession


async def _recorder(
    session: WritingSession, account: CurrentAccount, peer: RequestPeer, clock: CurrentClock
) -> Callable[..., None]:
    def write(code: str, **parameters: object) -> None:
        record(session, account, peer, clock.now(), code, **parameters)

    return write


Record = Annotated[Callable[..., None], Depends(_recorder, scope="function")]
