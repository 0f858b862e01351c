"""Snapshots in a site file."""

from pathlib import Path

import pytest
from sqlalchemy import select

from ctserver.snapshots.models import Snapshot
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import NOW, seeded


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("{camera: 2, user: a, minutes_ago: 9}", "snapshots.0.camera: expected the id of a camera, got 2"),
        ("{camera: 1, user: b, minutes_ago: 9}", "snapshots.0.user: expected one of the users, got b"),
        ("{camera: 1, user: a}", "snapshots.0: expected either at or minutes_ago"),
        ("{camera: 1, user: a, minutes_ago: 9, at: '2026-01-02T00:00:00Z'}", "snapshots.0: expected either at or"),
        ("{camera: 1, user: a, at: noon}", "snapshots.0.at: expected an ISO 8601 date"),
        ("{camera: 1, user: a, minutes_ago: 0}", "snapshots.0.minutes_ago: input should be greater than 0"),
        ("{id: 1, camera: 1, user: a, minutes_ago: 9}, {camera: 1, user: a, minutes_ago: 9}",
         "snapshots.1: expected an id, as the other snapshots have"),
        ("{id: 1, camera: 1, user: a, minutes_ago: 9}, {id: 1, camera: 1, user: a, minutes_ago: 9}",
         "snapshots.1.id: snapshot 1 stands here a second time"),
    ],
)  # fmt: skip
def test_a_snapshot_that_cannot_be_is_refused(tmp_path: Path, rows: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}snapshots: [{rows}]\n").startswith(f"13: {said}")


def test_snapshots_are_numbered_as_they_were_taken(tmp_path: Path) -> None:
    rows = ["minutes_ago: 10, comment: ÄB, address: 10.0.0.7", "at: '2026-01-01T00:00:00Z', comment: ' '"]
    site = tmp_path / "site.yaml"
    site.write_text(f"{GOOD}snapshots: [{', '.join(f'{{camera: 1, user: a, {row}}}' for row in rows)}]\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        told = [
            (row.id, row.at_us, row.user_id, row.user_name, row.address, row.comment, row.folded)
            for row in session.scalars(select(Snapshot).order_by(Snapshot.id))
        ]
    assert told == [
        (1, 1_767_225_600_000_000, 1, "a", "127.0.0.1", None, None),
        (2, round((NOW - 600) * 1e6), 1, "a", "10.0.0.7", "ÄB", "äb"),
    ]
