"""The product in a thread of the test's own process, on the event loop it always has, so that a test can look into it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

from ctserver.app import create_app
from ctserver.emulator import Emulator, run_emulator
from ctserver.premises import occupy
from ctserver.settings import Settings
from ctserver.sites.store import prepare_database
from ctserver.video.feed import Feed
from tests.live.watching import PATIENCE


@dataclass(frozen=True, slots=True)
class Inside:
    """A running emulator."""

    emulator: Emulator
    portal: BlockingPortal

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.emulator.http_port}"

    @property
    def rtsp(self) -> str:
        return f"rtsp://127.0.0.1:{self.emulator.rtsp.port}"

    def pushed(self, stream: int, quality: int) -> Feed:
        """The feed behind PUSH HTTP of a stream of camera 1."""
        return self.portal.call(self._pushed, stream, quality)

    def _pushed(self, stream: int, quality: int) -> Feed:
        camera = self.emulator.views.camera(1)
        shown = camera.stream(stream) if camera else None
        assert camera
        assert shown
        view = self.emulator.views.view(camera, shown)
        return self.emulator.feeds.push(view, quality)


@contextmanager
def inside(directory: Path, clock: str = "real", site: str = "minimal") -> Iterator[Inside]:
    """Runs until the block is left."""
    chosen: dict[str, Any] = {"port": 0, "rtsp_port": 0, "site": site, "data": directory, "clock": clock}
    with (
        occupy(Settings(**chosen)) as premises,
        start_blocking_portal("asyncio", {"use_uvloop": True}) as portal,
        portal.wrap_async_context_manager(
            run_emulator(premises, partial(asyncio.to_thread, prepare_database, premises), create_app)
        ) as emulator,
    ):
        yield Inside(emulator, portal)


def until(condition: Callable[[], object]) -> None:
    """Waits for something to become true; the test fails if it does not."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.005)
