"""A PTZ command moves the picture: live, at rest, and in a recording of before and after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from ctserver.cameras.views import Views
from ctserver.clock import RealClock
from ctserver.db import Database, sqlite_url
from ctserver.video.painter import Painter
from ctserver.video.scene import Viewport
from ctserver.video.strip import HEIGHT
from ctserver.video.view import View
from tests.live.watching import Part, Watcher
from tests.support.serving import Server, serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN

HOME, DOOR = Viewport(), Viewport(-0.6, 0.1, 30)
CAMERA = {
    "id": 21, "name": "Dome", "model": "M", "scene": "parking", "device": {"host": "h"},
    "streams": [{"id": 1, "name": "S", "size": "320x240", "fps": 10}], "replay_stream": 1, "alarm_stream": 1,
    "last_alarm": {"minutes_ago": 0.02, "seconds": 600},
    "ptz": {"presets": [{"id": "door", "name": "Door", "pan": -0.6, "tilt": 0.1, "zoom": 30}]},
}  # fmt: skip
CLOSE, FAR = 6.0, 12.0
"""Mean levels of luma by which a coded picture may differ from what is painted, and by which another view differs."""
PATIENCE = 600
"""Pictures after which a test gives up."""


@dataclass(frozen=True, slots=True)
class Dome:
    """A server with a PTZ camera in alarm since a second before its start, at noon; its clock runs twice as fast."""

    server: Server
    directory: Path

    def watch(self, path: str) -> Watcher:
        return Watcher(self.server.http, f"{path}?user=admin&pass=camtrace")

    def tell(self, **parameters: str) -> float:
        """An instant of the server's clock at which it knows."""
        with httpx.Client(base_url=f"{self.server.http}/api/v1.2", auth=ADMIN, timeout=30, trust_env=False) as api:
            assert api.get("/cameras/21/ptz", params=parameters).status_code == 200
            return float(api.get("/getservertime").json()["serverTime"]["timestamp"] + 1)

    @contextmanager
    def view(self) -> Iterator[View]:
        """The camera's stream with all that it was told up to now."""
        database = Database(sqlite_url(self.directory))
        views = Views(database, RealClock())
        camera = views.camera(21)
        assert camera
        yield views.view(camera, camera.streams[0])
        database.dispose()


@pytest.fixture(scope="module")
def dome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dome]:
    directory = tmp_path_factory.mktemp("dome")
    site = demo_with(directory, "driver", more_cameras=[CAMERA])
    options = ("--site", str(site), "--data", str(directory), "--clock", "x2@2026-06-01T10:00:00Z")
    with serving(directory, *options) as server:
        yield Dome(server, directory)


def fixed(view: View, viewport: Viewport) -> View:
    """The stream of a camera that has always looked there."""
    return replace(view, moment_at=lambda seconds: replace(view.moment_at(seconds), viewport=viewport, moving=False))


def distance(part: Part, painter: Painter) -> float:
    """Mean levels of luma between a picture and what is painted for its instant, below the strip."""
    height = painter.view.format.height
    painted = painter.paint(painter.view.number_at(part.timestamp))[:height].astype(np.float32)
    shown = cv2.imdecode(np.frombuffer(part.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown is not None
    return float(np.abs((painted - 16) * 255 / 219 - shown)[HEIGHT + 16 :].mean())


def parts_until(watcher: Watcher, last: Callable[[Part], bool]) -> list[Part]:
    """All up to the first that is the last."""
    seen = []
    for _ in range(PATIENCE):
        seen.append(watcher.part())
        if last(seen[-1]):
            return seen
    raise AssertionError("it never came true")


def test_a_preset_turns_the_picture_live_and_in_the_recording(dome: Dome) -> None:
    with dome.watch("/live/view/21.1") as live:
        seen = live.parts(2)
        told = dome.tell(cmd="preset", arg="door")
        with dome.view() as view:
            seen += parts_until(live, lambda part: view.look_at(part.timestamp).viewport == DOOR)
            seen += live.parts(5)
            home, door, own = Painter(fixed(view, HOME)), Painter(fixed(view, DOOR)), Painter(view)
            moving = [part for part in seen if view.moment_at(part.timestamp).moving]
            assert distance(seen[0], home) < CLOSE
            assert distance(seen[0], door) > FAR
            assert distance(moving[len(moving) // 2], own) < CLOSE
            assert distance(moving[len(moving) // 2], home) > FAR
            assert distance(moving[len(moving) // 2], door) > FAR
            assert max(distance(part, door) for part in seen[-4:]) < CLOSE
            assert distance(seen[-1], home) > FAR
    with dome.watch("/replay/view/21.1") as replay:
        again = parts_until(replay, lambda part: part.timestamp >= seen[-1].timestamp)
    recorded = {part.timestamp: part.jpeg for part in again}
    assert distance(again[0], home) < CLOSE
    both = [part for part in seen if part.timestamp in recorded and part.timestamp > told]
    assert {part.timestamp for part in moving} & {part.timestamp for part in both}
    assert [part.timestamp for part in both if recorded[part.timestamp] != part.jpeg] == []
