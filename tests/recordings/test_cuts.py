"""How recordings are cut into slices."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.clock import parse_instant
from ctserver.recordings.slices import LONGEST, cut_by_the_clock, cut_from_the_beginning
from ctserver.spans import Span, united

SECOND = 1_000_000
DAY = 86_400 * SECOND
ZONES = ("Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def us(text: str) -> int:
    return round(parse_instant(f"2026-{text}Z") * 1e6)


def cuts(spans: list[Span]) -> list[int]:
    """Where one slice ends and the next begins."""
    return [span.end for span in spans[:-1]]


@pytest.mark.parametrize(
    ("zone", "begin", "end", "expected"),
    [
        ("UTC", "06-01T10:03:00.250", "06-01T10:25:00", ["06-01T10:10:00", "06-01T10:20:00"]),
        ("UTC", "06-01T10:00:00", "06-01T10:10:00", []),
        ("UTC", "06-01T10:09:59.999", "06-01T10:10:00.001", ["06-01T10:10:00"]),
        # 15:48 there at 10:03, five hours and three quarters ahead.
        ("Asia/Kathmandu", "06-01T10:03:00", "06-01T10:17:00", ["06-01T10:05:00", "06-01T10:15:00"]),
        # The clock goes from 01:59 to 03:00: whole tens remain whole tens.
        ("Europe/Paris", "03-29T00:55:00", "03-29T01:15:00", ["03-29T01:00:00", "03-29T01:10:00"]),
        ("Europe/Paris", "10-25T00:55:00", "10-25T01:15:00", ["10-25T01:00:00", "10-25T01:10:00"]),
    ],
)
def test_regular_recordings_are_cut_by_the_local_clock(zone: str, begin: str, end: str, expected: list[str]) -> None:
    slices = list(cut_by_the_clock([Span(us(begin), us(end))], ZoneInfo(zone)))
    assert cuts(slices) == [us(at) for at in expected]
    assert (slices[0].begin, slices[-1].end) == (us(begin), us(end))


def test_a_clock_that_is_changed_by_a_quarter_cuts_too() -> None:
    """In 1986 Kathmandu's clocks went from five and a half hours ahead to five and three quarters."""
    at = round(parse_instant("1985-12-31T18:30:00Z") * 1e6)
    slices = cut_by_the_clock([Span(at - 12 * 60 * SECOND, at + 12 * 60 * SECOND)], ZoneInfo("Asia/Kathmandu"))
    minutes = [(span.begin - at) // (60 * SECOND) for span in slices]
    assert minutes == [-12, -10, 0, 5]


def test_alarm_recordings_are_cut_every_ten_minutes() -> None:
    begin = us("06-01T10:03:07.123")
    slices = list(cut_from_the_beginning([Span(begin, begin + 25 * 60 * SECOND), Span(begin + DAY, begin + DAY + 1)]))
    assert slices == [
        Span(begin, begin + LONGEST),
        Span(begin + LONGEST, begin + 2 * LONGEST),
        Span(begin + 2 * LONGEST, begin + 25 * 60 * SECOND),
        Span(begin + DAY, begin + DAY + 1),
    ]


SPAN = st.tuples(st.integers(us("03-25T00:00:00"), us("04-08T00:00:00")), st.integers(1, DAY))


@given(st.lists(SPAN, max_size=4), st.sampled_from(ZONES))
def test_slices_are_short_and_cover_all(spans: list[tuple[int, int]], name: str) -> None:
    recorded = united(Span(begin, begin + length) for begin, length in spans)
    for slices in (list(cut_by_the_clock(recorded, ZoneInfo(name))), list(cut_from_the_beginning(recorded))):
        assert united(slices) == recorded
        assert all(0 < end - begin <= LONGEST for begin, end in slices)
        assert all(one.end <= following.begin for one, following in pairwise(slices))
