"""A small camera, a viewer that keeps what it gets, and workers that make every run the same."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from ctserver.clock import SteerableClock
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.scene import LOOP_SECONDS, Look
from ctserver.video.view import Moment, View

NOON = 1_780_308_000.0
"""2026-06-01 10:00:00 UTC, 12:00 in Paris."""
PATIENCE = 20.0
"""Seconds that a test waits at most."""

P = ParamSpec("P")
T = TypeVar("T")


def idle(_seconds: float) -> Moment:
    return Moment()


YARD = View(
    camera_id=7,
    stream_id=2,
    name="Yard",
    format=StreamFormat(Codec.H264, 320, 240, 10),
    scene="parking",
    seed=1,
    timezone=ZoneInfo("Europe/Paris"),
    moment_at=idle,
)


def yard(**changes: Any) -> View:
    """The yard with some of its format or of its other attributes changed."""
    shown = {name: changes.pop(name) for name in ("codec", "width", "height", "fps") if name in changes}
    return replace(YARD, format=replace(YARD.format, **shown), **changes)


class Slide:
    """A scene that slides down from under the strip, two rows with each of ten pictures a second: it cannot be spliced."""

    def __init__(self, _look: Look, width: int, height: int) -> None:
        self._height = height
        noise = np.random.default_rng(7).integers(0, 256, (2 * height, width), dtype=np.uint8)
        self._texture = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3), noise, 20, 230, cv2.NORM_MINMAX)

    def draw(self, seconds: float, canvas: Array) -> None:
        top = self._height - round(seconds % LOOP_SECONDS * 20) % self._height
        canvas[: self._height] = self._texture[top : top + self._height]
        canvas[self._height :] = NEUTRAL


def stopped_clock(start: float = NOON) -> SteerableClock:
    """Moves only when it is told to."""
    return SteerableClock(start, rate=0)


class AtOnce(Executor):
    """Does the work where it is submitted, so that after a step of the clock all that was due is done."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Viewer:
    """Keeps all that it is handed."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.endings = 0

    def listen(self, picture: Picture) -> None:
        self.pictures.append(picture)

    def end(self) -> None:
        self.endings += 1

    @property
    def numbers(self) -> list[int]:
        return [picture.number for picture in self.pictures]


async def until(condition: Callable[[], object]) -> None:
    """Gives way until something has become true; the test fails if it does not."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


async def turns() -> None:
    """Lets everything run that can run now."""
    for _ in range(20):
        await asyncio.sleep(0)
