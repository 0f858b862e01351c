"""What a server has written into its log of actions."""

from pathlib import Path

from sqlalchemy import select

from ctserver.actions.models import Action
from ctserver.db import Database, sqlite_url


def last_action(directory: Path, code: str) -> tuple[str, dict[str, str]]:
    """Who did it last, and what is told of it."""
    database = Database(sqlite_url(directory))
    try:
        with database.session() as session:
            row = session.scalars(select(Action).where(Action.code == code).order_by(Action.id.desc())).first()
            assert row, code
            return row.user_name, row.parameters
    finally:
        database.dispose()
