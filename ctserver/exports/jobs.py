"""Who has the files of exports written: two at a time, the others wait; and who sums them up.

What is to be done stands in the table alone, so that a server goes on where another one ended. A job that was being done when
its server ended is aborted, and what it had written is removed.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from hashlib import md5
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.exports.disks import Disks, partial_of
from ctserver.exports.ledger import Ledger
from ctserver.exports.plan import Job
from ctserver.exports.workers import Workers
from ctserver.exports.writer import Tell, Writer
from ctserver.video.clips import Clips

log = logging.getLogger("ctserver.exports")

AT_ONCE = 2
PIECE = 2**20


class ExportJobs:
    """An async context manager; entered before anybody can ask for an export. Files are asked for on the event loop."""

    def __init__(self, database: Database, views: Views, clips: Clips, clock: Clock, disks: Disks) -> None:
        self._clock, self._disks = clock, disks
        self._ledger = Ledger(database, clock)
        self._workers, self._summing = Workers(AT_ONCE, "export"), Workers(1, "sum")
        self._writer = Writer(database, views, clips, clock, disks, self._workers)
        self._stopping = Event()
        self._woken = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._making: dict[int, asyncio.Task[bool]] = {}
        self._sums: dict[int, asyncio.Task[str]] = {}
        self._dispatcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        await self._workers.do(self._recover)
        self._woken.set()
        self._dispatcher = asyncio.create_task(self._dispatch(), name="exports")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        tasks = [*self._running.values(), *self._making.values(), *self._sums.values()]
        for task in (*tasks, self._dispatcher):
            if task:
                task.cancel()
        await asyncio.gather(*tasks, *filter(None, [self._dispatcher]), return_exceptions=True)
        await self._workers.do(self._ledger.give_back)
        self._workers.close()
        self._summing.close()

    def start_after(self, session: Session) -> None:
        """Once the unit of work has been committed, what waits is begun."""
        event.listen(session, "after_commit", lambda _: self._loop.call_soon_threadsafe(self._woken.set), once=True)

    def drop_after(self, session: Session, disk_id: int | None, export_id: int, *, also_running: bool = False) -> None:
        """Once the unit of work has been committed, the export's file goes. Who is reading it keeps what he has opened."""
        path = self._disks.file(disk_id, export_id)

        def drop(_: object) -> None:
            self._loop.call_soon_threadsafe(self._cancel, self._making, export_id)
            if also_running:
                self._loop.call_soon_threadsafe(self._cancel, self._running, export_id)
            _remove(path)

        event.listen(session, "after_commit", drop, once=True)

    async def made(self, export_id: int) -> bool:
        """Has the file of an export made that the site lists as done; whether it is there now."""
        task = self._making.get(export_id)
        if task is None:
            task = self._making[export_id] = asyncio.create_task(self._make(export_id))
            task.add_done_callback(lambda _: self._making.pop(export_id, None))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                return False  # it was archived, deleted or launched again meanwhile
            raise

    async def md5sum(self, export_id: int, disk_id: int | None, account: Account) -> str:
        """Of the file on the disk; OSError where there is none. Who asks meanwhile waits for the same."""
        task = self._sums.get(export_id)
        if task is None:
            task = self._sums[export_id] = asyncio.create_task(self._sum(export_id, disk_id, account))
            task.add_done_callback(lambda _: self._sums.pop(export_id, None))
        return await asyncio.shield(task)

    def _recover(self) -> None:
        """What a server left behind that was ended before its time."""
        own = self._disks.prepare()
        for disk_id, export_id in self._ledger.abort_running():
            path = self._disks.file(disk_id, export_id)
            _remove(path, partial_of(path))
            log.warning("export %d: the server ended while it was written; it can be launched again", export_id)
        kept = {self._disks.file(disk_id, export_id) for disk_id, export_id in self._ledger.with_file()}
        for directory in own:
            _remove(*(path for path in directory.glob("*.zip") if path not in kept), *directory.glob(".*.part"))

    async def _dispatch(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                with self._clock.hold():
                    while len(self._running) < AT_ONCE and (job := await self._workers.do(self._ledger.take)):
                        self._begin(job)
            except SQLAlchemyError:  # the database is busy or gone: who comes next asks again
                log.exception("no export can be begun")

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"export {job.export_id}")
        self._running[job.export_id] = task

        def ended(_: object) -> None:
            self._running.pop(job.export_id, None)
            self._woken.set()

        task.add_done_callback(ended)

    def _cancel(self, tasks: Mapping[int, asyncio.Task[Any]], export_id: int) -> None:
        task = tasks.get(export_id)
        if task:
            task.cancel()

    async def _run(self, job: Job) -> None:
        with self._clock.hold():
            making = self._making.get(job.export_id)
            if making:
                await asyncio.wait([making])  # it is ending: the export was launched again
            log.info("export %d: camera %d is being written", job.export_id, job.camera_id)
            await self._write(job, partial(self._workers.do, self._ledger.tell, job))

    async def _make(self, export_id: int) -> bool:
        job = await self._workers.do(self._ledger.listed, export_id)
        return job is None or await self._write(job, _told_already)

    async def _write(self, job: Job, tell: Tell) -> bool:
        """Whether the file is there; if not, the log says why."""
        path = self._disks.file(job.disk_id, job.export_id)
        try:
            size = await self._writer.write(job, tell)
            if not await self._workers.do(self._ledger.finish, job, size):
                _remove(path)
                return False
        except asyncio.CancelledError:
            if not await self._workers.do(self._ledger.abort, job):
                _remove(path)
            raise
        except OSError as error:
            log.error("export %d: its disk does not take it: %s", job.export_id, error.strerror or error)
        except Exception:  # whatever it is: the job has an end that is told, and others have their turn
            log.exception("export %d: it cannot be written", job.export_id)
        else:
            log.info("export %d: written, %d bytes", job.export_id, size)
            return True
        await self._workers.do(self._ledger.fail, job)
        return False

    async def _sum(self, export_id: int, disk_id: int | None, account: Account) -> str:
        found = await self._workers.do(self._ledger.known_sum, export_id)
        if found:
            return found
        task_id = await self._workers.do(self._ledger.begin_sum, export_id, account)
        try:
            found = await self._summing.do(self._sum_up, self._disks.file(disk_id, export_id))
        finally:
            await self._workers.do(self._ledger.end_sum, export_id, task_id, found)
        return found

    def _sum_up(self, path: Path) -> str:
        found = md5()
        with path.open("rb") as file:
            while not self._stopping.is_set() and (piece := file.read(PIECE)):
                found.update(piece)
        return found.hexdigest()


async def _told_already(_percent: int) -> None:
    """The site says that it is done."""


def _remove(*paths: Path) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be removed: %s", path, error.strerror)
