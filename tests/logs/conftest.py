"""A server of these tests' own: what they do is told in its logs."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.serving import Server, serving


@pytest.fixture(scope="package")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("logs"), "--site", "demo") as running:
        yield running


@pytest.fixture(scope="package")
def own(own_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{own_server.http}/api/v1.2", timeout=30, trust_env=False) as client:
        yield client
