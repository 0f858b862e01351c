"""What a camera is doing, asked for every picture: the answer is remembered for as long as it holds."""

from collections.abc import Callable

from ctserver.db import Database
from ctserver.spans import Span
from ctserver.video.view import Moment, MomentAt


class Moments:
    """A `MomentAt` that finds the same object as long as nothing changes. `steady` tells a span around a microsecond in which
    the answer is the same; whatever is committed to the database may change that.

    Used by worker threads.
    """

    def __init__(self, database: Database, moment_at: MomentAt, steady: Callable[[int], Span]) -> None:
        self._database = database
        self._moment_at = moment_at
        self._steady = steady
        self._known = (-1, 0, 0, Moment())  # as of which generation of the database; from when to when; and what

    def __call__(self, seconds: float) -> Moment:
        generation, begin, end, moment = self._known
        if begin <= round(seconds * 1e6) < end and generation == self._database.generation:
            return moment
        return self._ask(seconds)

    def _ask(self, seconds: float) -> Moment:
        generation = self._database.generation  # before it is read: what is committed meanwhile makes it out of date
        moment = self._moment_at(seconds)
        self._known = generation, *self._steady(round(seconds * 1e6)), moment
        return moment
