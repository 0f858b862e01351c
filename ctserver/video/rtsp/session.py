"""An RTSP session's state (RFC 2326 appendix A.2) and life span, without any I/O."""

import secrets
from enum import StrEnum

from ctserver.video.rtsp.headers.session import SessionHeader


class State(StrEnum):
    INIT = "Init"
    READY = "Ready"
    PLAYING = "Playing"


class StateError(Exception):
    """The method is not valid in this state (status 455)."""


# PLAY while playing and PAUSE while ready change nothing and succeed: clients repeat themselves.
_NEXT = {
    (State.INIT, "SETUP"): State.READY,
    (State.INIT, "TEARDOWN"): State.INIT,
    (State.READY, "SETUP"): State.READY,
    (State.READY, "PLAY"): State.PLAYING,
    (State.READY, "PAUSE"): State.READY,
    (State.READY, "TEARDOWN"): State.INIT,
    (State.PLAYING, "PLAY"): State.PLAYING,
    (State.PLAYING, "PAUSE"): State.READY,
    (State.PLAYING, "TEARDOWN"): State.INIT,
}


class Session:
    """`timeout` and `now` are real seconds."""

    def __init__(self, *, timeout: float, now: float) -> None:
        self.id = secrets.token_hex(8)
        self.state = State.INIT
        self._timeout = timeout
        self._last_sign = now

    def require(self, method: str) -> State:
        """The state that `method` leads to; StateError if it may not be used now."""
        following = _NEXT.get((self.state, method))
        if following is None:
            raise StateError(f"{method} in state {self.state}")
        return following

    def advance(self, method: str) -> None:
        self.state = self.require(method)

    def touch(self, now: float) -> None:
        """A sign of life: a request, interleaved data, RTCP, or bytes taken by the client."""
        self._last_sign = now

    def expired(self, now: float) -> bool:
        return now - self._last_sign > self._timeout

    def header(self, timeout: int | None = None) -> SessionHeader:
        return SessionHeader(self.id, timeout)
