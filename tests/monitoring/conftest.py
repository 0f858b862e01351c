"""Servers of these tests' own: a licence that is replaced is replaced for all."""

from collections.abc import Iterator

import httpx
import pytest

from tests.sites.test_broken_files import GOOD
from tests.support.serving import serving


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path_factory.mktemp("monitoring"), "--site", "demo") as running,
        httpx.Client(base_url=f"{running.http}/api/v1.2", timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="package")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A site that says of its hardware what it is, and what is wrong with it."""
    directory = tmp_path_factory.mktemp("broken")
    site = directory / "site.yaml"
    site.write_text(
        f"{GOOD}monitoring:\n  sysinfo: {{CPU: [Z80], Disk: []}}\n"
        "  recorder_errors: [video_service, database]\n  hardware_errors: [disk]\n"
    )
    with (
        serving(directory, "--site", str(site)) as running,
        httpx.Client(base_url=f"{running.http}/api/v1.2", timeout=30, trust_env=False, auth=("a", "b")) as client,
    ):
        yield client
