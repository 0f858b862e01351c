"""Writes the file of an export: its slices, made as for a download, and the manifest."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from errno import ENOSPC
from threading import Lock

from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.exports.disks import Disks
from ctserver.exports.draft import Draft
from ctserver.exports.plan import MANIFEST, Job, Part, Plan, make_plan, manifest
from ctserver.exports.workers import Workers
from ctserver.recordings.archive import open_archive
from ctserver.video.clips import Clips

TELL_SECONDS = 0.5
"""Of real time, between two words on how far a file has come."""

Tell = Callable[[int], Awaitable[None]]


class Writer:
    """Pictures are made in turn with those of downloads; `workers` do what concerns the disk."""

    def __init__(
        self, database: Database, views: Views, clips: Clips, clock: Clock, disks: Disks, workers: Workers
    ) -> None:
        self._database, self._views, self._clips = database, views, clips
        self._clock, self._disks, self._workers = clock, disks, workers
        self._reserved: dict[int, tuple[int | None, int]] = {}
        self._reserving = Lock()

    async def write(self, job: Job, tell: Tell) -> int:
        """Bytes of the file, which is on the disk under its name; OSError where the disk will not have it.

        `tell` is called now and then with a percentage below 100. Cancelled or failed, it leaves nothing behind.
        """
        with self._room(job):
            plan = await self._workers.do(self._plan, job)
            progress = Progress(plan.slices_size, tell, self._clock)
            async with self._draft(job) as draft:
                for part in plan.parts:
                    await self._add(draft, part, progress)
                return await self._workers.do(_publish, draft, plan)

    async def _add(self, draft: Draft, part: Part, progress: "Progress") -> None:
        await self._workers.do(draft.begin, part.name, part.file.size, part.recorded)
        async with aclosing(part.file.chunks(0, part.file.size)) as chunks:
            async for chunk in chunks:
                await self._workers.do(draft.write, chunk)
                await progress.advance(len(chunk))
        await self._workers.do(draft.end)

    def _plan(self, job: Job) -> Plan:
        plan = make_plan(job, open_archive(self._database, self._clock.now()), self._views, self._clips)
        self._reserve(plan)
        return plan

    def _reserve(self, plan: Plan) -> None:
        """Others that are being written have theirs already."""
        disk_id = plan.job.disk_id
        with self._reserving:
            reserved = sum(size for disk, size in self._reserved.values() if disk == disk_id)
            if plan.most + reserved > self._disks.room(disk_id):
                raise OSError(ENOSPC, os.strerror(ENOSPC))
            self._reserved[plan.job.export_id] = disk_id, plan.most

    @contextmanager
    def _room(self, job: Job) -> Iterator[None]:
        """What is reserved for it meanwhile is free again afterwards."""
        try:
            yield
        finally:
            with self._reserving:
                self._reserved.pop(job.export_id, None)

    @asynccontextmanager
    async def _draft(self, job: Job) -> AsyncIterator[Draft]:
        draft = Draft(self._disks.file(job.disk_id, job.export_id))
        try:
            await self._workers.do(draft.open)
            yield draft
        except BaseException:
            await self._workers.do(draft.discard)
            raise


class Progress:
    def __init__(self, size: int, tell: Tell, clock: Clock) -> None:
        self._size, self._tell, self._clock = size, tell, clock
        self._taken = self._told = 0
        self._told_at = clock.monotonic()

    async def advance(self, taken: int) -> None:
        self._taken += taken
        percent, now = self._taken * 99 // self._size, self._clock.monotonic()
        if percent > self._told and now - self._told_at >= TELL_SECONDS:
            self._told, self._told_at = percent, now
            await self._tell(percent)


def _publish(draft: Draft, plan: Plan) -> int:
    content = manifest(plan, draft.sums)
    draft.begin(MANIFEST, len(content), plan.made)
    draft.write(content)
    draft.end()
    return draft.publish()
