"""A server of these tests' own, whose clock stands still at NOW; each test takes its snapshots of a camera of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.actions import last_action
from tests.support.serving import serving
from tests.support.sites import demo_with
from tests.support.users import ADMIN
from tests.support.wsse import WsseAuth

NOW = "2026-06-01T10:00:00Z"
KEEPER = WsseAuth("keeper", "keeper")
"""Has the level Consult, sees camera 1 live and recorded, 2 live, 3 recorded, and the others not."""


@dataclass(frozen=True, slots=True)
class Site:
    api: httpx.Client
    directory: Path

    def take(self, auth: WsseAuth = ADMIN, **snapshot: Any) -> httpx.Response:
        return self.api.post("/snapshots", json={"snapshot": snapshot}, auth=auth)

    def taken(self, **snapshot: Any) -> dict[str, Any]:
        answer = self.take(**snapshot)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["snapshot"])

    def comment(self, number: int, comment: Any, auth: WsseAuth = ADMIN) -> httpx.Response:
        return self.api.put(f"/snapshots/{number}", json={"snapshot": {"comment": comment}}, auth=auth)

    def listed(self, auth: WsseAuth = ADMIN, **query: Any) -> dict[str, Any]:
        answer = self.api.get("/snapshots", params=query, auth=auth)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def numbers(self, auth: WsseAuth = ADMIN, **query: Any) -> list[int]:
        return [row["id"] for row in self.listed(auth, **query)["snapshots"]]

    def last_action(self, code: str) -> tuple[str, dict[str, str]]:
        return last_action(self.directory, code)


def camera(number: int, **more: Any) -> dict[str, Any]:
    streams = [
        {"id": 1, "name": "S", "size": "320x240"},
        {"id": 2, "name": "L", "size": "640x360", "roles": ["arecord"]},
    ]
    return {"id": number, "name": f"C{number}", "model": "M", "device": {"host": "h"}, "streams": streams} | more


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site with cameras 31 to 60; 41 records nothing, 42 records alarms alone, 43 is offline."""
    directory = tmp_path_factory.mktemp("snapshots")
    special: dict[int, dict[str, Any]] = {
        41: {"schedule": "none"},
        42: {"schedule": "none", "last_alarm": {"minutes_ago": 60, "seconds": 20}},
        43: {"condition": "offline"},
    }
    more = [camera(number, **special.get(number, {})) for number in range(31, 60)]
    rights = {1: ["live", "records"], 2: ["live"], 3: ["records"]}
    path = demo_with(directory, "keeper", more_cameras=more, cameras=rights, levels=["consult"])
    options = ("--site", str(path), "--data", str(directory), "--clock", f"frozen@{NOW}")
    with (
        serving(directory, *options) as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", timeout=60, trust_env=False) as api,
    ):
        yield Site(api, directory)
        assert server.stop() == 0
        assert "Traceback" not in server.log, server.log
