"""Opens the database of a start: at the present schema, and holding the site that was asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from ctserver.db import Database, sqlite_url
from ctserver.installation.models import Installation
from ctserver.migrate import MigrationError, upgrade
from ctserver.settings import Settings
from ctserver.sites.document import SiteError
from ctserver.sites.load import load_name, load_site
from ctserver.sites.schema import Site
from ctserver.sites.seed import seed_site

T = TypeVar("T")


class StartError(Exception):
    """Why the server cannot start, in one line for the operator."""


@contextmanager
def open_database(settings: Settings, directory: Path, now: float) -> Iterator[tuple[Database, Site | None]]:
    """The database, and the site if it was seeded just now; StartError where either cannot be used."""
    durable = settings.data is not None or settings.database_url is not None
    try:
        database = Database(settings.database_url or sqlite_url(directory), durable=durable)
    except (SQLAlchemyError, ImportError) as error:  # not a URL, or the driver is not installed
        raise StartError(f"database-url: expected a URL of SQLAlchemy: {_one_line(error)}") from None
    try:
        try:
            upgrade(database.engine)
        except (SQLAlchemyError, MigrationError) as error:
            raise StartError(f"data: {database.engine.url!r}: {_one_line(error)}") from None
        yield database, _seed_if_empty(database, settings, now)
    finally:
        database.dispose()


def _seed_if_empty(database: Database, settings: Settings, now: float) -> Site | None:
    with database.session() as session:
        held = session.get(Installation, 1)
    if held is None:
        return _seed(database, settings, now)
    if "site" in settings.model_fields_set:
        asked = _asked(load_name, settings)
        if asked != held.name:
            raise StartError(
                f"site: the data directory holds the site {held.name!r}, not {asked!r}: use another --data"
            )
    return None


def _seed(database: Database, settings: Settings, now: float) -> Site:
    site = _asked(load_site, settings)
    with database.session(write=True) as session:
        seed_site(session, site, settings.seed, now)
    return site


def _asked(load: Callable[[str], T], settings: Settings) -> T:
    try:
        return load(settings.site)
    except SiteError as error:
        raise StartError(str(error)) from None


def _one_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())
