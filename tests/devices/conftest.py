"""A server of these tests' own, whose devices' events they add to, and its two devices."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.serving import serving


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path_factory.mktemp("devices"), "--site", "demo") as running,
        httpx.Client(base_url=f"{running.http}/api/v1.2", timeout=30, trust_env=False) as client,
    ):
        yield client
