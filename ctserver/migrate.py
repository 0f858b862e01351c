"""Brings a database to the schema of this version, by Alembic's migrations in `migrations/`.

Most starts need none: their database is new, or of this version. Alembic takes a tenth of a second to import, so it is
left alone then: a new database gets the tables of the models, which `scripts/check` proves equal to what the migrations
make, and the same stamp.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from ctserver import resources
from ctserver.db import Base, open_database
from ctserver.premises import Premises, StartError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
"""The last revision in `migrations/versions`; `scripts/check` compares."""

_STAMP = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


class MigrationError(Exception):
    """A database that this program cannot bring to its schema."""


def alembic_config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 (see above)

    config = Config()
    config.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def prepare_schema(premises: Premises) -> None:
    """Nothing is held afterwards. StartError where the database cannot be used."""
    try:
        database = open_database(premises.settings, premises.directory)
    except (SQLAlchemyError, ImportError) as error:  # not a URL, or the driver is not installed
        raise StartError(f"database-url: expected a URL of SQLAlchemy: {_one_line(error)}") from None
    try:
        upgrade(database.engine)
    except (SQLAlchemyError, MigrationError) as error:
        raise StartError(f"data: {database.engine.url!r}: {_one_line(error)}") from None
    finally:
        database.dispose()


def _one_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())


def upgrade(engine: Engine) -> None:
    """MigrationError if the database is of a later version than this program."""
    with engine.begin() as connection:
        held = inspect(connection).get_table_names()
        if not held:
            _create(connection)
        elif _STAMP.name not in held or connection.scalar(select(_STAMP.c.version_num)) != HEAD:
            _migrate(connection)


def _create(connection: Connection) -> None:
    Base.metadata.create_all(connection, checkfirst=False)  # there is none
    _STAMP.create(connection)
    connection.execute(_STAMP.insert().values(version_num=HEAD))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 (see above)
    from alembic.util import CommandError  # noqa: PLC0415

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise MigrationError(str(error)) from None
