"""When a camera records: pure functions of its timeline and its alarms, by whole milliseconds.

What they answer does not depend on the span that is asked for, but where that cuts it off.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ctserver.cameras.catalogue import Camera, Timeline
from ctserver.cameras.models import LONGEST_US
from ctserver.cameras.schedule import scheduled
from ctserver.spans import Span, common, united

Kind = Literal["r", "a"]
"""Regular, by schedule or because an operator wants it, and alarm; a camera may record both at a time."""
KINDS: tuple[Kind, ...] = ("a", "r")

MILLISECOND = 1000


class AlarmRow(NamedTuple):
    """As in `cameras.models.Alarm`."""

    begin_us: int
    end_us: int | None
    pre_us: int
    post_us: int


def regular(timeline: Timeline, zone: ZoneInfo, span: Span) -> list[Span]:
    """By the camera's schedule and while it is told to record, as long as there is video."""
    parts: list[Span] = []
    for camera, part in _states(timeline, span):
        if camera.has_video:
            parts += [part] if camera.is_recording_forced else scheduled(camera.schedule, zone, part)
    return _whole(united(parts))


def alarm(timeline: Timeline, recorded: list[Span]) -> list[Span]:
    """What alarms had recorded (`alarm_spans`), as long as there was video."""
    if not recorded:
        return []
    states = _states(timeline, Span(recorded[0].begin, recorded[-1].end))
    with_video = united(part for camera, part in states if camera.has_video)
    return _whole(common(recorded, with_video))


def alarm_spans(rows: Iterable[AlarmRow], now: int) -> list[Span]:
    """Of one camera's alarms, with what is kept from before and after each; those that meet are one. To `now` at most."""
    return united(_recorded(row, now) for row in rows if row.begin_us <= now)


def _recorded(row: AlarmRow, now: int) -> Span:
    begin = row.begin_us - row.pre_us
    latest = row.begin_us + LONGEST_US
    if row.end_us is None and now <= latest:
        return Span(begin, now)
    ended = latest if row.end_us is None else row.end_us
    return Span(begin, min(ended + row.post_us, now))


def _states(timeline: Timeline, span: Span) -> Iterator[tuple[Camera, Span]]:
    """How the camera was, and from when to when of `span`."""
    first = max(0, bisect_right(timeline.instants, span.begin) - 1)
    last = max(first, bisect_right(timeline.instants, span.end - 1) - 1)
    for i in range(first, last + 1):
        begin = span.begin if i == first else timeline.instants[i]
        end = span.end if i == last else timeline.instants[i + 1]
        yield timeline.states[i], Span(begin, end)


def _whole(spans: list[Span]) -> list[Span]:
    """In whole milliseconds, as the API tells them. What is shorter is left out, and so is a gap that is."""
    return united(Span(begin - begin % MILLISECOND, end - end % MILLISECOND) for begin, end in spans)
