"""What the RTSP server asks of the rest of the product: who the client is, and the stream that a path names.

The consumer declares the interface; `ctserver.live` implements it over the users, their rights and the feeds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ctserver.video.picture import Picture, StreamFormat


class Refused(Exception):
    """A request the handler turns down: an RTSP `status` (403, 404, 453, 503, …) and a phrase for the log.

    With `told`, the phrase (a line of ASCII) also stands in the answer's status line, which players show."""

    def __init__(self, status: int, reason: str, *, told: bool = False) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.told = told


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """RFC 7617, already decoded."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class DigestCredentials:
    """RFC 2617 §3.2.2 as sent; `qop`, `nc` and `cnonce` are None in the RFC 2069 form.

    The server has checked that `nonce` is its own and that `uri` is the request's; the handler looks HA1 up
    (`MD5(username:realm:password)`) and compares, with `rtsp.auth.digest_response`.
    """

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str | None = None
    nc: str | None = None
    cnonce: str | None = None


Credentials = BasicCredentials | DigestCredentials


class Subscription(Protocol):
    """A listener's place at a source; closing it twice is harmless."""

    def close(self) -> None: ...


class Source(Protocol):
    """A stream that is open for viewing. All calls are made on the event loop."""

    @property
    def key(self) -> str:
        """Names the stream: viewers whose sources have equal keys share one packetization."""
        ...

    @property
    def format(self) -> StreamFormat: ...

    async def parameter_sets(self) -> tuple[bytes, ...]:
        """As in `Picture.parameter_sets`; starts the stream if it is cold. Refused(503) if it cannot start."""
        ...

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> Subscription:
        """From now on `listener` gets every picture, in order. A warm stream first replays, before this returns, the
        pictures since its last key picture. `ended` is called once if the stream stops for good (never after `close`)."""
        ...


class Playback(Subscription, Protocol):
    """A listener's place at a recording, which shows nothing while it is held back: the viewer's line is full.

    Pausing and resuming twice is harmless. After a pause the pictures go on where they stopped, none left out."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...


@runtime_checkable
class Recording(Protocol):
    """A piece of the past that is open for viewing. All calls are made on the event loop.

    `begin_us` and `end_us` are the instants of the first picture and just past the last, in microseconds of Unix time.
    """

    @property
    def format(self) -> StreamFormat: ...

    @property
    def begin_us(self) -> int: ...

    @property
    def end_us(self) -> int: ...

    async def parameter_sets(self) -> tuple[bytes, ...]:
        """As in `Source.parameter_sets`."""
        ...

    def play(
        self, at_us: int, scale: float, listener: Callable[[Picture], None], ended: Callable[[], None]
    ) -> Playback:
        """Pictures from the key picture at or before `at_us`, paced by the clock; `ended` once, after the last one.

        A positive `scale` is the speed, with pictures in order (above 4 perhaps only key pictures); a negative one
        shows key pictures in descending order. A hole in the recording is passed over, not waited for.
        Either callback may come before this returns, and neither comes after `close`. May raise Refused."""
        ...


class Handler(Protocol):
    """The product's side of the RTSP server. `identity` is opaque to the server: what `authenticate` returned."""

    @property
    def realm(self) -> str: ...

    async def authenticate(self, credentials: Credentials, method: str, peer: str) -> object | None:
        """The identity that the credentials prove, or None (the client gets 401)."""
        ...

    async def open(self, path: str, query: str, identity: object) -> Source | Recording:
        """The stream at `path` (absolute, percent-decoded, no track suffix, no trailing slash) for this user; raises Refused.

        Called at DESCRIBE, SETUP and PLAY, so that a right withdrawn meanwhile is noticed."""
        ...

    def may_continue(self, path: str, query: str, identity: object) -> bool:
        """Asked every few seconds for a playing session; False ends it with BYE and a closed connection."""
        ...
