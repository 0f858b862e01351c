"""Alembic's way to our tables: run on the connection that it is handed, or on `sqlalchemy.url`."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

import ctserver.sites.seed  # noqa: F401 (brings in every table)
from ctserver.db import Base


def run(connection: Connection) -> None:
    # SQLite alters a table by copying it.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://").connect() as own:
        run(own)
