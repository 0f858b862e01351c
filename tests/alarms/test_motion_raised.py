"""Cameras that see something move raise alarms when the clock comes to them; the clock is the test's."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from ctserver import resources
from ctserver.alarms.motion import motions
from ctserver.cameras.changes import change
from ctserver.cameras.models import Alarm
from ctserver.clock import SteerableClock, parse_instant
from tests.live.inside import Inside, inside

START = "2026-06-01T10:00:00Z"
NOW = round(parse_instant(START) * 1e6)
MINUTE = 60_000_000
RATES = {1: 12, 2: 30, 3: 0, 4: 12, 5: 12}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The minimal site with five cameras: the third never sees anything move, the fourth is offline, the fifth ignored."""
    text: dict[str, Any] = yaml.safe_load((resources.fixtures() / "minimal.yaml").read_text())
    more: dict[int, dict[str, Any]] = {4: {"condition": "offline"}, 5: {"ignored": True}}
    first = text["cameras"][0]
    text["cameras"] = [
        first | {"id": number, "motion_per_hour": rate} | more.get(number, {}) for number, rate in RATES.items()
    ]
    path = tmp_path / "site.yaml"
    path.write_text(yaml.safe_dump(text))
    return path


def advance(running: Inside, seconds: float) -> None:
    clock = running.emulator.clock
    assert isinstance(clock, SteerableClock)
    running.portal.call(clock.advance, seconds)


def rows(running: Inside, since: int) -> list[tuple[int, int, int | None, str]]:
    """In the order in which they were written."""
    with running.emulator.database.session() as session:
        found = session.query(Alarm).filter(Alarm.begin_us >= since).order_by(Alarm.id)
        return [(row.camera_id, row.begin_us, row.end_us, row.type) for row in found]


def by_rule(begin: int, end: int, *cameras: int) -> list[tuple[int, int, int | None, str]]:
    seen = [
        (camera, motion.begin_us, motion.end_us, "MOTION")
        for camera in cameras
        for motion in motions(1, camera, RATES[camera], begin, end)
    ]
    return sorted(seen, key=lambda row: row[1])


def test_each_due_alarm_is_raised_at_its_instant_and_in_order(tmp_path: Path, site: Path) -> None:
    with inside(tmp_path / "data", f"frozen@{START}", str(site)) as running:
        assert rows(running, NOW) == []
        advance(running, 1800)
        expected = by_rule(NOW + 100_000, NOW + 1800 * 1_000_000, 1, 2)
        assert len(expected) > 15
        assert rows(running, NOW) == expected
        camera, begin, end, _ = expected[-1]
        assert end
        alarms = running.emulator.views.alarms
        assert [alarms.lasts(camera, us) for us in (begin - 1, begin, end - 1, end)] == [False, True, True, False]
        shown = httpx.get(f"{running.http}/api/v1.2/cameras/alarms", auth=("admin", "camtrace"), trust_env=False).json()
        assert [alarm["cameraId"] for alarm in shown["alarms"]] == [row[0] for row in expected[::-1]][:20]


def test_the_history_of_a_new_server_follows_the_same_rule(tmp_path: Path, site: Path) -> None:
    with inside(tmp_path / "data", f"frozen@{START}", str(site)) as running:
        week = 7 * 24 * 60 * MINUTE
        assert rows(running, 0) == by_rule(NOW - week, NOW, 1, 2)


def test_what_was_due_while_no_server_ran_has_not_happened(tmp_path: Path, site: Path) -> None:
    with inside(tmp_path / "data", f"frozen@{START}", str(site)) as running:
        advance(running, 300)
    with inside(tmp_path / "data", "frozen@2026-06-01T10:30:00Z", str(site)) as running:
        advance(running, 300)
        known = by_rule(NOW + 100_000, NOW + 5 * MINUTE, 1, 2)
        assert rows(running, NOW) == known + by_rule(NOW + 30 * MINUTE + 100_000, NOW + 35 * MINUTE, 1, 2)


def test_a_camera_sees_nothing_while_it_is_away(tmp_path: Path, site: Path) -> None:
    with inside(tmp_path / "data", f"frozen@{START}", str(site)) as running:
        with running.emulator.database.session(write=True) as session:
            change(session, 2, NOW / 1e6 + 300, condition="offline")
            change(session, 2, NOW / 1e6 + 1200, condition="ok")
        advance(running, 1800)
        seen = [row[1] for row in rows(running, NOW) if row[0] == 2]
        begins = [row[1] for row in by_rule(NOW + 100_000, NOW + 30 * MINUTE, 2)]
        assert seen == [begin for begin in begins if not NOW + 5 * MINUTE <= begin < NOW + 20 * MINUTE]
        assert len(seen) < len(begins)
