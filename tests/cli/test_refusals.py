"""A server that cannot start says why in one line, names what to change, and leaves nothing behind."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ctserver.serve import run
from tests.support.databases import seeded
from tests.support.serving import refusal, serving


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        yield bound.getsockname()[1]


@pytest.fixture
def a_file(tmp_path: Path) -> Path:
    path = tmp_path / "a_file"
    path.write_text("not a database, but long enough to be taken for one" * 100)
    return path


@pytest.mark.parametrize("option", ["--port", "--rtsp-port"])
def test_a_port_in_use(tmp_path: Path, taken: int, option: str) -> None:
    said = refusal(tmp_path, option, str(taken))
    assert said.startswith(f"ctserver: {option[2:]}: cannot listen at 127.0.0.1 port {taken}: ")
    assert "address already in use" in said.lower()


def test_an_address_that_is_not_ours(tmp_path: Path) -> None:
    assert refusal(tmp_path, "--host", "192.0.2.1").startswith("ctserver: port: cannot listen at 192.0.2.1 port 0: ")


def test_an_unknown_site(tmp_path: Path) -> None:
    said = refusal(tmp_path, "--site", "nosuch")
    assert said == "ctserver: site nosuch: expected one of demo, docs, large, minimal, or a .yaml file"


def test_a_broken_site(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("name: x\nprofile: []\n")
    said = refusal(tmp_path, "--site", str(tmp_path / "site.yaml"))
    assert said.startswith(f"ctserver: {tmp_path / 'site.yaml'}:1: profiles: expected a value here")


def test_a_data_directory_below_a_file(tmp_path: Path, a_file: Path) -> None:
    said = refusal(tmp_path, "--data", str(a_file / "data"))
    assert said == f"ctserver: data: expected a directory that can be written, {a_file / 'data'}: Not a directory"


def test_a_data_file_that_is_no_database(tmp_path: Path, a_file: Path) -> None:
    (tmp_path / "data").mkdir()
    a_file.rename(tmp_path / "data" / "ctserver.db")
    said = refusal(tmp_path, "--data", str(tmp_path / "data"))
    assert said.startswith("ctserver: data: ")
    assert said.endswith("file is not a database")


def test_a_data_directory_of_another_site(tmp_path: Path) -> None:
    with seeded(tmp_path / "data", "minimal"):
        pass
    said = refusal(tmp_path, "--data", str(tmp_path / "data"), "--site", "demo")
    assert said == "ctserver: site: the data directory holds the site 'minimal', not 'demo': use another --data"


def test_a_database_of_a_later_version(tmp_path: Path) -> None:
    with seeded(tmp_path / "data", "minimal") as database, database.session(write=True) as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    said = refusal(tmp_path, "--data", str(tmp_path / "data"))
    assert said.startswith("ctserver: data: ")
    assert "'later'" in said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "ctserver: database-url: expected a URL of SQLAlchemy: "),
        ("nosuch://user:hidden@localhost/db", "ctserver: database-url: expected a URL of SQLAlchemy: "),
        (
            "sqlite:////nosuch/directory/ct.db",
            "ctserver: data: sqlite:////nosuch/directory/ct.db: unable to open database file",
        ),
    ],
)
def test_a_database_that_cannot_be_opened(tmp_path: Path, url: str, said: str) -> None:
    line = refusal(tmp_path, CTSERVER_DATABASE_URL=url)
    assert line.startswith(said)
    assert "hidden" not in line


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("clock", "soon", "clock (--clock, CTSERVER_CLOCK): expected real, frozen, x<rate> or an ISO 8601 instant, got 'soon'"),
        ("seed", -1, "seed (--seed, CTSERVER_SEED): Input should be greater than or equal to 0, got -1"),
        ("rtsp_port", 70000,
         "rtsp_port (--rtsp-port, CTSERVER_RTSP_PORT): Input should be less than or equal to 65535, got 70000"),
        ("log_level", "loud", "log_level (--log-level, CTSERVER_LOG_LEVEL): String should match pattern"),
    ],
)  # fmt: skip
def test_a_bad_value(capsys: pytest.CaptureFixture[str], name: str, given: object, said: str) -> None:
    assert run({name: given}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"ctserver: {said}")


def test_a_bad_variable(tmp_path: Path) -> None:
    said = refusal(tmp_path, CTSERVER_SEED="many")
    assert said.startswith("ctserver: seed (--seed, CTSERVER_SEED): ")
    assert said.endswith("got 'many'")


@pytest.mark.parametrize("name", ["a_file/ready.json", "no/such/directory/ready.json", "directory"])
def test_a_ready_file_that_cannot_be_written(tmp_path: Path, a_file: Path, name: str) -> None:
    (tmp_path / "directory").mkdir()
    said = refusal(tmp_path, "--ready-file", str(tmp_path / name))
    assert said.startswith(f"ctserver: ready-file: expected a path that can be written, {tmp_path / name}: ")


@pytest.mark.parametrize("name", [".", "/"])
def test_a_ready_file_without_a_name(tmp_path: Path, name: str) -> None:
    said = refusal(tmp_path, "--ready-file", name)
    assert said.startswith(f"ctserver: ready-file: expected a path that can be written, {name}: ")


def test_nothing_is_left_behind(tmp_path: Path, taken: int) -> None:
    (tmp_path / "temporary").mkdir()
    ready = tmp_path / "ready.json"
    refusal(tmp_path, "--rtsp-port", str(taken), "--ready-file", str(ready), TMPDIR=str(tmp_path / "temporary"))
    assert list((tmp_path / "temporary").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"stdout", "stderr", "temporary"}


def test_an_old_ready_file_does_not_pretend(tmp_path: Path, taken: int) -> None:
    ready = tmp_path / "ready.json"
    ready.write_text("{}")
    refusal(tmp_path, "--port", str(taken), "--ready-file", str(ready))
    assert not ready.exists()


def test_a_data_directory_of_a_running_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(tmp_path, "--site", "minimal", "--data", str(data)):
        assert refusal(tmp_path, "--data", str(data)) == f"ctserver: data: {data} is in use by another ctserver"
