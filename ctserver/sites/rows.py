"""Inserting rows by the thousand, of which a history is made."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ctserver.db import Base

BATCH = 5_000
"""Rows that are in memory at a time."""
Row = dict[str, Any]


def insert_rows(session: Session, model: type[Base], rows: Iterable[Row]) -> None:
    """All rows have the same columns. Past the ORM, which would sort them by those that are null and insert many alone."""
    left, statement = iter(rows), insert(model.__table__)  # type: ignore[arg-type]
    while batch := list(islice(left, BATCH)):
        session.connection().execute(statement, batch)
