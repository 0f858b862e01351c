import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.clock import Clock, RealClock, SteerableClock, parse_clock, parse_instant

NOON = 1_710_331_200.0  # 2024-03-13T12:00:00Z


def bounded(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 30))


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_frozen_clock_stands_still() -> None:
    clock = SteerableClock(NOON, rate=0)
    assert {clock.now() for _ in range(1000)} == {NOON}


def test_a_running_clock_never_goes_back() -> None:
    clock = SteerableClock(NOON, rate=1000)
    instants = [clock.now() for _ in range(1000)]
    assert instants == sorted(instants)
    assert instants[0] >= NOON


def test_a_clock_goes_on_from_where_it_is_when_its_rate_changes() -> None:
    async def change() -> None:
        clock = SteerableClock(NOON, rate=0)
        await clock.advance(100)
        clock.run(1e-9)
        assert clock.now() == pytest.approx(NOON + 100, abs=0.01)
        clock.freeze()
        assert (clock.rate, clock.now()) == (0, clock.now())

    bounded(change())


def test_advancing_wakes_each_sleeper_at_its_own_instant_and_in_order() -> None:
    async def advance() -> None:
        clock, woken = SteerableClock(NOON, rate=0), []

        async def sleeper(seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append((seconds, clock.now() - NOON))

        async with asyncio.TaskGroup() as group:
            for seconds in (30, 10, 20, 10, 40):
                group.create_task(sleeper(seconds))
            await turns()
            await clock.advance(35)
            assert woken == [(10, 10), (10, 10), (20, 20), (30, 30)]
            assert clock.now() == NOON + 35
            await clock.advance(5)
        assert woken[-1] == (40, 40)

    bounded(advance())


def test_a_sleeper_in_a_loop_wakes_as_often_as_it_would_have() -> None:
    async def advance() -> None:
        clock, beats = SteerableClock(NOON, rate=0), []

        async def beat() -> None:
            while True:
                await clock.sleep(1)
                beats.append(clock.now() - NOON)

        task = asyncio.create_task(beat())
        await turns()
        await clock.advance(5.5)
        assert beats == [1, 2, 3, 4, 5]
        task.cancel()

    bounded(advance())


def test_a_cancelled_sleeper_does_not_disturb_the_others() -> None:
    async def cancel() -> None:
        clock = SteerableClock(NOON, rate=0)
        first, second = asyncio.create_task(clock.sleep(1)), asyncio.create_task(clock.sleep(2))
        await turns()
        first.cancel()
        await clock.advance(2)
        await second

    bounded(cancel())


def test_a_fast_clock_wakes_its_sleepers_by_itself() -> None:
    async def sleep() -> None:
        clock = SteerableClock(NOON, rate=100_000)
        await clock.sleep(1000)
        assert clock.now() >= NOON + 1000

    bounded(sleep())


def test_a_frozen_clock_that_is_set_going_wakes_its_sleepers() -> None:
    async def thaw() -> None:
        clock = SteerableClock(NOON, rate=0)
        sleeper = asyncio.create_task(clock.sleep(1000))
        await turns()
        assert not sleeper.done()
        clock.run(1_000_000)
        await sleeper

    bounded(thaw())


@pytest.mark.parametrize("seconds", [0, -1])
@pytest.mark.parametrize("clock", [RealClock(), SteerableClock(NOON, rate=0)], ids=["real", "frozen"])
def test_no_sleep_gives_the_others_a_turn(clock: Clock, seconds: float) -> None:
    async def yield_once() -> None:
        other = asyncio.create_task(asyncio.sleep(0))
        await clock.sleep(seconds)
        await other

    bounded(yield_once())


def test_the_clock_does_not_go_back() -> None:
    clock = SteerableClock(NOON, rate=0)
    with pytest.raises(ValueError, match="cannot go back, got -1"):
        asyncio.run(clock.advance(-1))
    with pytest.raises(ValueError, match="must not be negative, got -2"):
        clock.run(-2)


def test_the_real_clock_is_the_machines() -> None:
    before, now, after = time.time(), RealClock().now(), time.time()
    assert before <= now <= after


def test_elapsed_time_is_real_while_the_clock_is_frozen() -> None:
    clock = SteerableClock(NOON, rate=0)
    assert time.monotonic() - 1 < clock.monotonic() <= time.monotonic()


@pytest.mark.parametrize(
    ("text", "rate", "start"),
    [
        ("frozen@2024-03-13T12:00:00Z", 0, NOON),
        ("frozen@2024-03-13T13:00:00+01:00", 0, NOON),
        ("x0@2024-03-13T12:00:00Z", 0, NOON),
    ],
)
def test_a_start_that_stands_still(text: str, rate: float, start: float) -> None:
    clock = parse_clock(text)
    assert isinstance(clock, SteerableClock)
    assert (clock.rate, clock.now()) == (rate, start)


@pytest.mark.parametrize(
    ("text", "rate"), [("x10", 10), ("x0.5", 0.5), ("frozen", 0), ("2024-03-13T12:00:00Z", 1), ("x10@2024-03-13", 10)]
)
def test_a_rate_and_a_start_are_each_optional(text: str, rate: float) -> None:
    clock = parse_clock(text)
    assert isinstance(clock, SteerableClock)
    assert clock.rate == rate


def test_a_clock_without_a_start_starts_now() -> None:
    assert parse_clock("frozen").now() == pytest.approx(time.time(), abs=60)
    assert isinstance(parse_clock("real"), RealClock)


@pytest.mark.parametrize(
    "text", ["", "Real", "x", "x-1", "x1e3", "10", "frozenx10", "frozen@", "soon", "x10@soon", "2024-13-01"]
)
def test_any_other_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^expected "):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-13T12:00:00Z", NOON),
        ("2024-03-13T12:00:00.25Z", NOON + 0.25),
        ("2024-03-13T12:00:00.123456Z", NOON + 0.123456),
        ("2024-03-13T14:00:00+02:00", NOON),
        ("2024-03-13T12:00:00", NOON),
    ],
)
def test_an_instant_is_read(text: str, instant: float) -> None:
    assert parse_instant(text) == pytest.approx(instant, abs=1e-6)


@given(st.text())
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_instant(text), float)
