"""Jobs: how many at a time, whose turn it is, and what is left when a server ends.

A job is held where its file is opened: there a pipe lies, which opens when somebody reads from it.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.exports.conftest import GUARD, START, Site, running, write_site
from tests.live.inside import until


def hold(site: Site, *numbers: int) -> list[Path]:
    """Of exports to come."""
    pipes = [site.directory / "data" / "exports" / f".{number}.zip.part" for number in numbers]
    for pipe in pipes:
        os.mkfifo(pipe)
    return pipes


def let_go(pipe: Path) -> None:
    """The job goes on, and fails, as there is no going back in a pipe."""
    os.close(os.open(pipe, os.O_RDONLY))


def states(site: Site) -> dict[int, str]:
    """Of concat tasks, by their order: the export's number less four."""
    return {place: task["status"] for place, task in enumerate(reversed(site.tasks("concat")), 5)}


@contextmanager
def held(directory: Path, *numbers: int) -> Iterator[tuple[Site, list[Path]]]:
    """A server whose exports of these numbers do not get on. It is killed at the end, if it is still there."""
    with running(directory) as (site, server):
        try:
            yield site, hold(site, *numbers)
        finally:
            server.process.kill()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    write_site(tmp_path)
    return tmp_path


def test_two_run_at_a_time_and_users_take_turns(directory: Path) -> None:
    with held(directory, 5, 6, 7, 8) as (site, pipes):
        for _ in range(3):
            site.create()
        until(lambda: states(site) == {5: "running", 6: "running", 7: "new"})
        site.create(auth=GUARD)
        assert states(site)[8] == "new"
        let_go(pipes[0])
        until(lambda: states(site) == {5: "aborted", 6: "running", 7: "new", 8: "running"})
        let_go(pipes[3])
        until(lambda: states(site) == {5: "aborted", 6: "running", 7: "running", 8: "aborted"})


def test_what_waits_or_runs_can_be_deleted_but_nothing_else(directory: Path) -> None:
    with held(directory, 5, 6) as (site, pipes):
        for _ in range(3):
            site.create()
        until(lambda: states(site) == {5: "running", 6: "running", 7: "new"})
        for number in (5, 7):
            told = {"error": f"Export {number} is not finished."}
            for method, path, body in (
                ("GET", "/download", None), ("GET", "/md5sum", None), ("PATCH", "", None),
                ("PUT", "", {"export": {"archived": True}}),
            ):  # fmt: skip
                assert site.ask(method, f"/{number}{path}", 409, json=body).json() == told
        site.ask("DELETE", "/7", 204)
        site.ask("DELETE", "/5", 204)
        assert states(site) == {5: "killed", 6: "running", 7: "killed"}
        let_go(pipes[0])
        until(lambda: not pipes[0].exists())
        assert site.create()["id"] == 8
        until(lambda: site.read(8)["p100"] == 100)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_ran_is_aborted_and_what_waited_is_done_by_the_next_server(
    directory: Path, number: signal.Signals
) -> None:
    """A day of a camera is two gigabytes."""
    exports = directory / "data" / "exports"
    day: dict[str, Any] = {"from": "2026-05-31T10:00:00Z", "to": START}
    with running(directory) as (site, server):
        site.create(**day)
        site.create(**day)
        site.create()
        until(lambda: states(site) == {5: "running", 6: "running", 7: "new"})
        until(lambda: {".5.zip.part", ".6.zip.part"} <= {path.name for path in exports.iterdir()})
        status = server.stop(number)
        assert status == (0 if number is signal.SIGTERM else -signal.SIGKILL)
        assert "Traceback" not in server.log
    (exports / "99.zip").write_bytes(b"of an export that nobody knows")
    with running(directory, "again") as (site, _):
        until(lambda: site.read(7)["p100"] == 100)
        assert states(site) == {5: "aborted", 6: "aborted", 7: "done"}
        assert sorted(path.name for path in exports.iterdir()) == ["7.zip"]
        assert site.read(5)["p100"] < 100
        site.ask("GET", "/5/download", 409)
        site.ask("PATCH", "/5")
        until(lambda: states(site)[8] == "running")
        site.ask("DELETE", "/5", 204)
        until(lambda: sorted(path.name for path in exports.iterdir()) == ["7.zip"])


def test_the_system_log_tells_of_it(directory: Path) -> None:
    with running(directory) as (site, server):
        number = site.create()["id"]
        until(lambda: site.read(number)["p100"] == 100)
        size = site.read(number)["size"]
        assert f"INFO ctserver.exports - export {number}: camera 1 is being written" in server.log
        until(lambda: f"INFO ctserver.exports - export {number}: written, {size} bytes" in server.log)
