"""An alarm in the pictures: live, on `/live/alarm`, and in the replay, which is of the same bytes."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from ctserver.clock import SteerableClock
from tests.live.inside import Inside, inside
from tests.live.watching import ADMIN, Part, Watcher

URL = "/api/v1.2/cameras/alarms"
WIDE = f"{ADMIN}&width=640&height=480"
"""So wide, a strip spells ALARM out."""
PATIENCE = 20
"""Pictures after which a test gives up."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Inside]:
    """Its clock stands still but for what a test advances it; camera 1 shows ten pictures a second on stream 2."""
    with inside(tmp_path, "frozen@2026-06-01T10:00:00Z") as running:
        yield running


def ask(running: Inside, path: str) -> httpx.Response:
    return httpx.get(f"{running.http}{path}", auth=("admin", "camtrace"), trust_env=False, timeout=60)


def advance(running: Inside, seconds: float) -> None:
    clock = running.emulator.clock
    assert isinstance(clock, SteerableClock)
    running.portal.call(clock.advance, seconds)


def shows_alarm(part: Part) -> bool:
    """Whether the strip has its red ALARM."""
    image = cv2.imdecode(np.frombuffer(part.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    badge = image[8:34, -140:-70].reshape(-1, 3).astype(int)
    return bool(((badge[:, 2] > 150) & (badge[:, 0] < 110)).mean() > 0.4)


def watched(running: Inside, watcher: Watcher, seconds: float) -> list[Part]:
    """What comes while the clock goes on, picture by picture; one that was there already, or stands still, is left out."""
    seen: dict[float, Part] = {}
    for _ in range(round(seconds * 10)):
        advance(running, 0.1)
        part = watcher.part()
        seen[part.timestamp] = part
    return list(seen.values())


def test_the_first_picture_of_an_alarm_follows_its_beginning_and_the_archive_has_the_same_bytes(
    running: Inside,
) -> None:
    with Watcher(running.http, f"/live/view/1.2?{WIDE}") as live:
        live.part()
        seen = watched(running, live, 1.5)
        begin = running.emulator.clock.now() + 0.1
        assert ask(running, f"{URL}/trigger?cameraId=1").status_code == 200
        seen += watched(running, live, 2)
        end = running.emulator.clock.now() + 0.1
        assert ask(running, f"{URL}/untrigger?cameraId=1").status_code == 200
        seen += watched(running, live, 1.5)
    alarmed = [part.timestamp for part in seen if shows_alarm(part)]
    assert alarmed == [part.timestamp for part in seen if begin <= part.timestamp < end]
    assert 15 < len(alarmed) < len(seen) - 15
    advance(running, 5)
    with Watcher(running.http, f"/replay/view/1.2?{WIDE}") as replay:
        replayed = {part.timestamp: part.jpeg for part in watched(running, replay, 12)}
    both = [part for part in seen if part.timestamp in replayed]
    assert [part.timestamp for part in both if replayed[part.timestamp] != part.jpeg] == []
    assert {part.timestamp for part in both} >= set(alarmed)


def test_the_picture_of_an_alarm_does_not_wait_for_the_slates_next_second(running: Inside) -> None:
    """A slate comes once a second; nothing of it is left when an alarm begins in the middle of one."""
    with Watcher(running.http, f"/live/alarm/1.2?{WIDE}") as watcher:
        assert not shows_alarm(watcher.part())
        advance(running, 2.3)
        begin = running.emulator.clock.now() + 0.1
        ask(running, f"{URL}/trigger?cameraId=1")
        advance(running, 0.35)
        first = next(part for part in (watcher.part() for _ in range(PATIENCE)) if shows_alarm(part))
        assert 0 <= first.timestamp - begin < 0.3
        end = running.emulator.clock.now() + 0.1
        ask(running, f"{URL}/untrigger?cameraId=1")
        advance(running, 0.35)
        after = next(part for part in (watcher.part() for _ in range(PATIENCE)) if not shows_alarm(part))
        assert 0 <= after.timestamp - end < 0.3


def test_the_replay_is_of_the_last_alarm_with_what_is_recorded_around_it(running: Inside) -> None:
    """The site records five seconds before an alarm and five after it."""
    advance(running, 10)
    assert ask(running, "/replay/view/1.2?user=admin&pass=camtrace").status_code == 404
    for _ in range(2):
        begin = running.emulator.clock.now() + 0.1
        ask(running, f"{URL}/trigger?cameraId=1")
        advance(running, 20)
        ask(running, f"{URL}/untrigger?cameraId=1")
        advance(running, 30)
    targets = running.emulator.targets
    account = running.emulator.authenticator.account("admin")
    assert account
    for path, query in (("/replay/view/1.2", ""), ("/r", "id=1")):
        target = targets.target(path, query, account)
        assert (round(target.begin - begin, 3), round(target.end - begin, 3)) == (-5, 25)
    ask(running, f"{URL}/trigger?cameraId=1")
    advance(running, 2)
    target = targets.target("/replay/view/1.2", "", account)
    assert target.end == running.emulator.clock.now()
