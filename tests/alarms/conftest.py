"""A server of these tests' own, whose clock stands still: what they trigger is told as of a tenth of a second later."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ctserver.db import Database, sqlite_url
from tests.support.serving import Server, serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN

START = "2026-06-01T10:00:00Z"


def camera(number: int, **more: Any) -> dict[str, Any]:
    streams = [{"id": 1, "name": "S", "size": "640x360", "roles": ["arecord"]}]
    return {"id": number, "name": f"C{number}", "model": "M", "device": {"host": "h"}, "streams": streams} | more


@pytest.fixture(scope="package")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("alarms")


@pytest.fixture(scope="package")
def own_server(directory: Path) -> Iterator[Server]:
    """The demo site with cameras 31 to 60, which tests share out, and `watch`, who sees 40 live, 41 recorded, 42 not."""
    more = [camera(number) for number in range(31, 60)] + [camera(60, ignored=True)]
    rights = {40: ["live"], 41: ["records"]}
    site = demo_with(directory, "watch", more_cameras=more, cameras=rights)
    options = ("--site", str(site), "--data", str(directory), "--clock", f"frozen@{START}")
    with serving(directory, *options) as server:
        yield server
        assert server.stop() == 0
        assert "Traceback" not in server.log, server.log


@pytest.fixture(scope="package")
def own(own_server: Server) -> Iterator[httpx.Client]:
    """As an Admin."""
    with httpx.Client(base_url=f"{own_server.http}/api/v1.2", auth=ADMIN, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def database(own_server: Server, directory: Path) -> Iterator[Database]:
    """The server's."""
    database = Database(sqlite_url(directory))
    yield database
    database.dispose()
