"""Prepares the database of a start: at the present schema, and holding the site that was asked for."""

from collections.abc import Callable
from typing import TypeVar

from ctserver.db import Database, open_database
from ctserver.installation.models import Installation
from ctserver.migrate import prepare_schema
from ctserver.premises import Login, Premises, StartError
from ctserver.settings import Settings
from ctserver.sites.document import SiteError
from ctserver.sites.load import load_name, load_site
from ctserver.sites.seed import seed_site

T = TypeVar("T")


def prepare_database(premises: Premises) -> list[Login]:
    """Who can log in, if the site was written just now; StartError where the database or the site cannot be used.

    Nothing is held afterwards.
    """
    prepare_schema(premises)
    return write_site(premises)


def write_site(premises: Premises) -> list[Login]:
    """`prepare_database` where the database is at the present schema: may be another process that has seen to that."""
    database = open_database(premises.settings, premises.directory)
    try:
        return _seed_if_empty(database, premises.settings, premises.clock.now())
    finally:
        database.dispose()


def _seed_if_empty(database: Database, settings: Settings, now: float) -> list[Login]:
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
    return []


def _seed(database: Database, settings: Settings, now: float) -> list[Login]:
    site = _asked(load_site, settings)
    with database.session(write=True) as session:
        seed_site(session, site, settings.seed, now)
    return [(user.name, user.password) for user in site.users]


def _asked(load: Callable[[str], T], settings: Settings) -> T:
    try:
        return load(settings.site)
    except SiteError as error:
        raise StartError(str(error)) from None
