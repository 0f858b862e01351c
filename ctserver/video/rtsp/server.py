"""The RTSP server: a listening socket, a pair of UDP ports, and a regular look at what has stopped living."""

import asyncio
import logging
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from ctserver.clock import Clock
from ctserver.video.rtsp.handler import Handler
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.udp import Address, UdpPorts
from ctserver.video.viewing import Totals, ViewerInfo

if TYPE_CHECKING:
    from ctserver.video.rtsp.connection import Connection
    from ctserver.video.rtsp.registry import Registry

log = logging.getLogger("ctserver.rtsp")

_REFUSING_LIMIT = 64
_CLOSE_SECONDS = 0.5
_PARTING_SECONDS = 0.3


class _ClosedDoor(asyncio.Protocol):
    """A connection that is closed without a word."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).abort()


class RtspServer:
    """An async context manager; port 0 takes a free one. On exit every viewer gets BYE and every connection closes."""

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 554,
        clock: Clock,
        options: RtspOptions | None = None,
    ) -> None:
        self._options = options or RtspOptions()
        self._handler, self._clock = handler, clock
        self._address = (host, port)
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reviewed_at = 0.0
        self._udp: UdpPorts | None = None

    @cached_property
    def _registry(self) -> "Registry":
        """Imported with the first connection, or the first look: a start need not wait for it."""
        from ctserver.video.rtsp.registry import Registry  # noqa: PLC0415

        registry = Registry(self._handler, self._clock, self._options)
        registry.udp = self._udp
        return registry

    @property
    def port(self) -> int:
        """The port that is bound."""
        assert self._server, "the server is not running"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def connections(self) -> int:
        return len(self._connections)

    def viewers(self) -> list[ViewerInfo]:
        return self._registry.viewers()

    def totals(self) -> Totals:
        """What this server has done since it was made."""
        return self._registry.totals()

    def cut(self, session_id: str) -> bool:
        """End a session with BYE; False if there is none of this name."""
        return self._registry.cut(session_id)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, *self._address)
        if self._options.udp:
            listening = self._server.sockets[0]
            host, family = listening.getsockname()[0], listening.family
            try:
                self._udp = UdpPorts.open(family, host, self._options.udp_port, self._take)
            except OSError:
                self._server.close()
                raise
        self._reviewed_at = loop.time()
        self._schedule()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        if self._timer:
            self._timer.cancel()
        self._server.close()
        await self._part()
        self._registry.end_all("the server stops")
        await self._close_connections()
        if self._udp:
            self._udp.close()
            self._udp = self._registry.udp = None

    def _take(self, data: bytes, address: Address, is_rtcp: bool) -> None:
        self._registry.datagram(data, address, is_rtcp)

    async def _part(self) -> None:
        """GStreamer answers BYE with PAUSE and TEARDOWN; a connection that is gone by then sends it back to look for us."""
        await self._registry.say_goodbye("the server stops")
        open_connections = [connection.closed for connection in self._connections]
        if open_connections:
            await asyncio.wait(open_connections, timeout=_PARTING_SECONDS)

    async def _close_connections(self) -> None:
        closing = [*self._connections]
        for connection in closing:
            connection.close()
        waits = [connection.closed for connection in closing]
        if waits:
            await asyncio.wait(waits, timeout=_CLOSE_SECONDS)
            for connection in closing:
                connection.abort()
            await asyncio.wait(waits, timeout=_CLOSE_SECONDS / 2)

    def _accept(self) -> asyncio.Protocol:
        """Over the limit, some more connections live just long enough to be told so."""
        over = len(self._connections) - self._options.max_connections
        if over >= _REFUSING_LIMIT:
            self._registry.ledger.refused += 1
            return _ClosedDoor()
        from ctserver.video.rtsp.connection import Connection  # noqa: PLC0415 (see `_registry`)

        return Connection(self._registry, self._connections, refusing=over >= 0)

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._options.tick, self._look)

    def _look(self) -> None:
        self._schedule()
        now = asyncio.get_running_loop().time()
        self._registry.expire(now)
        for connection in [*self._connections]:
            connection.watch(now)
        if now - self._reviewed_at >= self._options.review_interval:
            self._reviewed_at = now
            self._registry.review()
