"""How recordings are cut into slices: pure functions. The same slice begins at the same instant, whatever is asked for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ctserver.cameras.schedule import offsets
from ctserver.recordings.intervals import Kind
from ctserver.spans import Span

LONGEST = 600 * 1_000_000
SHORTEST = 1_000_000
"""A group of pictures: a file of less would have nothing to begin with."""


class Slice(NamedTuple):
    """In the order of lists. It ends now where it is still being recorded."""

    begin_us: int
    camera_id: int
    kind: Kind
    end_us: int


def cut_by_the_clock(recorded: Iterable[Span], zone: ZoneInfo) -> Iterator[Span]:
    """At 10:00, 10:10, … of the local clock, and where it is changed."""
    for span in recorded:
        for (begin, end), offset in offsets(zone, span):
            following = begin + LONGEST - (begin + offset) % LONGEST
            yield from _pieces(begin, following, end)


def cut_from_the_beginning(recorded: Iterable[Span]) -> Iterator[Span]:
    """Every ten minutes."""
    for begin, end in recorded:
        yield from _pieces(begin, begin + LONGEST, end)


def _pieces(begin: int, following: int, end: int) -> Iterator[Span]:
    while following < end:
        yield Span(begin, following)
        begin, following = following, following + LONGEST
    yield Span(begin, end)
