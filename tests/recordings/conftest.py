"""The demo site whose clock stands still, with two alarms of the last hour and no others."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from ctserver.cameras.models import Alarm
from tests.support.databases import NOW, seeded
from tests.support.serving import serving

SECOND, MINUTE = 1_000_000, 60_000_000
HERE = round(NOW * 1e6)


@pytest.fixture(scope="package")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("archive")
    with seeded(directory, "demo") as database, database.session(write=True) as session:
        session.execute(delete(Alarm))
        for camera, begin, end in ((1, -40 * MINUTE + 908_000, -38 * MINUTE), (14, -30 * SECOND, None)):
            ended = None if end is None else HERE + end
            row = Alarm(camera_id=camera, begin_us=HERE + begin, end_us=ended, type="MOTION")
            row.pre_us = row.post_us = 5 * SECOND
            session.add(row)
    return directory


@pytest.fixture(scope="package")
def site(directory: Path) -> Iterator[httpx.Client]:
    with (
        serving(directory / "server", "--data", str(directory), "--clock", "frozen@2026-06-01T10:00:00Z") as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", timeout=30, trust_env=False) as api,
    ):
        yield api
        assert "Traceback" not in server.log, server.log
