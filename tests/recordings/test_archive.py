"""The archive as of an instant: what slices it has, which of them retention and protection have left, what is found again."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctserver.cameras.changes import change, hold
from ctserver.cameras.models import Alarm, Camera
from ctserver.db import Database
from ctserver.recordings.archive import Archive, open_archive
from ctserver.recordings.slices import Slice
from ctserver.spans import Span, common, touched, united
from tests.support.databases import NOW

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
HERE = round(NOW * 1e6)
"""2026-06-01T10:00:00Z, noon in Paris."""
RETAINED = 30 * DAY
CAMERA = 1


@pytest.fixture
def continuous(database: Database) -> Database:
    with database.session(write=True) as session:
        session.get_one(Camera, CAMERA).schedule = "continuous"
    return database


def add_alarms(database: Database, *alarms: tuple[int, int | None], camera: int = CAMERA) -> None:
    """From and to when, from now on in microseconds."""
    with database.session(write=True) as session:
        for begin, end in alarms:
            ended = None if end is None else HERE + end
            row = Alarm(camera_id=camera, begin_us=HERE + begin, end_us=ended, type="MOTION")
            row.pre_us = row.post_us = 5 * SECOND
            session.add(row)


def listed(archive: Archive, begin: int, end: int, *kinds: str) -> list[tuple[str, int, int]]:
    """Kind, begin and end of the slices in a time, from now on in microseconds."""
    span, asked = Span(HERE + begin, HERE + end), [kind for kind in ("r", "a") if kind in kinds or not kinds]
    found = archive.slices([CAMERA], span, asked)  # type: ignore[arg-type]
    return [(one.kind, one.begin_us - HERE, one.end_us - HERE) for one in found]


def test_a_schedule_is_listed_by_tens_of_minutes(continuous: Database) -> None:
    archive = open_archive(continuous, NOW)
    assert listed(archive, -25 * MINUTE, 0) == [
        ("r", begin * MINUTE, (begin + 10) * MINUTE) for begin in (-30, -20, -10)
    ]


def test_a_slice_that_is_being_recorded_ends_now_and_grows(continuous: Database) -> None:
    for seconds, expected in ((0.999, []), (1, [("r", 0, SECOND)]), (75.4321, [("r", 0, 75_432_000)])):
        archive = open_archive(continuous, NOW + seconds)
        assert listed(archive, 0, HOUR) == expected
        found = archive.find(CAMERA, HERE, "r")
        assert [found] == [Slice(HERE, CAMERA, "r", HERE + end) for _, _, end in expected] or found is None


def test_nothing_is_recorded_while_the_camera_is_away(continuous: Database) -> None:
    with continuous.session(write=True) as session:
        change(session, CAMERA, NOW - 1500, condition="offline")
        change(session, CAMERA, NOW - 1200.25, condition="ok")
    archive = open_archive(continuous, NOW)
    parts = [(-1800, -1500), (-1200.25, -1200), (-1200, -600), (-600, 0)]
    # A quarter of a second is no slice, since no group of pictures is as short; but it has been recorded.
    expected = [("r", round(begin * SECOND), round(end * SECOND)) for begin, end in parts if end - begin >= 1]
    assert listed(archive, -30 * MINUTE, 0) == expected
    span = Span(HERE - 30 * MINUTE, HERE)
    assert archive.covered(CAMERA, span) == [
        Span(span.begin, HERE - 1500 * SECOND), Span(HERE - round(1200.25 * SECOND), HERE)
    ]  # fmt: skip


def test_an_operator_has_a_camera_record(database: Database) -> None:
    with database.session(write=True) as session:
        session.get_one(Camera, CAMERA).schedule = "none"
        hold(session, CAMERA, NOW - 900, NOW - 300, "is_recording_forced")
    archive = open_archive(database, NOW)
    assert listed(archive, -HOUR, 0) == [("r", -15 * MINUTE, -10 * MINUTE), ("r", -10 * MINUTE, -5 * MINUTE)]


def test_an_alarm_is_a_slice_of_its_own(continuous: Database) -> None:
    add_alarms(continuous, (-15 * MINUTE, -14 * MINUTE), (-30 * SECOND, None))
    archive = open_archive(continuous, NOW)
    assert listed(archive, -20 * MINUTE, 0, "a") == [
        ("a", -15 * MINUTE - 5 * SECOND, -14 * MINUTE + 5 * SECOND),
        ("a", -35 * SECOND, 0),
    ]
    both = [(kind, begin) for kind, begin, _ in listed(archive, -20 * MINUTE, 0)]
    assert both == [
        ("r", -20 * MINUTE), ("a", -15 * MINUTE - 5 * SECOND), ("r", -10 * MINUTE), ("a", -35 * SECOND)
    ]  # fmt: skip


def test_a_chain_of_alarms_is_cut_from_its_beginning_however_far_back(continuous: Database) -> None:
    """Alarms of a minute, one every minute: for a day and a half what is kept around them never ends."""
    minutes = range(-36 * 60, 0)
    add_alarms(continuous, *((at * MINUTE, (at + 1) * MINUTE) for at in minutes), (-40 * HOUR, -39 * HOUR))
    begin = -36 * HOUR - 5 * SECOND
    archive = open_archive(continuous, NOW)
    assert listed(archive, -MINUTE, 0, "a") == [
        ("a", begin + 215 * 10 * MINUTE, begin + 216 * 10 * MINUTE),
        ("a", -5 * SECOND, 0),
    ]
    assert archive.recorded_at(CAMERA, HERE - 1, "a") == Span(HERE - DAY - 1, HERE)


def test_retention_takes_whole_slices(continuous: Database) -> None:
    archive = open_archive(continuous, NOW + 300)
    oldest = listed(archive, -RETAINED - HOUR, -RETAINED + 10 * MINUTE)
    assert oldest == [("r", -RETAINED, -RETAINED + 10 * MINUTE)]
    assert archive.find(CAMERA, HERE - RETAINED, "r")
    assert listed(archive, -RETAINED + MINUTE, -RETAINED + 2 * MINUTE) == oldest  # the slice is there, so all of it is
    assert archive.covered(CAMERA, Span(HERE - RETAINED - MINUTE, HERE - RETAINED + MINUTE)) == [
        Span(HERE - RETAINED, HERE - RETAINED + MINUTE)
    ]
    assert archive.find(CAMERA, HERE - RETAINED - 10 * MINUTE, "r") is None
    assert open_archive(continuous, NOW + 600).find(CAMERA, HERE - RETAINED, "r") is None


def test_a_protected_record_outlives_retention(continuous: Database) -> None:
    add_alarms(continuous, (-40 * DAY, -40 * DAY + MINUTE))
    around = Span(HERE - 40 * DAY - MINUTE, HERE - 40 * DAY + MINUTE)
    regular = replace(open_archive(continuous, NOW), protected={(CAMERA, "r"): (around,)})
    days = (-41 * DAY, -39 * DAY)
    assert listed(regular, *days) == [
        ("r", -40 * DAY - 10 * MINUTE, -40 * DAY), ("r", -40 * DAY, -40 * DAY + 10 * MINUTE)
    ]  # fmt: skip
    of_alarm = replace(regular, protected={(CAMERA, "a"): (around,)})
    assert listed(of_alarm, *days) == [("a", -40 * DAY - 5 * SECOND, -40 * DAY + 65 * SECOND)]
    other = replace(regular, protected={(2, "r"): (around,)})
    assert listed(other, *days) == []
    assert of_alarm.find(CAMERA, HERE - 40 * DAY - 5 * SECOND, "a")
    assert of_alarm.find(CAMERA, HERE - 40 * DAY, "r") is None


def test_a_window_without_bounds_is_bounded_by_what_is_kept(continuous: Database) -> None:
    archive = open_archive(continuous, NOW)
    everything = listed(archive, -(10**17), 10**17)
    assert len(everything) == 30 * 144
    assert everything == sorted(everything, key=lambda row: row[1])


def test_a_camera_of_which_no_stream_is_taken_has_no_recordings(continuous: Database) -> None:
    with continuous.session(write=True) as session:
        for stream in session.get_one(Camera, CAMERA).streams:
            stream.ignored = True
    assert listed(open_archive(continuous, NOW), -HOUR, 0) == []


def test_nobody_asks_for_a_camera_that_there_is_not(continuous: Database) -> None:
    archive = open_archive(continuous, NOW)
    assert archive.find(999, HERE - HOUR, "r") is None
    assert archive.covered(999, Span(HERE - HOUR, HERE)) == []
    assert archive.recorded_at(999, HERE - HOUR) is None


def test_what_shows_an_instant(database: Database) -> None:
    with database.session(write=True) as session:
        session.get_one(Camera, CAMERA).schedule = "none"
    add_alarms(database, (-HOUR, -HOUR + 20 * MINUTE))
    archive = open_archive(database, NOW)
    recorded = Span(HERE - HOUR - 5 * SECOND, HERE - HOUR + 20 * MINUTE + 5 * SECOND)
    assert archive.recorded_at(CAMERA, recorded.begin) == archive.recorded_at(CAMERA, recorded.end - 1, "a") == recorded
    assert archive.recorded_at(CAMERA, recorded.begin - 1) is None
    assert archive.recorded_at(CAMERA, recorded.end) is None
    assert archive.recorded_at(CAMERA, recorded.begin, "r") is None


@pytest.fixture
def varied(continuous: Database) -> Archive:
    """A day with outages and alarms, some of which meet."""
    for begin in (20, 15, 3):
        with continuous.session(write=True) as session:
            change(session, CAMERA, NOW - begin * 3600 - 7.77, condition="offline")
            change(session, CAMERA, NOW - begin * 3600 + 123.4567, condition="ok")
    add_alarms(continuous, *((-at * MINUTE, (-at + 3) * MINUTE) for at in (1100, 1097, 1095, 901, 500, 180, 2)))
    return open_archive(continuous, NOW)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin=st.integers(-26 * HOUR, HOUR), length=st.integers(1, 5 * HOUR))
def test_a_slice_is_the_same_whatever_is_asked_for(varied: Archive, begin: int, length: int) -> None:
    window = Span(HERE + begin, HERE + begin + length)
    for kind in ("r", "a"):
        whole = [Span(one.begin_us, one.end_us) for one in varied.slices([CAMERA], Span(HERE - 2 * DAY, HERE), [kind])]
        found = list(varied.slices([CAMERA], window, [kind]))
        assert [Span(one.begin_us, one.end_us) for one in found] == list(touched(whole, [window]))
        assert all(varied.find(CAMERA, one.begin_us, one.kind) == one for one in found)
        assert varied.covered(CAMERA, window, kind) == common(united(whole), [window])
