"""Which tables a unit of work reads, or changes: told by the statements that it executes."""

from functools import cache
from typing import Any

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
        statement = getattr(compiled.compile_state, "statement", None)
        statement = compiled.statement if statement is None else statement
        if isinstance(statement, TextClause):
            self.names.add(EVERY_TABLE)
        elif self._read:
            self.names.update(_named(statement))
        elif compiled.isinsert or compiled.isupdate:
            self.names.add(statement.table.name)
        elif compiled.isdelete:
            self.names.update(_dependent(statement.table))


def note_tables(
    connection: Connection, _cursor: object, _text: str, _parameters: object, context: Any, _many: bool
) -> None:
    """A listener of `before_cursor_execute`. What is not SQLAlchemy's, such as BEGIN, is passed over."""
    tables = connection.get_execution_options().get("tables")
    if tables is not None and context.compiled is not None:
        tables.note(context.compiled)


def _named(statement: Any) -> set[str]:
    """Also in joins and in queries within."""
    return {part.name for part in visitors.iterate(statement) if isinstance(part, TableClause)}


@cache
def _dependent(table: Table) -> frozenset[str]:
    """The table, and those whose rows the database deletes with its rows."""
    followers = (other for other in table.metadata.sorted_tables if other is not table and _follows(other, table))
    return frozenset({table.name}).union(*map(_dependent, followers))


def _follows(table: Table, deleted: Table) -> bool:
    return any(key.column.table is deleted and key.ondelete for key in table.foreign_keys)
