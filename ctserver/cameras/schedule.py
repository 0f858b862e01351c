"""When its schedule has a camera record, at an instant and in a span: office hours are those of the site's local clock.

A time zone is taken as spans of one offset each; within them a local time is a sum of whole numbers, also on the days when
clocks change.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ctserver.spans import ALWAYS, Span, united

OFFICE_HOURS = range(8, 18)
WORKDAYS = range(5)
"""From Monday, which is 0."""
SECOND = 1_000_000
QUARTER, HOUR, DAY = 900 * SECOND, 3600 * SECOND, 86_400 * SECOND
"""Office hours begin and end at whole quarters, and at such the zones of today change their offset."""
_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""


def is_scheduled(schedule: str, zone: ZoneInfo, at: int) -> bool:
    """At an instant, in microseconds of Unix time."""
    if schedule != "office":
        return schedule == "continuous"
    local = at + _offset(zone, at // SECOND)
    return _is_workday(local // DAY) and local % DAY // HOUR in OFFICE_HOURS


def steady(schedule: str, at: int) -> Span:
    """Around an instant: the schedule says the same in all of it."""
    if schedule != "office":
        return ALWAYS
    quarter = at // QUARTER * QUARTER
    return Span(quarter, quarter + QUARTER)


def scheduled(schedule: str, zone: ZoneInfo, span: Span) -> list[Span]:
    """The parts of `span` in which the schedule has the camera record."""
    if schedule != "office":
        return [span] if schedule == "continuous" else []
    return united(_office_hours(zone, span))


def _office_hours(zone: ZoneInfo, span: Span) -> Iterator[Span]:
    for (begin, end), offset in offsets(zone, span):
        for day in range((begin + offset) // DAY, (end + offset) // DAY + 1):
            if _is_workday(day):
                opened, closed = (day * DAY + hour * HOUR - offset for hour in (OFFICE_HOURS.start, OFFICE_HOURS.stop))
                yield Span(max(begin, opened), min(end, closed))


def _is_workday(day: int) -> bool:
    """By the number of a day from 1970-01-01 on."""
    return (day + _EPOCH_WEEKDAY) % 7 in WORKDAYS


def offsets(zone: ZoneInfo, span: Span) -> Iterator[tuple[Span, int]]:
    """The parts of `span` with an offset each, in microseconds that the local clock is ahead of UTC."""
    begin, known = span.begin, None
    for day in range(span.begin // DAY, -(-span.end // DAY)):
        for at, offset in _changes(zone, day):
            if known is not None and offset != known and span.begin < at < span.end:
                yield Span(begin, at), known
                begin = at
            if at < span.end:
                known = offset
    if known is not None:
        yield Span(begin, span.end), known


@lru_cache(maxsize=4096)
def _changes(zone: ZoneInfo, day: int) -> tuple[tuple[int, int], ...]:
    """From which instants of a day of UTC which offset holds. No zone has changed twice within a day."""
    low, high = day * 86_400, (day + 1) * 86_400
    before, after = _offset(zone, low), _offset(zone, high)
    first = (low * SECOND, before)
    if before == after:
        return (first,)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return first, (high * SECOND, after)


def _offset(zone: ZoneInfo, seconds: int) -> int:
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    return round(offset.total_seconds()) * SECOND if offset else 0
