"""A slice by the parts of its URL, as an endpoint takes it."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from ctserver.cameras.catalogue import Rights
from ctserver.cameras.dependencies import Seen, _visible_camera
from ctserver.db import Database
from ctserver.http import errors
from ctserver.recordings.archive import open_archive
from ctserver.recordings.dependencies import RecordedSlice, _archive
from tests.support.databases import NOW


def ask(database: Database, path: str, *, records: bool = True) -> tuple[int, Any]:
    """What an endpoint of its own answers to `path`; camera 1 is seen with or without the right on its records."""
    archive = open_archive(database, NOW)
    camera = archive.catalogue.camera(1, NOW)
    assert camera
    app = FastAPI()
    errors.install(app)
    app.dependency_overrides = {
        _archive: lambda: archive,
        _visible_camera: lambda: Seen(camera, Rights(live=True, records=records)),
    }

    @app.get("/slices/{camera_id}/{start}/{type}/download")
    def download(found: RecordedSlice) -> list[object]:
        return [found.camera.id, found.stream.id, found.begin_us, found.end_us, found.kind]

    async def exchange() -> tuple[int, Any]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://small.example") as client:
            answer = await client.get(f"/slices/{path}/download")
            return answer.status_code, answer.json()

    return asyncio.run(exchange())


@pytest.mark.parametrize("start", ["2026-06-01T09%3A50%3A00.000Z", "2026-06-01T09:50:00Z", "2026-06-01T11:50:00+02:00"])
def test_it_is_found_by_its_beginning(database: Database, start: str) -> None:
    end = round(NOW * 1e6)
    assert ask(database, f"1/{start}/r") == (200, [1, 1, end - 600_000_000, end, "r"])


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("1/2026-06-01T09:50:00.001Z/r", "There is no slice 1/2026-06-01T09:50:00.001Z/r."),
        ("1/2026-06-01T09:50:00Z/a", "There is no slice 1/2026-06-01T09:50:00.000Z/a."),
        ("1/2026-06-01T10:00:00Z/r", "There is no slice 1/2026-06-01T10:00:00.000Z/r."),
        ("1/0001-01-01T00:00:00Z/r", "There is no slice 1/0001-01-01T00:00:00.000Z/r."),
        ("1/9999-12-31T23:59:59Z/a", "There is no slice 1/9999-12-31T23:59:59.000Z/a."),
    ],
)
def test_there_is_no_other(database: Database, path: str, told: str) -> None:
    assert ask(database, path) == (404, {"error": told})


@pytest.mark.parametrize(
    ("path", "told"), [("1/noon/r", "start: expected"), ("1/2026-06-01T09:50:00Z/x", "type: expected one of")]
)
def test_what_cannot_be_is_refused(database: Database, path: str, told: str) -> None:
    status, body = ask(database, path)
    assert status == 400
    assert told in body["error"]


def test_it_takes_the_records_of_the_camera(database: Database) -> None:
    status, body = ask(database, "1/2026-06-01T09:50:00Z/r", records=False)
    assert status == 403
    assert "records of the camera" in body["error"]
