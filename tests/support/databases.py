"""Databases that hold a site, without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctserver.db import Database, sqlite_url
from ctserver.migrate import upgrade
from ctserver.sites.load import load_site
from ctserver.sites.seed import seed_site

NOW = 1_780_308_000.0
"""2026-06-01 10:00:00 UTC: what the site says of the past is told from there."""


@contextmanager
def seeded(directory: Path, site: str = "minimal", seed: int = 1) -> Iterator[Database]:
    directory.mkdir(parents=True, exist_ok=True)
    database = Database(sqlite_url(directory), durable=False)
    try:
        upgrade(database.engine)
        with database.session(write=True) as session:
            seed_site(session, load_site(site), seed, NOW)
        yield database
    finally:
        database.dispose()
