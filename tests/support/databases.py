"""Databases that hold a site, without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctserver.db import Database, sqlite_url
from ctserver.migrate import upgrade
from ctserver.sites.load import load_site
from ctserver.sites.seed import seed_site


@contextmanager
def seeded(directory: Path, site: str = "minimal", seed: int = 1) -> Iterator[Database]:
    directory.mkdir(parents=True, exist_ok=True)
    database = Database(sqlite_url(directory), durable=False)
    try:
        upgrade(database.engine)
        with database.session(write=True) as session:
            seed_site(session, load_site(site), seed)
        yield database
    finally:
        database.dispose()
