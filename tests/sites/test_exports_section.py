"""External disks and exports in a site file."""

from pathlib import Path

import pytest
from sqlalchemy import select

from ctserver.exports.disks import Disk, read_disks
from ctserver.exports.models import Export
from ctserver.exports.service import read_exports
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import NOW, seeded

HERE, MINUTE = round(NOW * 1e6), 60_000_000
EXPORT = "id: 1, camera: 1, user: a, minutes_ago: 9, seconds: 9"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (EXPORT.replace("camera: 1", "camera: 2"), "exports.0.camera: expected one of the cameras, got 2"),
        (EXPORT.replace("user: a", "user: b"), "exports.0.user: expected one of the users, got b"),
        (f"{EXPORT}, disk: 2", "exports.0.disk: expected one of the disks, got 2"),
        ("id: 1, camera: 1, user: a", "exports.0: expected either minutes_ago and seconds, or begin and end"),
        (
            f"{EXPORT}, end: 2026-01-02T00:00:00Z",
            "exports.0: expected either minutes_ago and seconds, or begin and end",
        ),
        (
            "id: 1, camera: 1, user: a, begin: 2026-01-02T00:00:00Z, end: 2026-01-03T00:00:01Z",
            "exports.0.end: expected a date after begin, by a day at most",
        ),
        (
            f"{EXPORT}, created: 2026-01-02T00:00:00Z, created_minutes_ago: 1",
            "exports.0: expected created or created_minutes_ago, one of them",
        ),
        (f"{EXPORT}, type: x", "exports.0.type: input should be 'a' or 'r'"),
    ],
)
def test_an_export_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}exports: [{{{row}}}]\n").startswith(f"13: {said}")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("id: 1, name: D", "disks.0: expected the size in bytes of a disk that has no path"),
        ("id: 1, name: D, size: -1", "disks.0.size: input should be greater than or equal to 0"),
        ("id: 1, name: D, path: ''", "disks.0.path: expected the path of a directory"),
        ("id: 1, name: D, size: 1}, {id: 1, name: E, size: 1", "disks.1.id: disk 1 stands here a second time"),
    ],
)
def test_a_disk_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}disks: [{{{row}}}]\n").startswith(f"13: {said}")


def test_they_are_written_as_they_are_told(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(
        f"{GOOD}disks: [{{id: 2, name: D, size: 7}}, {{id: 3, name: E, path: there, fstype: nfs}}]\n"
        f"exports: [{{{EXPORT}}}, {{id: 5, camera: 1, user: a, type: a, disk: 3, archived: true, comment: c,"
        " begin: 2026-01-01T00:00:00Z, end: 2026-01-02T00:00:00Z, created: 2026-01-03T00:00:00Z}]\n"
    )
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        disks, exports = read_disks(session), read_exports(session)
        users = {row.user_id for row in session.scalars(select(Export))}
    assert dict(disks) == {
        2: Disk(2, "D", None, "ext4", 7), 3: Disk(3, "E", str(tmp_path / "there"), "nfs", None)
    }  # fmt: skip
    first, second = exports[1], exports[5]
    assert (first.begin_us, first.end_us) == (HERE - 9 * MINUTE, HERE - 9 * MINUTE + 9_000_000)
    assert first.shown.created_at == "2026-06-01T09:51:09Z"
    assert (second.shown.begin, second.shown.created_at) == ("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")
    assert (second.disk_id, second.shown.archived, second.shown.comment) == (3, True, "c")
    assert {entry.shown.p100 for entry in exports.values()} == {100}
    assert len(users) == 1
