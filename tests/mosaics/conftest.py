from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from ctserver.db import Database, sqlite_url
from ctserver.mosaics.service import Override, overrides_at, read_mosaics
from tests.support.databases import NOW
from tests.support.serving import serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mosaics")


@pytest.fixture(scope="session")
def own(directory: Path) -> Iterator[httpx.Client]:
    """A server whose mosaics these tests may change, as admin, and whose clock stands still at NOW.

    Beside the demo site's users there is `editor`, who may edit mosaic 3 but sees cameras 1 and 2 alone.
    """
    site = demo_with(directory, "editor", cameras={1: ["live"], 2: ["records"]}, mosaics={3: ["edit"]})
    options = ("--site", str(site), "--data", str(directory), "--clock", "frozen@2026-06-01T10:00:00Z")
    with (
        serving(directory, *options) as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", auth=ADMIN, timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def overridden(own: httpx.Client, directory: Path) -> Iterator[Callable[..., tuple[Override, ...]]]:
    """The overrides of a mosaic so many seconds after the server's present, as another part of the server reads them."""
    database = Database(sqlite_url(directory))

    def look(mosaic: int, later: float = 0) -> tuple[Override, ...]:
        with database.session() as session:
            return overrides_at(read_mosaics(session), mosaic, NOW + later)

    yield look
    database.dispose()
