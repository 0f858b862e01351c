"""The running product, one per worker, and an HTTP client for it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from ctserver.db import Database, sqlite_url
from tests.support.databases import seeded
from tests.support.serving import Server, serving
from tests.support.users import ADMIN

for _name in [name for name in os.environ if name.startswith("CTSERVER_")]:
    del os.environ[_name]  # the product under test is told by the tests alone


# No test depends on how fast the machine is.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("unhurried")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that counts the document's examples that were replayed (`tests/contract/test_examples.py`).

    It stands here since only this file is read by the process that writes the summary of several workers.
    """
    passed = terminalreporter.getreports("passed")
    told = [value for report in passed for name, value in report.user_properties if name == "ruled"]
    examples = [is_ruled for of_chapter in told for is_ruled in of_chapter]
    if examples:
        ruled = sum(examples)
        line = f"contract: {len(examples)} examples of the document, {len(examples) - ruled} exact, {ruled} as ruled"
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def coded_scenes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A directory of the tests' own: what one server has coded the next one need not, and the user's cache stays as it is."""
    os.environ["CTSERVER_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the demo site. When it stops, its status is 0 and it has met nothing unexpected."""
    with serving(tmp_path_factory.mktemp("server"), "--site", "demo") as running:
        yield running
        assert running.stop() == 0, running.log
        for unexpected in ("Traceback", "Warning:"):
            assert unexpected not in running.log, running.log


@pytest.fixture(scope="session")
def api(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.http, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo site again, for tests that change it: each makes what it changes, and leaves what others made alone."""
    directory = tmp_path_factory.mktemp("own")
    with serving(directory, "--data", str(directory / "data")) as running:
        yield running
        assert running.stop() == 0, running.log
        assert "Traceback" not in running.log, running.log


@pytest.fixture(scope="session")
def own(own_server: Server) -> Iterator[httpx.Client]:
    """As an Admin."""
    with httpx.Client(base_url=own_server.http, timeout=30, trust_env=False, auth=ADMIN) as api:
        yield api


@pytest.fixture(scope="session")
def minimal_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file to copy: migrating and seeding takes longer than most tests."""
    directory = tmp_path_factory.mktemp("minimal")
    with seeded(directory, "minimal"):
        return directory / "ctserver.db"


@pytest.fixture
def database(tmp_path: Path, minimal_site: Path) -> Iterator[Database]:
    """The minimal site, for this test alone."""
    shutil.copy(minimal_site, tmp_path)
    database = Database(sqlite_url(tmp_path), durable=False)
    yield database
    database.dispose()
