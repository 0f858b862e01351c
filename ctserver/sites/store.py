"""Prepares the database of a start: at the present schema, and holding the site that was asked for."""

from ctserver.db import Database, open_database
from ctserver.installation.models import Installation
from ctserver.migrate import prepare_schema
from ctserver.premises import Login, Premises, StartError
from ctserver.settings import Settings
from ctserver.sites.schema import Site
from ctserver.sites.seed import seed_site
from ctserver.sites.shipped import kept_site


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
        asked = _asked(settings, footage=False).name
        if asked != held.name:
            raise StartError(
                f"site: the data directory holds the site {held.name!r}, not {asked!r}: use another --data"
            )
    return []


def _seed(database: Database, settings: Settings, now: float) -> list[Login]:
    site = _asked(settings)
    with database.session(write=True) as session:
        seed_site(session, site, settings.seed, now)
    return [(user.name, user.password) for user in site.users]


def _asked(settings: Settings, *, footage: bool = True) -> Site:
    """`footage` as `load_site` has it."""
    if kept := kept_site(settings.site):
        return kept
    from ctserver.sites.document import SiteError  # noqa: PLC0415 (YAML, of which a kept site has no need)
    from ctserver.sites.load import load_site  # noqa: PLC0415

    try:
        return load_site(settings.site, footage=footage)
    except SiteError as error:
        raise StartError(str(error)) from None
