"""Something done again and again in real time, between `start` and `stop`."""

import asyncio
from collections.abc import Callable


class Repeater:
    """Calls `action` every `interval` seconds, first after one interval. Starting or stopping twice is harmless."""

    def __init__(self, interval: float, action: Callable[[], None]) -> None:
        self._interval = interval
        self._action = action
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        if not self._timer:
            self._schedule()

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._interval, self._run)

    def _run(self) -> None:
        self._schedule()
        self._action()
