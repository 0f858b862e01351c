"""When a camera records: by its schedule in the site's time zone, by an alarm, or because an operator wants it."""

from dataclasses import replace

import pytest

from ctserver.cameras.catalogue import Camera, Catalogue, read_catalogue
from ctserver.cameras.service import is_recording
from ctserver.clock import parse_instant
from tests.support.databases import NOW, seeded

THURSDAY_NOON = parse_instant("2026-11-26T12:00:00Z")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    with seeded(tmp_path_factory.mktemp("demo"), "demo") as database:
        return database.remember(read_catalogue)


@pytest.fixture
def idle(catalogue: Catalogue) -> Camera:
    camera = catalogue.camera(2, NOW)
    assert camera
    return replace(camera, schedule="none")


@pytest.mark.parametrize(
    ("instant", "records"),
    [
        ("2026-11-26T06:59:59Z", False),  # Thursday 07:59:59 in Paris
        ("2026-11-26T07:00:00Z", True),
        ("2026-11-26T16:59:59Z", True),
        ("2026-11-26T17:00:00Z", False),
        ("2026-07-23T06:00:00Z", True),  # summer time: 08:00
        ("2026-11-28T12:00:00Z", False),  # Saturday
        ("2026-11-29T23:30:00Z", False),  # already Monday 00:30
    ],
)
def test_office_hours_are_those_of_the_sites_time_zone(
    catalogue: Catalogue, idle: Camera, instant: str, records: bool
) -> None:
    assert is_recording(replace(idle, schedule="office"), catalogue, parse_instant(instant), in_alarm=False) is records


def test_a_continuous_schedule_never_rests(catalogue: Catalogue, idle: Camera) -> None:
    camera = replace(idle, schedule="continuous")
    assert all(is_recording(camera, catalogue, THURSDAY_NOON + hour * 3600, in_alarm=False) for hour in range(24 * 7))


def test_no_schedule_records_nothing(catalogue: Catalogue, idle: Camera) -> None:
    assert not is_recording(idle, catalogue, THURSDAY_NOON, in_alarm=False)


def test_an_alarm_or_an_operator_records_without_a_schedule(catalogue: Catalogue, idle: Camera) -> None:
    assert is_recording(idle, catalogue, THURSDAY_NOON, in_alarm=True)
    assert is_recording(replace(idle, is_recording_forced=True), catalogue, THURSDAY_NOON, in_alarm=False)


@pytest.mark.parametrize("condition", ["offline", "video_off"])
def test_a_camera_without_video_records_nothing(catalogue: Catalogue, idle: Camera, condition: str) -> None:
    forced = replace(idle, schedule="continuous", is_recording_forced=True, condition=condition)
    assert not is_recording(forced, catalogue, THURSDAY_NOON, in_alarm=False)


def test_an_ignored_camera_records_nothing(catalogue: Catalogue, idle: Camera) -> None:
    assert not is_recording(
        replace(idle, schedule="continuous", is_ignored=True), catalogue, THURSDAY_NOON, in_alarm=False
    )
