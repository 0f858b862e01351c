"""Who watches over HTTP, single streams and mosaics: counted, and asked every few seconds whether he still may.

The RTSP server does the same for its own sessions (`video/rtsp/registry.py`).
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self

from ctserver.auth.authenticator import Authenticator
from ctserver.auth.service import Account
from ctserver.errors import ApiError
from ctserver.video.viewing import Counted, Ledger, Totals, ViewerInfo, log_farewell

log = logging.getLogger("ctserver.viewers")

REVIEW_SECONDS = 3.0
"""Of real time, as `RtspOptions.review_interval`."""


class HttpViewer(Counted, Protocol):
    session: str
    account: Account
    reason: str
    """Why he goes, once he does."""

    def info(self) -> ViewerInfo: ...

    def end(self, reason: str) -> None: ...

    def review(self, account: Account) -> None:
        """Shows him what he may see as the user who he is now; ApiError where that is nothing."""
        ...


class Audience:
    """An async context manager: reviews while it is entered. Belongs to the event loop."""

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator
        self._viewers: dict[str, HttpViewer] = {}
        self._ledger = Ledger()
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._schedule()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer:
            self._timer.cancel()

    @contextmanager
    def seat(self, viewer: HttpViewer) -> Iterator[None]:
        """For as long as he watches."""
        self._viewers[viewer.session] = viewer
        self._ledger.sessions += 1
        try:
            yield
        finally:
            del self._viewers[viewer.session]
            self._ledger.settle(viewer)
            log_farewell(viewer.info(), viewer.reason)

    def viewers(self) -> list[ViewerInfo]:
        return [viewer.info() for viewer in self._viewers.values()]

    def totals(self) -> Totals:
        return self._ledger.totals(self._viewers.values())

    def cut(self, session: str) -> bool:
        """End a viewer's stream; False if there is none of this name."""
        viewer = self._viewers.get(session)
        if viewer:
            viewer.end("cut by the operator")
        return viewer is not None

    def review(self) -> None:
        """Ends the streams of users who may no longer see them, and shows of a mosaic what they may."""
        for viewer in [*self._viewers.values()]:
            try:
                self._review(viewer)
            except Exception as error:
                log.error("review of %s failed: %s", viewer.info().path, type(error).__name__)

    def _review(self, viewer: HttpViewer) -> None:
        account = self._authenticator.current(viewer.account)
        if account is None:
            viewer.end("user withdrawn")
            return
        try:
            viewer.review(account)
        except ApiError:
            viewer.end("right withdrawn")

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(REVIEW_SECONDS, self._look)

    def _look(self) -> None:
        self._schedule()
        self.review()
