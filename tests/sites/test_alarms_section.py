"""Alarms in a site file: what is refused, and what they are in a new database."""

from pathlib import Path

import pytest
from sqlalchemy import select

from ctserver.cameras.models import Alarm, CameraChange
from tests.sites.test_broken_files import GOOD, SECOND_CAMERA, refusal
from tests.support.databases import NOW, seeded

AT = "'2021-07-13T09:41:08Z'"
US = 1_000_000


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        ("{camera: 2, minutes_ago: 5}", "alarms.0.camera: expected the id of one of the cameras, got 2"),
        ("{camera: 1}", "alarms.0: expected either at or minutes_ago"),
        (f"{{camera: 1, minutes_ago: 5, at: {AT}}}", "alarms.0: expected either at or minutes_ago"),
        ("{camera: 1, minutes_ago: 0}", "alarms.0.minutes_ago: "),
        ("{camera: 1, minutes_ago: 5, seconds: 3601}", "alarms.0.seconds: "),
        ("{camera: 1, minutes_ago: 5, type: ''}", "alarms.0.type: "),
        ('{camera: 1, minutes_ago: 5, type: "a\\nb"}', "alarms.0.type: "),
        (f"{{camera: 1, minutes_ago: 5, type: {'x' * 51}}}", "alarms.0.type: "),
        (
            f"{{camera: 1, at: {AT}, id: 7}}, {{camera: 1, at: {AT}, id: 7}}",
            "alarms.1.id: alarm 7 stands here a second",
        ),
        (
            f"{{camera: 1, at: {AT}, id: 7}}, {{camera: 1, at: {AT}}}",
            "alarms.1: expected an id, as the other alarms have",
        ),
    ],
)
def test_an_alarm_that_cannot_be_is_refused(tmp_path: Path, alarm: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}alarms: [{alarm}]\n").startswith(f"13: {said}")


def test_a_scenario_raises_no_alarm_of_more_than_an_hour(tmp_path: Path) -> None:
    action = "scenarios: [{id: 1, name: s, actions: [{alarm: 1, seconds: 3601}]}]\n"
    said = "13: scenarios.0.actions.0.seconds: expected at most 3600, the seconds of the longest alarm"
    assert refusal(tmp_path, GOOD + action) == said


def test_rows_have_what_the_site_says_and_what_is_recorded_around_them(tmp_path: Path) -> None:
    """One that begins while another is recorded has nothing before it."""
    site = tmp_path / "site.yaml"
    own = "    pre_alarm_seconds: 2.5\n    post_alarm_seconds: 20\n    last_alarm: {minutes_ago: 1, seconds: 10, type: b}\n"
    listed = "{camera: 1, minutes_ago: 2, seconds: 45, type: a}, {camera: 1, at: '2021-07-13T09:41:08Z'}"
    second = SECOND_CAMERA.replace("id: 1\n", "id: 2\n", 1) + "    in_alarm: true\n"
    site.write_text(f"{GOOD}{own}{second}alarms: [{listed}]\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        rows = session.scalars(select(Alarm).order_by(Alarm.id)).all()
    now = round(NOW * US)
    assert [(r.camera_id, r.begin_us, r.end_us, r.pre_us / US, r.post_us / US, r.type) for r in rows] == [
        (1, 1_626_169_268 * US, 1_626_169_298 * US, 2.5, 20, "MOTION"),
        (1, now - 120 * US, now - 75 * US, 2.5, 20, "a"),
        (1, now - 60 * US, now - 50 * US, 0, 20, "b"),
        (2, now, None, 5, 5, "MOTION"),
    ]


def test_a_camera_that_was_away_has_seen_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(f"{GOOD}    motion_per_hour: 60\nlogs: {{days: 7}}\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        begins = session.scalars(select(Alarm.begin_us)).all()
        changes = session.execute(select(CameraChange.at_us, CameraChange.value).order_by(CameraChange.at_us)).all()
    outages = [(at, changes[i + 1][0]) for i, (at, value) in enumerate(changes) if value == "offline"]
    assert sum(end - begin for begin, end in outages) > 10 * 60 * US
    assert [us for us in begins for begin, end in outages if begin <= us < end] == []
    assert len(begins) > 9000
