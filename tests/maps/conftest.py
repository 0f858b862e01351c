"""A server whose maps the tests of a module may change, each its own."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.serving import Server, serving
from tests.support.users import ADMIN


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    directory = tmp_path_factory.mktemp("maps")
    with serving(directory, "--data", str(directory / "data")) as server:
        yield server
        assert "Traceback" not in server.log


@pytest.fixture(scope="module")
def own(own_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=own_server.http, timeout=30, trust_env=False, auth=ADMIN) as api:
        yield api
