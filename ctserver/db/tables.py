"""Which tables a unit of work reads, or changes: told by the statements that it executes."""

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table, TableClause, TextClause
from sqlalchemy.engine import Connection
from sqlalchemy.sql import visitors

EVERY_TABLE = "*"
"""Stands for what cannot be told: a statement that was written as text."""


class Tables:
    """The names of the tables that a unit of work has read, or of those that it has changed."""

    def __init__(self, *, read: bool) -> None:
        self.names: set[str] = set()
        self._read = read

    def note(self, compiled: Any) -> None:
        """Takes in a statement as it was compiled."""
        read, changed = _tables(compiled)
        self.names.update(read if self._read else changed)


_KNOWN: WeakKeyDictionary[Any, tuple[frozenset[str], frozenset[str]]] = WeakKeyDictionary()
"""By what the engine keeps of a statement, so that it is walked through once."""


def _tables(compiled: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Those that are read, and those that are changed."""
    known = _KNOWN.get(compiled)
    if known is None:
        statement = getattr(compiled.compile_state, "statement", None)
        statement = compiled.statement if statement is None else statement
        known = _KNOWN[compiled] = _named(statement), _changed(compiled, statement)
    return known


def _changed(compiled: Any, statement: Any) -> frozenset[str]:
    if isinstance(statement, TextClause):
        return frozenset({EVERY_TABLE})
    if compiled.isdelete:
        return _dependent(statement.table)
    return frozenset({statement.table.name}) if compiled.isinsert or compiled.isupdate else frozenset()


def note_tables(
    connection: Connection, _cursor: object, _text: str, _parameters: object, context: Any, _many: bool
) -> None:
    """A listener of `before_cursor_execute`. What is not SQLAlchemy's, such as BEGIN, is passed over."""
    tables = connection.get_execution_options().get("tables")
    if tables is not None and context.compiled is not None:
        tables.note(context.compiled)


def _named(statement: Any) -> frozenset[str]:
    """Also in joins and in queries within."""
    if isinstance(statement, TextClause):
        return frozenset({EVERY_TABLE})
    return frozenset(part.name for part in visitors.iterate(statement) if isinstance(part, TableClause))


@cache
def _dependent(table: Table) -> frozenset[str]:
    """The table, and those whose rows the database deletes with its rows."""
    followers = (other for other in table.metadata.sorted_tables if other is not table and _follows(other, table))
    return frozenset({table.name}).union(*map(_dependent, followers))


def _follows(table: Table, deleted: Table) -> bool:
    return any(key.column.table is deleted and key.ondelete for key in table.foreign_keys)
