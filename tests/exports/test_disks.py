"""Where files lie, and what becomes of an export whose disk does not take it."""

import resource
import shutil
from pathlib import Path

import pytest

from tests.exports.conftest import ADMIN, OwnSite, running, write_site
from tests.live.inside import until


def disks(site: OwnSite) -> dict[int, tuple[int, int]]:
    """Bytes in all and bytes that are free, by disk."""
    rows = site.ask("GET", "/disks").json()["disks"]
    return {row["id"]: (row["totalSpace"], row["freeSpace"]) for row in rows}


def test_disks_are_told_with_their_room(site: OwnSite) -> None:
    rows = site.ask("GET", "/disks").json()["disks"]
    assert list(rows[0]) == ["id", "name", "fstype", "totalSpace", "freeSpace"]
    told = [(row["id"], row["name"], row["fstype"]) for row in rows]
    assert told == [(1, "Evidence", "ext4"), (2, "Stick", "vfat"), (3, "Gone", "ext4"), (4, "Shelf", "ext4")]
    room = disks(site)
    assert (room[2], room[3]) == ((1_000_000, 1_000_000), (0, 0))
    usage = shutil.disk_usage(site.directory / "shelf")
    assert room[4][0] == usage.total


def test_a_file_lies_on_its_disk_and_takes_room_there(site: OwnSite) -> None:
    before = disks(site)[1]
    number = site.done(diskId=1)["id"]
    size = site.file(number, "disks/1").stat().st_size
    assert disks(site)[1] == (before[0], before[1] - size)
    assert not site.file(number).exists()
    assert len(site.ask("GET", f"/{number}/download").content) == size
    site.ask("DELETE", f"/{number}", 204)
    assert disks(site)[1] == before
    shelved = site.done(diskId=4)["id"]
    assert [path.name for path in (site.directory / "shelf").iterdir()] == [f"{shelved}.zip"]
    site.ask("PUT", f"/{shelved}", json={"export": {"archived": 1}})
    assert list((site.directory / "shelf").iterdir()) == []


@pytest.mark.parametrize(("disk", "why"), [(2, "it is too small"), (3, "its directory is missing")])
def test_an_export_that_a_disk_does_not_take_has_failed(site: OwnSite, disk: int, why: str) -> None:
    export = site.done(diskId=disk)
    number = export["id"]
    assert (export["p100"], export["size"]) == (0, 0), why
    assert (site.task()["status"], site.task()["progress"]) == ("aborted", "0%")
    told = {"error": f"Export {number} is not finished."}
    assert site.ask("GET", f"/{number}/download", 409).json() == told
    assert site.ask("GET", f"/{number}/md5sum", 409).json() == told
    site.ask("PATCH", f"/{number}")
    site.settle()
    assert site.task()["status"] == "aborted"
    assert site.ask("PUT", f"/{number}", json={"export": {"archived": 1}}).json()["export"]["archived"]
    site.ask("DELETE", f"/{number}", 204)


def test_a_listed_export_whose_disk_is_gone_has_failed_too(site: OwnSite) -> None:
    site.ask("GET", "/3/download", 409)
    assert site.read(3)["p100"] == 0


def test_a_disk_that_is_there_again_takes_it(site: OwnSite) -> None:
    gone = site.directory / "gone"
    number = site.done(diskId=3)["id"]
    gone.mkdir()
    try:
        site.ask("PATCH", f"/{number}")
        site.settle()
        assert site.read(number)["p100"] == 100
        assert [path.name for path in gone.iterdir()] == [f"{number}.zip"]
    finally:
        shutil.rmtree(gone)
    assert site.ask("GET", f"/{number}/download", 404).json() == {"error": f"There is no file of export {number}."}
    assert site.ask("GET", f"/{number}/md5sum", 404).json() == {"error": f"There is no file of export {number}."}
    assert site.task("sum")["status"] == "aborted"


def test_a_disk_that_gets_full_meanwhile_ends_the_job_and_nothing_else(tmp_path: Path) -> None:
    """A file of the server may have four megabytes: the database has fewer, the export would have fourteen."""
    write_site(tmp_path)
    with running(tmp_path) as (site, server):
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
        number = site.create()["id"]
        until(lambda: site.task()["status"] == "aborted")
        assert site.read(number)["p100"] < 100
        assert sorted(path.name for path in (tmp_path / "data" / "exports").iterdir()) == []
        assert f"ERROR ctserver.exports - export {number}: its disk does not take it: File too large" in server.log
        small = site.create(camera=3)["id"]
        until(lambda: site.read(small)["p100"] == 100)
        rows = site.api.get("/system/logs", params={"limit": 5}, auth=ADMIN).json()["systemLogs"]
        assert f"export {number}: its disk does not take it: File too large" in [row["event"] for row in rows]
        assert server.stop() == 0
        assert "Traceback" not in server.log


def test_a_disk_that_may_not_be_written_to(tmp_path: Path) -> None:
    """A file stands where the directory ought to be."""
    write_site(tmp_path)
    (tmp_path / "gone").write_text("")
    with running(tmp_path) as (site, server):
        number = site.create(diskId=3)["id"]
        until(lambda: site.task()["status"] == "aborted")
        assert site.read(number)["p100"] == 0
        assert "its disk does not take it: Not a directory" in server.log
