"""Makes every feed's pictures when the Clock says so: cheap ones together in one thread, costly ones side by side in others.

A picture that is spliced takes less than it costs to hand it to a thread and back. All that are due are therefore made in one
go; feeds share their instants (`feed.PHASES`), and under load more of them are due at once, so that the cost of handing over
falls.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from heapq import heappop, heappush
from itertools import count
from types import TracebackType
from typing import Self

from ctserver.clock import Clock
from ctserver.video.feed import Run
from ctserver.video.loops import Busy
from ctserver.video.picture import Picture

log = logging.getLogger("ctserver.video")

_Made = tuple[Run, Picture | Exception | None]

RETRY_SECONDS = 0.1
"""After which a run that found too many scenes being coded asks again, beginning with the present."""
STEP_SECONDS = 0.002
"""Pictures that are due within this time are made together."""


class Pacer:
    """An async context manager. `splicing` makes the cheap pictures, best in one thread; `coding` the others."""

    def __init__(self, clock: Clock, splicing: Executor, coding: Executor) -> None:
        self._clock = clock
        self._splicing = splicing
        self._coding = coding
        self._queue: list[tuple[float, int, Run]] = []
        self._order = count()
        self._costly: set[asyncio.Task[None]] = set()
        self._sooner = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._pace(), name="pacer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [task for task in (self._task, *self._costly) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._splicing.shutdown(cancel_futures=True)
        self._coding.shutdown(cancel_futures=True)

    def start(self, run: Run) -> None:
        """Make the run's pictures from now on, until it is stopped."""
        run.begin(self._clock.now())
        self._enqueue(run)

    def _enqueue(self, run: Run) -> None:
        heappush(self._queue, (run.due, next(self._order), run))
        if self._queue[0][2] is run:
            self._sooner.set()

    async def _pace(self) -> None:
        while True:
            await self._until_due()
            await self._make_due()

    async def _make_due(self) -> None:
        with self._clock.hold():
            due = self._take_due()
            cheap = [run for run in due if run.is_cheap]
            for run in due:
                if run not in cheap:
                    self._make_aside(run)
            if cheap:
                self._pass_on(await asyncio.get_running_loop().run_in_executor(self._splicing, _make, cheap))

    async def _until_due(self) -> None:
        """Returns when the first run is due, or a sooner one has come."""
        self._sooner.clear()
        if not self._queue:
            await self._sooner.wait()
            return
        wait = self._queue[0][0] - self._clock.now()
        if wait <= 0:
            return
        sleeping = asyncio.ensure_future(self._clock.sleep(max(wait, STEP_SECONDS)))
        sooner = asyncio.ensure_future(self._sooner.wait())
        try:
            await asyncio.wait((sleeping, sooner), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            sooner.cancel()

    def _take_due(self) -> list[Run]:
        now = self._clock.now()
        due = []
        while self._queue and self._queue[0][0] <= now:
            run = heappop(self._queue)[2]
            if not run.stopped:
                due.append(run)
        return due

    def _make_aside(self, run: Run) -> None:
        """In a thread of its own, so that a scene that is being coded holds nobody up."""

        async def make() -> None:
            with self._clock.hold():
                self._pass_on(await asyncio.get_running_loop().run_in_executor(self._coding, _make, [run]))

        task = asyncio.create_task(make(), name="code")
        self._costly.add(task)
        task.add_done_callback(self._costly.discard)

    def _pass_on(self, made: Sequence[_Made]) -> None:
        now = self._clock.now()
        for run, picture in made:
            if run.stopped:
                continue
            if isinstance(picture, Busy):
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self.start, run)
                continue
            if isinstance(picture, Exception):
                log.error("feed %s failed", run.feed.label, exc_info=picture)
                run.feed.end()
                continue
            run.advance(now)
            if picture is not None:
                run.feed.publish(picture)
            self._enqueue(run)


def _make(runs: Sequence[Run]) -> list[_Made]:
    """The next picture of each run, or what went wrong: one that fails fails alone."""
    made: list[_Made] = []
    for run in runs:
        try:
            made.append((run, run.make()))
        except Exception as error:
            made.append((run, error))
    return made
