"""When a camera records, as pure functions of its timeline and its alarms."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.cameras.catalogue import Camera, Timeline, read_catalogue
from ctserver.clock import parse_instant
from ctserver.recordings.intervals import AlarmRow, alarm, alarm_spans, regular
from ctserver.spans import Span, common, united
from tests.support.databases import NOW, seeded

PARIS = ZoneInfo("Europe/Paris")
SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
MONDAY = round(parse_instant("2026-06-01T00:00:00Z") * 1e6)
"""02:00 in Paris."""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    with seeded(tmp_path_factory.mktemp("minimal")) as database:
        return replace(next(iter(database.remember(read_catalogue).cameras(NOW))), schedule="continuous")


def timeline(*states: tuple[int, Camera]) -> Timeline:
    """From its instant on, each camera."""
    return Timeline(tuple(at for at, _ in states), tuple(camera for _, camera in states))


def hours(*spans: tuple[float, float]) -> list[Span]:
    """From the Monday on."""
    return [Span(MONDAY + round(begin * HOUR), MONDAY + round(end * HOUR)) for begin, end in spans]


(DAY,) = hours((0, 24))


def test_a_continuous_schedule_records_as_long_as_there_is_video(camera: Camera) -> None:
    away, off = replace(camera, condition="offline"), replace(camera, condition="video_off")
    told = timeline((0, camera), (MONDAY + HOUR, away), (MONDAY + 2 * HOUR, camera), (MONDAY + 5 * HOUR, off))
    assert regular(told, PARIS, DAY) == hours((0, 1), (2, 5))
    assert regular(timeline((0, replace(camera, is_ignored=True))), PARIS, DAY) == []


def test_a_change_that_has_nothing_to_do_with_recording_leaves_no_gap(camera: Camera) -> None:
    told = timeline((0, camera), (MONDAY + HOUR, replace(camera, is_upside_down=True)), (MONDAY + 2 * HOUR, camera))
    assert regular(told, PARIS, DAY) == hours((0, 24))


def test_office_hours_and_an_operator(camera: Camera) -> None:
    office = replace(camera, schedule="office")
    forced = replace(office, is_recording_forced=True)
    told = timeline((0, office), (MONDAY + 15 * HOUR, forced), (MONDAY + 18 * HOUR, office))
    assert regular(told, PARIS, DAY) == hours((6, 18))  # office hours end at 16:00 UTC
    assert regular(timeline((0, office)), PARIS, DAY) == hours((6, 16))


def test_no_schedule_records_what_an_operator_wants(camera: Camera) -> None:
    idle = replace(camera, schedule="none")
    forced = replace(idle, is_recording_forced=True)
    told = timeline((0, idle), (MONDAY + 1_500, forced), (MONDAY + HOUR + 2_999, idle))
    assert regular(told, PARIS, DAY) == [Span(MONDAY + 1_000, MONDAY + HOUR + 2_000)]  # whole milliseconds


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(60, 70, 5, 10)], [(55, 80)]),
        ([(60, 70, 5, 5), (80, 90, 5, 5)], [(55, 95)]),  # they meet
        ([(60, 70, 5, 5), (81, 90, 5, 5)], [(55, 75), (76, 95)]),
        ([(60, 600, 5, 5), (100, 110, 5, 5)], [(55, 605)]),  # one within the other
        ([(900, None, 5, 5)], [(895, 1000)]),  # still lasts
        ([(990, 995, 5, 600)], [(985, 1000)]),  # what comes after it is still being recorded
        ([(900, 2000, 5, 5)], [(895, 1000)]),  # will end
        ([(1001, None, 5, 5)], []),  # will begin
        ([(-3000, None, 5, 5)], [(-3005, 605)]),  # nobody has ended it: an hour
        ([], []),
    ],
)
def test_alarms_are_recorded_with_what_is_around_them(
    rows: list[tuple[int, int | None, int, int]], expected: list[tuple[int, int]]
) -> None:
    scaled = [AlarmRow(b * SECOND, None if e is None else e * SECOND, p * SECOND, q * SECOND) for b, e, p, q in rows]
    spans = alarm_spans(scaled, 1000 * SECOND)
    assert spans == [Span(begin * SECOND, end * SECOND) for begin, end in expected]


def test_an_alarm_of_a_camera_that_is_lost_is_recorded_in_parts(camera: Camera) -> None:
    away = replace(camera, schedule="none", condition="offline")
    told = timeline((0, camera), (MONDAY + MINUTE, away), (MONDAY + 2 * MINUTE, camera))
    recorded = [Span(MONDAY, MONDAY + 5 * MINUTE)]
    parts = [Span(MONDAY, MONDAY + MINUTE), Span(MONDAY + 2 * MINUTE, MONDAY + 5 * MINUTE)]
    assert alarm(told, recorded) == parts
    assert alarm(timeline((0, away)), recorded) == alarm(told, []) == []


INSTANT = st.integers(0, 96).map(lambda quarter: MONDAY + quarter * HOUR // 4)
CHANGES = st.lists(st.tuples(INSTANT, st.sampled_from(["continuous", "office", "offline", "forced"])), max_size=6)


@given(CHANGES, st.lists(INSTANT, min_size=2, max_size=2, unique=True).map(sorted))
def test_what_is_recorded_does_not_depend_on_the_question(
    camera: Camera, changes: list[tuple[int, str]], asked: list[int]
) -> None:
    looks = {
        "continuous": camera,
        "office": replace(camera, schedule="office"),
        "offline": replace(camera, condition="offline"),
        "forced": replace(camera, schedule="none", is_recording_forced=True),
    }
    told = timeline((0, camera), *((at, looks[name]) for at, name in sorted(dict(changes).items())))
    window = Span(*asked)
    whole, part = regular(told, PARIS, DAY), regular(told, PARIS, window)
    assert part == common(whole, [window])
    assert united(part) == part
    around = [Span(DAY.begin, window.begin), Span(window.end, DAY.end)]
    assert (
        united([*part, *(span for rest in around if rest.begin < rest.end for span in regular(told, PARIS, rest))])
        == whole
    )
