"""`ctserver archive`: lists and saves what the demo site has recorded, through a line that breaks."""

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.serving import Server

LOGIN = ("--user", "admin", "--password", "camtrace")
CHOSEN = ("--camera", "6", "--type", "a")
"""The alarm of five days ago: eleven megabytes."""


def archive(command: str, url: str, *more: str, login: tuple[str, ...] = LOGIN) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "ctserver", "archive", command, "--url", url, *login, *more]
    return subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False)


def slices(api: httpx.Client, **query: str) -> list[dict[str, object]]:
    answer = api.get("/api/v1.2/slices", params=query, auth=("admin", "camtrace")).raise_for_status()
    found: list[dict[str, object]] = answer.json()["slices"]
    return found


@contextmanager
def breaking(server: Server, *budgets: int) -> Iterator[str]:
    """The URL of a line to the server, whose connections end after so many bytes of an answer; later ones do not."""
    target = urlsplit(server.http)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Thread(target=_relay, args=(listener, (target.hostname, target.port), list(budgets)), daemon=True)
        line.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        line.join(10)


def _relay(listener: socket.socket, target: tuple[str, int], budgets: list[int]) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client, socket.create_connection(target) as server, suppress(OSError):
            left = budgets.pop(0) if budgets else sys.maxsize
            server.sendall(client.recv(65536))
            while left > 0 and (data := server.recv(min(65536, left))):
                client.sendall(data)
                left -= len(data)


def test_the_list_has_a_line_for_each_slice(server: Server, api: httpx.Client) -> None:
    done = archive("list", server.http, *CHOSEN)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    found = slices(api, cameraId="6", type="a")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(found) == 1
    assert rows == [[str(one[name]) for name in ("cameraId", "start", "stop", "type", "size")] + ["-", "Loading yard"]
                    for one in found]  # fmt: skip
    start = str(found[0]["start"])
    assert archive("list", server.http, *CHOSEN, "--from", start, "--to", start).stdout == done.stdout
    assert archive("list", server.http, *CHOSEN, "--to", "2020-01-01T00:00:00Z").stdout == ""


def test_what_is_saved_is_what_is_downloaded_although_the_line_breaks(
    server: Server, api: httpx.Client, tmp_path: Path
) -> None:
    (one,) = slices(api, cameraId="6", type="a")
    content = api.get(str(one["downloadUrl"]), auth=("admin", "camtrace")).content
    with breaking(server, sys.maxsize, 3_000_000, 200, 1_000_000, 100) as url:
        done = archive("save", url, *CHOSEN, "--into", str(tmp_path / "new" / "place"), "--pause", "0")
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = (tmp_path / "new" / "place").iterdir()
    assert done.stdout == f"{path}\n"
    assert path.name == f"camera-6_{str(one['start']).replace(':', '-')}_a.mkv"
    assert path.read_bytes() == content


def test_a_line_that_brings_nothing_is_given_up(server: Server, tmp_path: Path) -> None:
    with breaking(server, sys.maxsize, *[100] * 5) as url:
        done = archive("save", url, *CHOSEN, "--into", str(tmp_path), "--pause", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ctserver: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == [], "what came is removed"


def test_a_terminal_sees_how_far_it_is(server: Server, tmp_path: Path) -> None:
    shown, terminal = pty.openpty()
    arguments = [sys.executable, "-m", "ctserver", "archive", "save", "--url", server.http, *LOGIN, *CHOSEN]
    with subprocess.Popen([*arguments, "--into", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=terminal) as process:
        os.close(terminal)
        drawn = b""
        with suppress(OSError):  # a terminal that is closed at its other end
            while data := os.read(shown, 65536):
                drawn += data
        os.close(shown)
    assert process.returncode == 0
    assert b"\r1/1 camera-6_" in drawn
    assert b"[##############################] 100 %" in drawn


@pytest.mark.parametrize(
    ("more", "login", "status", "told"),
    [
        ((), ("--user", "admin", "--password", "wrong"), 1, "401, Invalid password!"),
        (("--camera", "x"), LOGIN, 1, "400, Invalid value for cameraId: expected ids by commas"),
        (("--from", "noon"), LOGIN, 1, "400, Invalid value for from: expected an ISO 8601 date"),
        (("--camera", "999"), LOGIN, 1, "the archive holds no such slice"),
        (("--type", "x"), LOGIN, 2, "argument --type: invalid choice"),
        (("--into", "/dev/null/x", *CHOSEN), LOGIN, 1, "/dev/null/x: Not a directory"),
    ],
)
def test_what_goes_wrong_is_told_in_a_line(
    server: Server, more: tuple[str, ...], login: tuple[str, ...], status: int, told: str
) -> None:
    done = archive("save", server.http, *more, login=login)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "status", "told"),
    [("ftp://h", 2, "--url: expected http://host:port"), ("http://", 2, "--url: expected http://host:port"),
     ("http://127.0.0.1:1", 1, "127.0.0.1:1: Connection refused"), ("http://h:port", 2, "port")],
)  # fmt: skip
def test_a_server_that_is_not_there(url: str, status: int, told: str) -> None:
    done = archive("list", url)
    assert (done.returncode, done.stdout) == (status, "")
    assert told.lower() in done.stderr.lower()
    assert len(done.stderr.splitlines()) == 1


def test_it_begins_without_the_server(server: Server) -> None:
    program = (
        "import sys; from ctserver.client import archive;"
        "print([m for m in ('fastapi', 'sqlalchemy', 'av', 'cv2', 'pydantic', 'numpy') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout == "[]\n"
