"""Raises the alarms of cameras that see something move, as the clock comes to them."""

import asyncio
import logging
from heapq import heapify, heapreplace
from types import TracebackType
from typing import Self

from ctserver.alarms.motion import Motion, next_motion
from ctserver.cameras.alarms import raise_alarms, told
from ctserver.cameras.catalogue import Camera
from ctserver.cameras.models import MOTION
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database

log = logging.getLogger("ctserver.alarms")

LEAD_SECONDS = 0.5
"""So much earlier an alarm is written down, so that all know of it when it begins."""


class MotionAlarms:
    """An async context manager. What was due while no server ran has not happened."""

    def __init__(self, database: Database, views: Views, clock: Clock) -> None:
        self._database, self._views, self._clock = database, views, clock
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(self._clock.now()), name="motion")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, since: float) -> None:
        cameras = [camera for camera in self._views.catalogue.cameras(since) if camera.motion_per_hour]
        due = [(self._next(camera, told(since)), camera.id, camera) for camera in cameras]
        heapify(due)
        while due:
            motion, _, camera = due[0]
            await self._clock.sleep(motion.begin_us / 1e6 - LEAD_SECONDS - self._clock.now())
            with self._clock.hold():
                try:
                    await asyncio.to_thread(self._raise, camera.id, motion)
                except Exception:  # a database that is busy for long, say: the next one may be luckier
                    log.exception("an alarm of camera %d is lost", camera.id)
            heapreplace(due, (self._next(camera, motion.begin_us + 1), camera.id, camera))

    def _next(self, camera: Camera, after_us: int) -> Motion:
        return next_motion(self._views.catalogue.site.seed, camera.id, camera.motion_per_hour, after_us)

    def _raise(self, camera_id: int, motion: Motion) -> None:
        """A camera that the server has no pictures of sees nothing; what is over when we come to it is left out."""
        camera = self._views.camera(camera_id)
        begin_us = max(motion.begin_us, told(self._clock.now()))
        if camera is None or not camera.has_video or motion.end_us <= begin_us:
            return
        with self._database.session(write=True) as session:
            began = raise_alarms(session, [camera_id], MOTION, begin_us, (motion.end_us - begin_us) / 1e6)
        if began:
            log.info("[%d] alarm status : motion for %.0f s", camera_id, (motion.end_us - begin_us) / 1e6)
