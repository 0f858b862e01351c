"""The one clock: every instant the server states, stores, compares or waits for comes from here.

Time is state. Token windows, marks in pictures, alarms and jobs follow this clock, so that a test can freeze it,
advance it or let it run faster. Only socket time-outs use real elapsed time (`monotonic`), as a frozen clock must not
keep a dead connection alive.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

_TURNS = 20


class Clock(Protocol):
    def now(self) -> float:
        """Unix time in seconds."""
        ...

    def monotonic(self) -> float:
        """Real elapsed seconds, from an arbitrary start."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Returns once `now()` has advanced by `seconds`; at once (after one turn of the loop) for none."""
        ...

    def hold(self) -> AbstractContextManager[None]:
        """Around work that is in hand: a clock that is advanced by hand waits for its end before it goes on."""
        ...


class RealClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()  # noqa: TID251 (this is where time comes from)

    def monotonic(self) -> float:
        return time.monotonic()  # noqa: TID251

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    def hold(self) -> AbstractContextManager[None]:
        return nullcontext()


class SteerableClock:
    """A clock that starts where it is told, runs at `rate` times real time, and can be frozen and advanced.

    Belongs to one event loop. `rate` 0 is frozen.
    """

    def __init__(self, start: float, rate: float = 1.0) -> None:
        self._emulated = start
        self._real = self.monotonic()
        self._rate = rate
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None
        self._held = 0
        self._released = asyncio.Event()

    @property
    def rate(self) -> float:
        return self._rate

    def now(self) -> float:
        return self._emulated + (self.monotonic() - self._real) * self._rate

    def monotonic(self) -> float:
        return time.monotonic()  # noqa: TID251

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return await asyncio.sleep(0)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now() + seconds, next(self._order), woken))
        self._schedule()
        await woken

    @contextmanager
    def hold(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if not self._held:
                self._released.set()

    def run(self, rate: float) -> None:
        """Go on from the present instant at `rate` times real time; ValueError below 0."""
        if rate < 0:
            raise ValueError(f"rate must not be negative, got {rate}")
        self._move(self.now())
        self._rate = rate
        self._schedule()

    def freeze(self) -> None:
        self.run(0)

    async def advance(self, seconds: float) -> None:
        """Jump ahead, waking each sleeper at its own instant and in order; returns when the work that became due is done.

        ValueError for a negative jump.
        """
        if seconds < 0:
            raise ValueError(f"the clock cannot go back, got {seconds}")
        await self._settle()
        target = self.now() + seconds
        while self._sleepers and self._sleepers[0][0] <= target:
            self._move(max(self.now(), self._sleepers[0][0]))
            self._wake_due()
            await self._settle()
        self._move(target)
        self._schedule()
        await self._settle()

    async def _settle(self) -> None:
        """Until nobody holds the clock, nor has for as many turns of the loop as a woken task needs to get to its work."""
        quiet = 0
        while quiet < _TURNS:
            await asyncio.sleep(0)
            quiet += 1
            if self._held:
                self._released.clear()
                await self._released.wait()
                quiet = 0

    def _move(self, instant: float) -> None:
        self._emulated, self._real = instant, self.monotonic()

    def _wake_due(self) -> None:
        now = self.now()
        while self._sleepers and (self._sleepers[0][0] <= now or self._sleepers[0][2].done()):
            woken = heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)

    def _schedule(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._wake_due()
        if self._sleepers and self._rate > 0:
            delay = (self._sleepers[0][0] - self.now()) / self._rate
            self._timer = asyncio.get_running_loop().call_later(max(0.0, delay), self._schedule)


_CLOCK = re.compile(r"(?:(?P<frozen>frozen)|x(?P<rate>\d+(?:\.\d+)?))?(?:@?(?P<start>\d{4}-.+))?")


def parse_clock(text: str) -> Clock:
    """`real`, `frozen`, `x10`, `2026-11-26T08:00:00Z`, `frozen@2026-…`, `x10@2026-…`; ValueError for anything else."""
    if text == "real":
        return RealClock()
    match = _CLOCK.fullmatch(text) if text else None
    if not match:
        raise ValueError(f"expected real, frozen, x<rate> or an ISO 8601 instant, got {text!r}")
    start = parse_instant(match["start"]) if match["start"] else RealClock().now()
    return SteerableClock(start, 0 if match["frozen"] else float(match["rate"] or 1))


def parse_instant(text: str) -> float:
    """An ISO 8601 date with `Z` or an offset, to Unix seconds; ValueError says what was expected."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected an ISO 8601 date such as 2026-11-26T08:00:00Z, got {text!r}") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()
