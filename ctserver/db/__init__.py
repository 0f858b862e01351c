"""The database: declarative base, engine, sessions, and a memory of what was read and is still as it was.

Sessions are synchronous. SQLite is the default; PostgreSQL works through its URL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from ctserver.db.tables import EVERY_TABLE, Tables, note_tables
from ctserver.settings import Settings

T = TypeVar("T")

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Constraints are named by rule, because SQLite migrations cannot drop what has no name."""

    metadata = MetaData(naming_convention=NAMING)


@dataclass(slots=True)
class _Reading:
    """What was read from which tables. It is known to hold as long as the database is at `generation`, and maybe longer."""

    value: Any
    tables: frozenset[str]
    generation: int


class Database:
    """One database and what was lately read from it."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """`durable` False is for a database that does not outlive its process: nothing is forced to the disk."""
        self.engine = _open_engine(url, durable=durable)
        self.generation = 0
        """Changes with every commit: what was read holds as long as it is the same."""
        self._committing = Lock()
        self._changed: dict[str, int] = {}
        """The generation that a table's last change began."""
        self._memory: dict[object, _Reading] = {}

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """A unit of work. A writing one commits when the block ends well; any other leaves nothing behind."""
        with self.open_session(write=write) as session:
            yield session
            if write:
                self.commit(session)

    def connect(self) -> Connection:
        """For lists that are read past the ORM, to close when they are: it holds what it reads still, and changes nothing."""
        return self.engine.connect()

    def open_session(self, *, write: bool) -> Session:
        # A transaction that reads before it writes must hold SQLite's write lock from its start: two of them would
        # otherwise both read, and one be refused when it comes to writing.
        begin = {"sqlite_begin": "BEGIN IMMEDIATE"} if write else {}
        return self._session(Tables(read=False), **begin)

    def _session(self, tables: Tables, **options: Any) -> Session:
        return Session(self.engine.execution_options(tables=tables, **options), expire_on_commit=False)

    def commit(self, session: Session) -> None:
        """What is remembered of the tables that the session has changed is read again when it is next asked for."""
        session.commit()
        tables: Tables = session.get_bind().get_execution_options()["tables"]
        with self._committing:  # of several threads: the generation never falls back
            following = self.generation + 1
            self._changed |= dict.fromkeys(tables.names, following)
            self.generation = following

    def remember(self, read: Callable[[Session], T]) -> T:
        """What `read` answers, read again only after a change of a table that it reads. Hand in a plain function that reads,
        and returns, immutable values.

        Hot reads (who is this user, which cameras are there) come at every request; their rows change rarely."""
        generation = self.generation
        known = self._memory.get(read)
        if known is None or not self._holds(known):
            tables = Tables(read=True)
            with self._session(tables) as session:
                known = _Reading(read(session), frozenset(tables.names), generation)
            self._memory[read] = known
        elif known.generation != generation:
            known.generation = generation  # found to hold just now: the next one need not look at every table
        return known.value  # type: ignore[no-any-return]

    def _holds(self, reading: _Reading) -> bool:
        if reading.generation == self.generation:
            return True
        if EVERY_TABLE in reading.tables:
            return False
        return all(self._changed.get(table, 0) <= reading.generation for table in (*reading.tables, EVERY_TABLE))

    def dispose(self) -> None:
        self.engine.dispose()


def open_database(settings: Settings, directory: Path) -> Database:
    """The one that the settings name, otherwise SQLite's in the data directory; nothing is connected to yet."""
    durable = settings.data is not None or settings.database_url is not None
    return Database(settings.database_url or sqlite_url(directory), durable=durable)


def sqlite_url(directory: Path) -> str:
    return f"sqlite:///{directory / 'ctserver.db'}"


def _open_engine(url: str, *, durable: bool) -> Engine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, connect_args={"timeout": 15} if is_sqlite else {})
    event.listen(engine, "before_cursor_execute", note_tables)
    if not is_sqlite:
        return engine
    event.listen(engine, "connect", partial(_prepare_sqlite, "NORMAL" if durable else "OFF"))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(synchronous: str, connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver begins too late to hold what was read
    # WAL lets readers go on while one writes; with NORMAL a killed process loses nothing that was committed.
    # Texts are compared as PostgreSQL does it: LIKE with case, and letters are not only those of ASCII.
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", f"synchronous={synchronous}", "case_sensitive_like=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: Connection) -> None:
    # Of the driver itself: by way of the engine it would take as long as a query.
    driver: Any = connection.connection.dbapi_connection
    driver.execute(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
