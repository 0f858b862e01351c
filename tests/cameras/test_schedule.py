"""Office hours as spans: those of the local clock, also on the days when it is changed; the same as instant by instant."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.cameras.schedule import DAY, HOUR, SECOND, is_scheduled, offsets, scheduled, steady
from ctserver.clock import parse_instant
from ctserver.spans import ALWAYS, Span

PARIS, LORD_HOWE, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")
ZONES = ("Europe/Paris", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")


def us(text: str) -> int:
    return round(parse_instant(text) * 1e6)


@pytest.mark.parametrize(
    ("zone", "begin", "end", "expected"),
    [
        # Clocks go forward on Sunday, 2026-03-29 at 01:00 UTC: Friday is in winter, Monday in summer time.
        (PARIS, "2026-03-27T00:00:00Z", "2026-03-31T00:00:00Z",
         [("2026-03-27T07:00:00Z", "2026-03-27T17:00:00Z"), ("2026-03-30T06:00:00Z", "2026-03-30T16:00:00Z")]),
        # And back on Sunday, 2026-10-25.
        (PARIS, "2026-10-23T00:00:00Z", "2026-10-27T00:00:00Z",
         [("2026-10-23T06:00:00Z", "2026-10-23T16:00:00Z"), ("2026-10-26T07:00:00Z", "2026-10-26T17:00:00Z")]),
        # By half an hour, from 10:30 to 11 hours ahead of UTC: a working day begins on the day before.
        (LORD_HOWE, "2026-10-01T12:00:00Z", "2026-10-05T12:00:00Z",
         [("2026-10-01T21:30:00Z", "2026-10-02T07:30:00Z"), ("2026-10-04T21:00:00Z", "2026-10-05T07:00:00Z")]),
        (UTC, "2026-11-26T17:30:00Z", "2026-11-30T09:00:00Z",
         [("2026-11-26T17:30:00Z", "2026-11-26T18:00:00Z"), ("2026-11-27T08:00:00Z", "2026-11-27T18:00:00Z"),
          ("2026-11-30T08:00:00Z", "2026-11-30T09:00:00Z")]),
        (UTC, "2026-11-28T00:00:00Z", "2026-11-30T08:00:00Z", []),  # a weekend, up to the minute
    ],
)  # fmt: skip
def test_office_hours(zone: ZoneInfo, begin: str, end: str, expected: list[tuple[str, str]]) -> None:
    spans = scheduled("office", zone, Span(us(begin), us(end)))
    assert spans == [Span(us(opened), us(closed)) for opened, closed in expected]


@given(st.sampled_from(ZONES), st.integers(us("2011-12-20T00:00:00Z") // HOUR, us("2030-01-01T00:00:00Z") // HOUR))
def test_instants_and_spans_agree(name: str, hour: int) -> None:
    zone, begin = ZoneInfo(name), hour * HOUR
    spans = scheduled("office", zone, Span(begin, begin + 3 * DAY))
    for at in range(begin, begin + 3 * DAY, HOUR // 4):
        assert is_scheduled("office", zone, at) == any(span.begin <= at < span.end for span in spans)


@given(st.sampled_from(ZONES), st.integers(us("2011-12-20T00:00:00Z"), us("2030-01-01T00:00:00Z")))
def test_what_is_steady_is_scheduled_throughout_or_not_at_all(name: str, at: int) -> None:
    zone, span = ZoneInfo(name), steady("office", at)
    assert span.begin <= at < span.end
    parts = scheduled("office", zone, span)
    assert parts == ([span] if is_scheduled("office", zone, at) else [])


def test_the_other_schedules_know_no_clock() -> None:
    span = Span(0, DAY)
    assert scheduled("continuous", PARIS, span) == [span]
    assert scheduled("none", PARIS, span) == []
    assert steady("continuous", 0) == steady("none", 0) == ALWAYS


@pytest.mark.parametrize(
    ("zone", "at", "before", "after"),
    [
        (PARIS, "2026-03-29T01:00:00Z", 3600, 7200),
        (PARIS, "2026-10-25T01:00:00Z", 7200, 3600),
        (LORD_HOWE, "2026-04-04T15:00:00Z", 39600, 37800),
        (LORD_HOWE, "2026-10-03T15:30:00Z", 37800, 39600),
    ],
)
def test_an_offset_changes_at_its_second(zone: ZoneInfo, at: str, before: int, after: int) -> None:
    change, span = us(at), Span(us(at) - 5 * DAY - 1, us(at) + 3 * DAY + 1)
    parts = [(Span(span.begin, change), before * SECOND), (Span(change, span.end), after * SECOND)]
    assert list(offsets(zone, span)) == parts
    assert list(offsets(zone, Span(change - 1, change))) == [(Span(change - 1, change), before * SECOND)]
    assert list(offsets(zone, Span(change, change + 1))) == [(Span(change, change + 1), after * SECOND)]
