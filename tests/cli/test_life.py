"""From start to stop, as an operator and a CI job see it."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from sqlalchemy import select

from ctserver import __version__
from ctserver.auth.models import User
from ctserver.auth.secrets import derive_salt, make_secrets
from ctserver.db import Database, sqlite_url
from tests.live.inside import until
from tests.support.serving import Server, launch, serving, wait_until_ready

MINIMAL = ("--site", "minimal")


def get(server: Server, path: str, auth: tuple[str, str] | None = None) -> httpx.Response:
    return httpx.get(server.http + path, auth=auth, timeout=30, trust_env=False)


def test_the_ready_file_says_where_the_server_is(server: Server) -> None:
    facts = json.loads(server.ready_file.read_text())
    assert set(facts) == {"http", "rtsp", "pid", "version"}
    assert (facts["pid"], facts["version"]) == (server.process.pid, __version__)
    assert get(server, "/api/").status_code == 200


def test_the_server_is_one_process(server: Server) -> None:
    assert psutil.Process(server.pid).children(recursive=True) == []


def test_both_listeners_are_open_when_it_is_ready(server: Server) -> None:
    for url in (urlsplit(server.http), urlsplit(server.rtsp)):
        with socket.create_connection((url.hostname, url.port), timeout=20):
            assert url.hostname == "127.0.0.1"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_and_nothing_is_left_behind(tmp_path: Path, number: signal.Signals) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    with serving(tmp_path, *MINIMAL, TMPDIR=str(temporary)) as server:
        assert [path.name.startswith("ctserver-") for path in temporary.iterdir()] == [True]
        assert server.stop(number) == 0
        assert "Traceback" not in server.log
    assert list(temporary.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"stdout", "stderr", "temporary"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_takes_long_can_be_stopped_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    process = launch(tmp_path, "--site", "large", TMPDIR=str(temporary))
    try:
        until(lambda: list(temporary.glob("*/ctserver.db")))  # of 100,000 rows in each of many tables: seconds to go
        children = psutil.Process(process.pid).children()
        process.send_signal(number)
        assert process.wait(20) == 0
        assert [child.is_running() for child in children] == [False, False]
    finally:
        process.kill()
        process.wait()
    assert (tmp_path / "stderr").read_text() == ""
    assert list(temporary.iterdir()) == []


def test_it_stops_although_clients_hold_connections(tmp_path: Path) -> None:
    with serving(tmp_path, *MINIMAL) as server, httpx.Client(base_url=server.http, trust_env=False) as client:
        assert client.get("/api/").status_code == 200
        url = urlsplit(server.rtsp)
        with socket.create_connection((url.hostname, url.port), timeout=20) as silent:
            assert server.stop() == 0
            assert silent.recv(1) == b""


def test_the_welcome_shows_what_to_try(tmp_path: Path) -> None:
    with serving(tmp_path, *MINIMAL) as server:
        assert server.stop() == 0
    said = (tmp_path / "stdout").read_text()
    assert f"{server.http.replace('127.0.0.1', 'localhost')}/live/view/1.1?user=admin&pass=camtrace" in said
    assert f"rtsp://admin:camtrace@localhost:{urlsplit(server.rtsp).port}/live/view/1.1" in said


def test_a_data_directory_keeps_what_was_changed(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with serving(tmp_path / "first", *MINIMAL, "--data", str(data)) as server:
        assert server.stop() == 0
    secrets = make_secrets("admin", "changed", derive_salt(1, "admin"))
    database = Database(sqlite_url(data))
    with database.session(write=True) as session:
        session.scalars(select(User)).one().bcrypt = secrets.bcrypt
    database.dispose()
    with serving(tmp_path / "second", "--data", str(data)) as server:
        assert get(server, "/api/v1.2/cameras", ("admin", "changed")).status_code == 200
        assert get(server, "/api/v1.2/cameras", ("admin", "camtrace")).status_code == 401
        assert len(get(server, "/api/v1.2/cameras", ("admin", "changed")).json()["cameras"]) == 1


def test_a_frozen_clock_is_on_every_answer(tmp_path: Path) -> None:
    with serving(tmp_path, *MINIMAL, "--clock", "frozen@2024-03-13T19:45:00Z") as server:
        for path in ("/api/", "/nothing"):
            assert get(server, path).headers["date"] == "Wed, 13 Mar 2024 19:45:00 GMT"
        assert get(server, "/api/v1.2/getservertime").json()["serverTime"]["timestamp"] == 1_710_359_100
        url = urlsplit(server.http)
        with socket.create_connection((url.hostname, url.port), timeout=20) as connection:
            connection.sendall(b"not HTTP\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"\r\nDate: Wed, 13 Mar 2024 19:45:00 GMT\r\n" in answer


def test_variables_work_as_options_do(tmp_path: Path) -> None:
    environment = {"CTSERVER_SITE": "minimal", "CTSERVER_CORS_ORIGINS": "http://a.example,http://b.example"}
    with serving(tmp_path, **environment, CTSERVER_LOG_LEVEL="warning") as server:
        headers = {"Origin": "http://b.example"}
        answer = httpx.get(f"{server.http}/api/", headers=headers, timeout=30, trust_env=False)
        assert answer.headers["access-control-allow-origin"] == "http://b.example"
        assert server.log == ""


def test_two_servers_run_side_by_side(server: Server, tmp_path: Path) -> None:
    with serving(tmp_path, *MINIMAL) as second:
        assert {get(one, "/api/").status_code for one in (server, second)} == {200}
        assert len({server.http, second.http, server.rtsp, second.rtsp}) == 4


def test_scenes_that_were_coded_once_are_kept_for_the_next_start(tmp_path: Path) -> None:
    def kept() -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in (tmp_path / "cache").glob("*.loop")}

    with serving(tmp_path / "first", *MINIMAL, "--cache", str(tmp_path / "cache")) as server:
        until(kept)
        assert server.stop() == 0
    before = kept()
    with serving(tmp_path / "second", *MINIMAL, "--cache", str(tmp_path / "cache")) as server:
        assert server.stop() == 0
        assert "WARNING" not in server.log
    assert before.items() <= kept().items()  # read, and not written again


def test_a_directory_for_coded_scenes_that_cannot_be_written_is_a_line_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path / "run", *MINIMAL, "--cache", "/dev/null/cache") as server:
        until(lambda: "coded loops are not kept in /dev/null/cache: Not a directory" in server.log)
        assert server.stop() == 0


def test_without_a_directory_for_coded_scenes_it_does_its_work_all_the_same(tmp_path: Path) -> None:
    with serving(tmp_path / "run", *MINIMAL, "--cache", "off", XDG_CACHE_HOME=str(tmp_path / "cache")) as server:
        assert server.stop() == 0
        assert "coded loops" not in server.log
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


def test_a_first_picture_that_its_process_cannot_make_is_made_by_the_server(tmp_path: Path) -> None:
    program = (
        "import os; from ctserver import cli, first_picture; first_picture.make = lambda told: os._exit(7); "
        f"cli.main(['serve', '--port', '0', '--rtsp-port', '0', '--ready-file', {str(tmp_path / 'ready.json')!r}])"
    )
    with (tmp_path / "stderr").open("wb") as stderr:
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=stderr)
    try:
        server = wait_until_ready(process, tmp_path)
        assert "the first picture was not made by a process of its own: a part of the start ended with 7" in server.log
        assert server.stop() == 0
    finally:
        process.kill()
        process.wait()
