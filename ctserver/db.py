"""The database: declarative base, engine, sessions, and a memory of what was read since the last write.

Sessions are synchronous. SQLite is the default; PostgreSQL works through its URL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

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


class Database:
    """One database and what was lately read from it."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """`durable` False is for a database that does not outlive its process: nothing is forced to the disk."""
        self.engine = _open_engine(url, durable=durable)
        self._generation = 0
        self._memory: dict[object, tuple[int, Any]] = {}

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """A unit of work. A writing one commits when the block ends well; any other leaves nothing behind."""
        with self.open_session(write=write) as session:
            yield session
            if write:
                self.commit(session)

    def open_session(self, *, write: bool) -> Session:
        # A transaction that reads before it writes must hold SQLite's write lock from its start: two of them would
        # otherwise both read, and one be refused when it comes to writing.
        options = {"sqlite_begin": "BEGIN IMMEDIATE"} if write else {}
        return Session(self.engine.execution_options(**options), expire_on_commit=False)

    def commit(self, session: Session) -> None:
        session.commit()
        self._generation += 1

    def remember(self, read: Callable[[Session], T]) -> T:
        """What `read` answers, read again only after a write. Hand in a plain function that reads, and returns, immutable values.

        Hot reads (who is this user, which cameras are there) come at every request; their rows change rarely."""
        generation = self._generation
        known = self._memory.get(read)
        if known is None or known[0] != generation:
            with self.session() as session:
                known = generation, read(session)
            self._memory[read] = known
        return known[1]

    def dispose(self) -> None:
        self.engine.dispose()


def sqlite_url(directory: Path) -> str:
    return f"sqlite:///{directory / 'ctserver.db'}"


def _open_engine(url: str, *, durable: bool) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": 15})
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
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
