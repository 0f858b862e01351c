"""A client that says exactly what a test wants it to say, and waits for nothing longer than `PATIENCE`."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import pytest

from ctserver.clock import SteerableClock
from ctserver.video.rtsp.handler import BasicCredentials
from ctserver.video.rtsp.headers.authorization import format_authorization
from ctserver.video.rtsp.headers.session import SessionHeader
from ctserver.video.rtsp.messages import Headers, Interleaved, Reader, Request, Response
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.rtp import RtpPacket
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.film import START_US, FilmHandler

PATIENCE = 20.0
PATH = "/live/view/1.1"
REPLAY = "/replay/view/1.1"
TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"
ADA = format_authorization(BasicCredentials("ada", "p!w/d@1"))
BOB = format_authorization(BasicCredentials("bob", "secret"))

BOTH_LOOPS = pytest.mark.parametrize(
    "anyio_backend", ["asyncio", ("asyncio", {"use_uvloop": True})], ids=["asyncio", "uvloop"]
)
"""Production runs on uvloop, whose transports and UDP readers are its own."""


async def until(condition: Callable[[], object]) -> None:
    """Waits for something to become true; the test fails if it does not."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


class Hurry:
    """Moves the event loop's own time, by which sockets and sessions time out, ahead of the real one."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        real, self._ahead = loop.time, 0.0
        loop.time = lambda: real() + self._ahead  # type: ignore[method-assign]

    async def by(self, seconds: float) -> None:
        """All timers that are due by then have run when this returns."""
        self._ahead += seconds
        for _ in range(5):
            await asyncio.sleep(0)


@asynccontextmanager
async def serving(
    handler: FilmHandler, options: RtspOptions | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[RtspServer]:
    """A server on a free port whose clock stands still."""
    clock = SteerableClock(START_US / 1_000_000, rate=0)
    async with RtspServer(handler, host=host, port=0, clock=clock, options=options) as server:
        yield server


class Client:
    """Reads all the time, unless it is told to stall. `frames` holds what came interleaved, in order."""

    def __init__(self, port: int, authorization: str | None = ADA, host: str = "127.0.0.1") -> None:
        self.url = f"rtsp://{f'[{host}]' if ':' in host else host}:{port}{PATH}"
        self.port = port
        self.host = host
        self.authorization = authorization
        self.session: str | None = None
        self.frames: list[Interleaved] = []
        self.events: list[Response | Interleaved] = []
        self.responses: asyncio.Queue[Response] = asyncio.Queue()
        self.closed = asyncio.Event()
        self._cseq = 0
        self._markers: Counter[int] = Counter()

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stall()
        self.writer.transport.abort()

    def stall(self) -> None:
        """Take nothing more off the socket."""
        self._task.cancel()
        if not self.writer.transport.is_closing():
            self.writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def _read(self) -> None:
        reader = Reader()
        try:
            while data := await self.reader.read(2**18):
                reader.feed(data)
                while (message := reader.next()) is not None:
                    self._take(message)
        except ConnectionError:
            pass
        self.closed.set()

    def _take(self, message: Request | Response | Interleaved) -> None:
        assert not isinstance(message, Request)
        self.events.append(message)
        if isinstance(message, Interleaved):
            self.frames.append(message)
            self._markers[message.channel] += message.payload[1] >> 7
        else:
            self.responses.put_nowait(message)

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def response(self) -> Response:
        async with asyncio.timeout(PATIENCE):
            return await self.responses.get()

    async def ask(self, method: str, url: str | None = None, **headers: str | None) -> Response:
        """A request with CSeq, credentials and the session; a header given as None is left out."""
        self._cseq += 1
        fields: dict[str, str | None] = {
            "CSeq": str(self._cseq),
            "Authorization": self.authorization,
            "Session": self.session,
            **headers,
        }
        items = tuple((name, value) for name, value in fields.items() if value is not None)
        self.send(bytes(Request(method, url or self.url, Headers(items))))
        return await self.response()

    async def setup(self, transport: str = TCP, url: str | None = None) -> Response:
        """SETUP of the track, remembering the session."""
        response = await self.ask("SETUP", url or f"{self.url}/trackID=0", Transport=transport)
        session = response.headers.get("Session")
        if session:
            self.session = SessionHeader.parse(session).id
        return response

    async def play(self, transport: str = TCP) -> Response:
        """SETUP and PLAY, both granted."""
        assert (await self.setup(transport)).status == 200
        response = await self.ask("PLAY", self.url + "/")
        assert response.status == 200
        return response

    def packets(self, channel: int = 0) -> list[RtpPacket]:
        return [RtpPacket.parse(frame.payload) for frame in self.frames if frame.channel == channel]

    def pictures(self, channel: int = 0) -> int:
        """Pictures received whole, by their markers."""
        return self._markers[channel]

    async def hung_up(self) -> None:
        """Returns when the server has closed the connection."""
        async with asyncio.timeout(PATIENCE):
            await self.closed.wait()


@dataclass
class Pipe:
    """An output that keeps what it was given until it is drained."""

    pending: bytes = b""
    written: list[bytes] = field(default_factory=list)
    aborted: bool = False
    limit: int = 10**6
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self.pending += data

    def buffered(self) -> int:
        return len(self.pending)

    def congested(self) -> bool:
        return len(self.pending) > self.limit

    def when_drained(self, callback: Callable[[], None]) -> None:
        self.waiting.append(callback)

    def drain(self) -> None:
        self.pending = b""
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            callback()

    def abort(self) -> None:
        self.aborted = True


def gaps(packets: list[RtpPacket]) -> int:
    """How often a sequence number does not follow the one before."""
    return sum((b.sequence - a.sequence) & 0xFFFF != 1 for a, b in itertools.pairwise(packets))
