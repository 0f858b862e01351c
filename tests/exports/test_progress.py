"""How far a file has come is told as it comes, and not too often."""

import asyncio
from itertools import pairwise

from ctserver.clock import SteerableClock
from ctserver.exports.writer import TELL_SECONDS, Progress


class Hands(SteerableClock):
    """Its real time, too, is the test's."""

    real = 0.0

    def monotonic(self) -> float:
        return self.real


def test_it_is_told_twice_a_second_at_most_and_stays_below_100() -> None:
    clock, told = Hands(0.0, rate=0), []

    async def tell(percent: int) -> None:
        told.append((clock.real, percent))

    async def write() -> None:
        progress = Progress(1000, tell, clock)
        for _ in range(100):
            clock.real += 0.125
            await progress.advance(10)

    asyncio.run(write())
    instants, percents = [at for at, _ in told], [percent for _, percent in told]
    assert all(later - earlier >= TELL_SECONDS for earlier, later in pairwise(instants))
    assert len(told) == 25
    assert percents == sorted(set(percents))
    assert (percents[0], percents[-1]) == (3, 99)


def test_what_has_not_come_further_is_not_told_again() -> None:
    clock, told = Hands(0.0, rate=0), []

    async def tell(percent: int) -> None:
        told.append(percent)

    async def write() -> None:
        progress = Progress(10_000, tell, clock)
        for _ in range(100):
            clock.real += 1
            await progress.advance(1)

    asyncio.run(write())
    assert told == []
