"""The system log: what the product's loggers say, written into the database by a thread, so that nobody waits for it.

What comes faster than it can be written is lost, and counted; the oldest lines make room for new ones.
"""

import logging
import re
from collections.abc import Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

from sqlalchemy import delete, func, insert, select

from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.http.redaction import redact
from ctserver.logs.models import SystemLog

KEPT = 10_000
"""Lines in the table."""
WAITING, BATCH = 2_000, 500
EVENT_LENGTH = 500
LEAST = {"ctserver.access": logging.CRITICAL, "ctserver.http": logging.WARNING}
"""Loggers of which only this much is told: a line for each request would drive out all others."""

Row = dict[str, Any]


class Journal(logging.Handler):
    """Entered, it listens to the loggers below `ctserver`; left, all that was said is written, if it has begun to."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(logging.INFO)
        self.lost = 0
        self._database, self._clock = database, clock
        self._queue: Queue[Row | Event | None] = Queue(WAITING)
        self._thread = Thread(target=self._write_until_told, name="journal", daemon=True)
        self.addFilter(lambda record: record.levelno >= LEAST.get(record.name, 0))

    def __enter__(self) -> "Journal":
        logging.getLogger("ctserver").addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("ctserver").removeHandler(self)
        if self._thread.ident:
            self._queue.put(None)
            self._thread.join()
        self.close()

    def begin(self) -> None:
        """Once the database is there: what was said before is written."""
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._queue.put_nowait(row_of(record, self._clock.now()))
        except Full:
            self.lost += 1
        except (
            Exception
        ):  # as the handlers of the standard library do: a line that cannot be told must not end what it tells of
            self.handleError(record)

    def settle(self) -> None:
        """Returns when what was said before is written, so that who reads the log finds it. Blocks: not for the event loop."""
        if not self._queue.unfinished_tasks:
            return
        written = Event()
        self._queue.put(written)
        written.wait()

    def _write_until_told(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first, *self._waiting()]
            try:
                self._write([item for item in batch if isinstance(item, dict)])
            except Exception:  # whatever it is: this thread must live, those who read the log wait for it
                self.lost += len(batch)
            for item in batch:
                self._queue.task_done()
                if isinstance(item, Event):
                    item.set()
                if item is None:
                    return

    def _waiting(self) -> Iterator[Row | Event | None]:
        try:
            for _ in range(BATCH):
                yield self._queue.get_nowait()
        except Empty:
            return

    def _write(self, rows: list[Row]) -> None:
        if not rows:
            return
        with self._database.open_session(write=True) as session:
            session.execute(insert(SystemLog), rows)
            newest = session.scalar(select(func.max(SystemLog.id))) or 0
            session.execute(delete(SystemLog).where(SystemLog.id <= newest - KEPT))
            session.commit()  # not the database's own: nothing that is remembered is made of this


def row_of(record: logging.LogRecord, now: float) -> Row:
    """In the form of the document's example: function and module as `Connect@Connection.cpp`, one line of text."""
    event = record.getMessage()
    if record.exc_info and record.exc_info[0]:
        event += f": {record.exc_info[0].__name__}: {record.exc_info[1]}"
    event = "".join(c if c.isprintable() else "?" for c in " ".join(redact(event).split()))
    level = None if record.levelno < logging.WARNING else "WARNING" if record.levelno < logging.ERROR else "ERROR"
    name = f"{_camel(record.funcName or '')}@{_camel(record.module)}.cpp"
    return {"at_us": round(now * 1e6), "name": name, "type": level, "event": event[:EVENT_LENGTH]}


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name)) or "Main"
