"""One client's TCP connection: bytes to messages, requests answered in order, and a watch over its progress."""

import asyncio
import contextlib
import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import cast

from ctserver.video.rtsp.auth import Challenger, CredentialsError
from ctserver.video.rtsp.errors import error_response, log_error
from ctserver.video.rtsp.messages import Headers, Interleaved, Message, MessageError, Reader, Request, Response
from ctserver.video.rtsp.methods import respond
from ctserver.video.rtsp.registry import Registry
from ctserver.video.rtsp.udp import Address

log = logging.getLogger("ctserver.rtsp")

_UNSENT_LIMIT = 128 * 1024
_PIPELINE_LIMIT = 64
_CLOSE_SECONDS = 1.0


class Connection(asyncio.Protocol):
    """`refusing` connections are over the limit: their first request is answered with 503."""

    def __init__(self, registry: Registry, connections: set["Connection"], *, refusing: bool) -> None:
        self.challenger = Challenger(registry.handler.realm, registry.options.schemes)
        self.peer: Address = ("", 0)
        self.local: Address = ("", 0)
        self.closed = asyncio.get_running_loop().create_future()
        self._registry = registry
        self._connections = connections
        # From here on, not from when the transport is ready: a burst of a hundred is accepted before the first of them is.
        connections.add(self)
        self._refusing = refusing
        self._reader = Reader()
        self._queue: deque[Request | MessageError] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._written = 0
        self._taken = 0
        self._progress_at = self._request_at = self._loop.time()
        self._served = False
        self._writing_paused = False
        self._when_drained: list[Callable[[], None]] = []

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self.peer = transport.get_extra_info("peername") or self.peer
        self.local = transport.get_extra_info("sockname") or self.local
        self._transport.set_write_buffer_limits(high=2 * self._registry.options.lag_limit)
        sock = transport.get_extra_info("socket")
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            # Else the kernel hides megabytes of lag in its own buffer: a slow viewer shows only when it is far behind.
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_LIMIT)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._connections.discard(self)
        if self._worker:
            self._worker.cancel()
        self._registry.connection_lost(self)
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        interleaved = False
        for message in self._messages():
            if isinstance(message, Request | MessageError):
                self._enqueue(message)
            interleaved |= isinstance(message, Interleaved)
        if interleaved:
            self._registry.touch(self._registry.seats.of_connection(self))

    def _messages(self) -> Iterator[Message | MessageError]:
        while self._transport and not self._transport.is_closing():
            try:
                message = self._reader.next()
            except MessageError as error:
                yield error
                continue
            if message is None:
                return
            yield message

    def _enqueue(self, item: Request | MessageError) -> None:
        self._request_at = self._loop.time()
        self._queue.append(item)
        self._regulate()
        if self._worker is None:
            self._worker = self._loop.create_task(self._work())

    async def _work(self) -> None:
        """Answers what is queued, in order (RFC 2326 §9.1), then ends: an idle connection costs no task."""
        try:
            while self._queue and self._transport and not self._transport.is_closing():
                item = self._queue.popleft()
                if isinstance(item, Request):
                    await self._serve(item)
                else:
                    self._answer_error(item)
        finally:
            self._worker = None
        self._regulate()

    async def _serve(self, request: Request) -> None:
        try:
            if self._refusing:
                raise MessageError(503, "", recoverable=False)
            response = await respond(self._registry, self, request)
        except Exception as error:
            log_error(error, request, self.peer[0])
            self._count(error, request)
            response = error_response(error, self.challenger)
            if isinstance(error, MessageError) and not error.recoverable:
                self.send(request, response)
                self.close()
                return
        self._served = True
        if response:
            self.send(request, response)

    def _count(self, error: Exception, request: Request) -> None:
        """Every client first asks without credentials, to learn the challenge: that is no refusal."""
        asks = isinstance(error, CredentialsError) and request.headers.get("Authorization") is None
        self._registry.ledger.refused += not asks

    def _answer_error(self, error: MessageError) -> None:
        """A message so broken that there is no request."""
        log.info("from %s: %s", self.peer[0], error)
        self._registry.ledger.refused += 1
        self._send(error.cseq, error_response(error, self.challenger))
        if not error.recoverable:
            self.close()

    def send(self, request: Request, response: Response) -> None:
        self._send(request.cseq, response)

    def _send(self, cseq: str | None, response: Response) -> None:
        date = formatdate(self._registry.clock.now(), usegmt=True)
        first = ((("CSeq", cseq),) if cseq is not None else ()) + (("Date", date), ("Server", "CT-Server"))
        headers = Headers((*first, *response.headers.items))
        self.write(bytes(Response(response.status, headers, response.body, response.reason)))

    def write(self, data: bytes) -> None:
        if self._transport:
            self._written += len(data)
            self._transport.write(data)

    def buffered(self) -> int:
        try:
            return self._transport.get_write_buffer_size() if self._transport else 0
        except RuntimeError:  # uvloop has cut the connection off, and is about to tell us
            return 0

    def congested(self) -> bool:
        return self._writing_paused

    def when_drained(self, callback: Callable[[], None]) -> None:
        self._when_drained.append(callback)

    def close(self) -> None:
        """Lets the buffer drain, but not for long."""
        if self._transport and not self._transport.is_closing():
            self.finish()
            self._loop.call_later(_CLOSE_SECONDS, self.abort)

    def finish(self) -> None:
        """Lets the buffer drain, for as long as the peer takes something now and then."""
        if self._transport:
            self._transport.close()

    def abort(self) -> None:
        if self._transport:
            self._transport.abort()
        else:
            self._connections.discard(self)

    def watch(self, now: float) -> None:
        """Called every second or so: closes a connection that does not get anywhere."""
        taken = self._written - self.buffered()
        if taken != self._taken or taken == self._written:
            self._taken, self._progress_at = taken, now
        reason = self._overdue(now)
        if reason:
            log.info("connection from %s closes: %s", self.peer[0], reason)
            self.abort()

    def _overdue(self, now: float) -> str:
        options = self._registry.options
        seats = self._registry.seats.of_connection(self)
        patience = options.session_timeout if any(seat.patient for seat in seats) else options.stall_timeout
        if now - self._progress_at > patience:
            return "the peer takes no data"
        if self._worker or seats or (self._transport and self._transport.is_closing()):
            return ""
        idle = now - self._request_at
        if idle > (options.session_timeout if self._served else options.half_open_timeout):
            return "no request"
        return ""

    def pause_writing(self) -> None:
        self._writing_paused = True
        self._regulate()

    def resume_writing(self) -> None:
        self._writing_paused = False
        self._regulate()
        callbacks, self._when_drained = self._when_drained, []
        for callback in callbacks:
            callback()

    def _regulate(self) -> None:
        """A client that does not wait for answers, or does not read them, need not ask further."""
        if self._transport and not self._transport.is_closing():
            if self._writing_paused or len(self._queue) > _PIPELINE_LIMIT:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
