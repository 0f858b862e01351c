"""What holds for a while ends as it would have been without it."""

import pytest

from ctserver.cameras.catalogue import read_catalogue
from ctserver.cameras.changes import change, hold
from ctserver.cameras.models import CameraChange
from ctserver.db import Database

NOW = 1_780_308_000.0
FORCED = "is_recording_forced"


def forced(database: Database, *seconds: float) -> list[bool]:
    """Whether camera 1 records by force so many seconds after NOW."""
    catalogue = database.remember(read_catalogue)
    cameras = [catalogue.camera(1, NOW + at) for at in seconds]
    return [camera.is_recording_forced for camera in cameras if camera]


def holding(database: Database, *spans: tuple[float, float]) -> None:
    for begin, end in spans:
        with database.session(write=True) as session:
            hold(session, 1, NOW + begin, NOW + end, FORCED)


@pytest.mark.parametrize(
    ("spans", "ends"),
    [
        ([(0, 30)], 30),
        ([(0, 30), (0, 30)], 30),
        ([(0, 30), (5, 35)], 35),
        ([(0, 30), (5, 10)], 30),
        ([(0, 30), (30, 60)], 60),
        ([(5, 10), (0, 30)], 30),
        ([(0, 10), (5, 15), (10, 20), (15, 25)], 25),
    ],
)
def test_what_is_held_again_lasts_until_the_later_end(
    database: Database, spans: list[tuple[float, float]], ends: float
) -> None:
    holding(database, *spans)
    assert forced(database, -0.01, 0, ends / 2, ends - 0.01, ends, ends + 100) == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_two_apart_stay_apart(database: Database) -> None:
    holding(database, (0, 10), (20, 30))
    assert forced(database, 5, 15, 25, 35) == [True, False, True, False]


def test_what_lasts_anyhow_goes_on(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW - 100, is_recording_forced=True)
    holding(database, (0, 30))
    assert forced(database, -50, 10, 30, 1e6) == [True, True, True, True]


def test_other_attributes_keep_their_changes(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW + 5, is_upside_down=True)
    holding(database, (0, 30))
    camera = database.remember(read_catalogue).camera(1, NOW + 6)
    assert camera
    assert (camera.is_recording_forced, camera.is_upside_down) == (True, True)


def test_what_cannot_change_cannot_be_held(database: Database) -> None:
    with pytest.raises(ValueError, match="has_reference: expected one of"), database.session(write=True) as session:
        hold(session, 1, NOW, NOW + 1, "has_reference")


def test_what_an_older_version_kept_is_passed_over(database: Database) -> None:
    with database.session(write=True) as session:
        session.add(CameraChange(camera_id=1, at_us=round(NOW * 1e6), field="is_recording_alarm", value=True))
    assert forced(database, 0) == [False]
