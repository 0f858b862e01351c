"""Servers with small cameras: a minute of one is a megabyte, and made in no time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from ctserver.clock import SteerableClock
from tests.live.inside import Inside, inside
from tests.support.serving import Server, serving

START = "2026-06-01T10:00:00Z"
SITE = """\
name: exports
retention_days: 30
profiles:
  - {{name: Administrators, levels: [admin]}}
  - {{name: Guards, levels: [protection], cameras: {{1: [records], 2: [live], 4: [records]}}}}
  - {{name: Viewers, cameras: {{'*': [live, records]}}}}
users:
  - {{name: admin, password: camtrace, profile: Administrators}}
  - {{name: guard, password: guard, profile: Guards}}
  - {{name: viewer, password: viewer, profile: Viewers}}
cameras:
  - {{id: 1, name: '../Yard: "é"', model: M, device: {{host: h}}, streams: [&s {{id: 1, name: S, size: 320x240, fps: 1}}]}}
  - {{id: 2, name: Gate, model: M, device: {{host: h}}, streams: [*s]}}
  - {{id: 3, name: Mast, model: M, condition: offline, device: {{host: h}}, streams: [*s]}}
  - {{id: 4, name: Door, model: M, schedule: none, device: {{host: h}}, streams: [*s]}}
alarms:
  - {{camera: 4, minutes_ago: 20, seconds: 20}}
  - {{camera: 4, minutes_ago: 5, seconds: 10}}
disks:
  - {{id: 1, name: Evidence, size: 100000000000}}
  - {{id: 2, name: Stick, fstype: vfat, size: 1000000}}
  - {{id: 3, name: Gone, path: {directory}/gone}}
  - {{id: 4, name: Shelf, path: {directory}/shelf}}
exports:
  - {{id: 1, camera: 4, type: a, minutes_ago: 25, seconds: 600, user: guard, comment: Before}}
  - {{id: 2, camera: 4, type: a, minutes_ago: 25, seconds: 600, user: guard, archived: true}}
  - {{id: 3, camera: 4, type: a, minutes_ago: 25, seconds: 600, user: guard, disk: 3}}
  - {{id: 4, camera: 2, type: a, minutes_ago: 25, seconds: 600, user: admin}}
"""
ADMIN, GUARD, VIEWER = ("admin", "camtrace"), ("guard", "guard"), ("viewer", "viewer")
Json = dict[str, Any]


def at(time: str) -> str:
    return f"2026-06-01T{time}Z"


def write_site(directory: Path) -> Path:
    (directory / "shelf").mkdir()
    path = directory / "site.yaml"
    path.write_text(SITE.format(directory=directory))
    return path


@dataclass
class Site:
    """A server whose clock stands still, and what its tests ask of it as an Admin unless told."""

    api: httpx.Client
    directory: Path
    """Of the site; `data` below it is the server's."""

    def ask(
        self, method: str, path: str, status: int = 200, auth: tuple[str, str] = ADMIN, **more: Any
    ) -> httpx.Response:
        answer = self.api.request(method, f"/exports{path}", auth=auth, **more)
        assert answer.status_code == status, answer.text
        return answer

    def create(self, camera: int = 1, begin: str = "09:30:00", end: str = "09:31:00", **more: Any) -> Json:
        """The export as it is answered; `auth` says who asks."""
        auth = more.pop("auth", ADMIN)
        body = {"export": {"cameraId": camera, "from": at(begin), "to": at(end), **more}}
        export: Json = self.ask("POST", "", 201, auth, json=body).json()["export"]
        return export

    def read(self, export_id: int) -> Json:
        export: Json = self.ask("GET", f"/{export_id}").json()["export"]
        return export

    def tasks(self, kind: str | None = None) -> list[Json]:
        """The newest first."""
        query = {} if kind is None else {"type": kind}
        tasks: list[Json] = self.api.get("/tasks", params=query, auth=ADMIN).json()["tasks"]
        return tasks

    def task(self, kind: str = "concat") -> Json:
        return self.tasks(kind)[0]

    def file(self, export_id: int, disk: str = "exports") -> Path:
        return self.directory / "data" / disk / f"{export_id}.zip"


@dataclass
class OwnSite(Site):
    running: Inside

    def settle(self) -> None:
        """Returns when all that was begun has ended."""
        clock = self.running.emulator.clock
        assert isinstance(clock, SteerableClock)
        self.running.portal.call(clock.advance, 0)

    def done(self, **asked: Any) -> Json:
        export = self.create(**asked)
        self.settle()
        return self.read(export["id"])


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """In the tests' own process, shared: each test has exports of its own."""
    directory = tmp_path_factory.mktemp("exports")
    with (
        inside(directory / "data", f"frozen@{START}", str(write_site(directory))) as running,
        httpx.Client(base_url=f"{running.http}/api/v1.2", timeout=60, trust_env=False) as api,
    ):
        yield OwnSite(api, directory, running)


@contextmanager
def running(directory: Path, log: str = "log") -> Iterator[tuple[Site, Server]]:
    """A server with the site that was written there; its data outlive it."""
    options = "--site", str(directory / "site.yaml"), "--data", str(directory / "data"), "--clock", f"frozen@{START}"
    with (
        serving(directory / log, *options) as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", timeout=60, trust_env=False) as api,
    ):
        yield Site(api, directory), server
