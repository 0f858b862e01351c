"""An export's life: asked for, written, downloaded, summed up, archived, launched again, deleted."""

import asyncio
import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import httpx

from tests.exports.conftest import ADMIN, GUARD, Json, OwnSite, at
from tests.support.actions import last_action
from tests.video.rtsp.players import program

ATTRIBUTES = [
    "id", "cameraId", "diskId", "from", "to", "type", "comment", "downloadUrl", "size", "p100", "md5sum", "archived",
    "createdAt", "url",
]  # fmt: skip


def manifest(path: Path) -> Json:
    with zipfile.ZipFile(path) as held:
        told: Json = json.loads(held.read("manifest.json"))
        return told


def listed(site: OwnSite, export: Json) -> list[Json]:
    """The slices that cover its time, as the archive lists them."""
    query = {"cameraId": export["cameraId"], "from": export["from"], "to": export["to"], "type": export["type"]}
    found: list[Json] = site.api.get("/slices", params=query, auth=ADMIN).json()["slices"]
    return found


def test_it_is_answered_as_in_the_document(site: OwnSite) -> None:
    export = site.create(comment="Tour", type="r")
    assert list(export) == ATTRIBUTES
    number = export["id"]
    assert export == {
        "id": number, "cameraId": 1, "diskId": None, "from": at("09:30:00"), "to": at("09:31:00"), "type": "r",
        "comment": "Tour", "downloadUrl": f"/api/v1.2/exports/{number}/download", "size": 0, "p100": 0, "md5sum": None,
        "archived": False, "createdAt": at("10:00:00"), "url": f"/api/v1.2/exports/{number}",
    }  # fmt: skip
    site.settle()
    size = site.file(number).stat().st_size
    assert site.read(number) == export | {"p100": 100, "size": size}


def test_the_file_holds_the_slices_as_they_are_listed(site: OwnSite, tmp_path: Path) -> None:
    export = site.done(begin="09:25:00", end="09:41:00", comment="é")
    path = tmp_path / "export.zip"
    path.write_bytes(site.ask("GET", f"/{export['id']}/download").content)
    subprocess.run([program("unzip"), "-tq", str(path)], check=True, capture_output=True)
    told, slices = manifest(path), listed(site, export)
    assert told["export"] == {
        "id": export["id"], "cameraId": 1, "cameraName": '../Yard: "é"', "from": at("09:25:00"), "to": at("09:41:00"),
        "type": "r", "comment": "é", "createdAt": at("10:00:00"),
    }  # fmt: skip
    assert [(one["start"], one["stop"], one["size"], one["type"]) for one in told["slices"]] == [
        (one["start"], one["stop"], one["size"], one["type"]) for one in slices
    ]
    assert len(slices) == 3
    with zipfile.ZipFile(path) as held:
        assert held.namelist() == [*(one["file"] for one in told["slices"]), "manifest.json"]
        assert {member.compress_type for member in held.infolist()} == {zipfile.ZIP_STORED}
        for one in told["slices"]:
            content = held.read(one["file"])
            assert (len(content), hashlib.md5(content).hexdigest()) == (one["size"], one["md5"])
            assert set(one["file"]) <= set("abcdefghijklmnopqrstuvwxyzTZ0123456789-_."), "a name for every system"


def test_a_slice_in_it_is_the_one_that_is_downloaded_and_can_be_played(site: OwnSite, tmp_path: Path) -> None:
    export = site.done(camera=4, begin="09:39:00", end="09:42:00", type="a")
    (one,) = listed(site, export)
    with zipfile.ZipFile(site.file(export["id"])) as held:
        held.extractall(tmp_path)
    (path,) = tmp_path.glob("*.mkv")
    downloaded = site.api.get(one["downloadUrl"].removeprefix("/api/v1.2"), auth=ADMIN)
    assert path.read_bytes() == downloaded.content
    probe = [
        program("ffprobe"),
        "-loglevel",
        "error",
        "-count_frames",
        "-show_entries",
        "stream=width,height,nb_read_frames",
    ]
    shown = subprocess.run([*probe, "-of", "csv=p=0", str(path)], capture_output=True, check=True)
    assert (shown.stdout.strip(), shown.stderr) == (b"320,240,30", b""), "twenty seconds, and five before and after"


def test_where_nothing_was_recorded_the_list_is_empty(site: OwnSite) -> None:
    for camera, kind in ((3, "r"), (1, "a")):
        export = site.done(camera=camera, type=kind)
        assert export["p100"] == 100
        assert export["size"] == site.file(export["id"]).stat().st_size
        assert manifest(site.file(export["id"]))["slices"] == []


def test_a_download_can_be_gone_on_with(site: OwnSite) -> None:
    number = site.done(camera=4, begin="09:39:00", end="09:42:00", type="a")["id"]
    path, content = f"/{number}/download", site.file(number).read_bytes()
    head = site.ask("HEAD", path)
    tag = head.headers["etag"]
    assert (head.headers["content-length"], head.content) == (str(len(content)), b"")
    assert head.headers["content-type"] == "application/zip"
    named = f'attachment; filename="export-{number}_camera-4_2026-06-01T09-39-00Z_a.zip"'
    assert head.headers["content-disposition"] == named
    part = site.ask("GET", path, 206, headers={"Range": "bytes=1000-", "If-Range": tag})
    assert part.content == content[1000:]
    assert part.headers["content-range"] == f"bytes 1000-{len(content) - 1}/{len(content)}"
    assert site.ask("GET", path, 200, headers={"Range": "bytes=1000-", "If-Range": '"other"'}).content == content
    assert site.ask("GET", path, 304, headers={"If-None-Match": tag}).content == b""
    site.ask("GET", path, 416, headers={"Range": f"bytes={len(content)}-"})


def test_a_sum_is_a_task_and_known_from_then_on(site: OwnSite) -> None:
    export = site.done(camera=4, begin="09:39:00", end="09:42:00", type="a")
    number = export["id"]
    assert export["md5sum"] is None
    expected = hashlib.md5(site.file(number).read_bytes()).hexdigest()
    assert site.ask("GET", f"/{number}/md5sum", auth=GUARD).json() == {"md5sum": expected}
    task = site.task("sum")
    assert (task["status"], task["progress"], task["userName"]) == ("done", "100%", "guard")
    assert site.read(number)["md5sum"] == expected
    site.ask("GET", f"/{number}/md5sum")
    assert site.task("sum")["id"] == task["id"]


def test_an_archived_export_has_no_file(site: OwnSite) -> None:
    export = site.done()
    number = export["id"]
    for given in (1, True, "true", "1"):
        answer = site.ask("PUT", f"/{number}", json={"export": {"archived": given}})
        assert answer.json()["export"] == export | {"archived": True}
    assert not site.file(number).exists()
    told = {"error": f"There is no file of export {number}."}
    assert site.ask("GET", f"/{number}/download", 404).json() == told
    assert site.ask("GET", f"/{number}/md5sum", 404).json() == told
    assert last_action(site.directory / "data", "LogExportArchive") == ("admin", {"id": str(number)})


def test_it_can_be_launched_again(site: OwnSite) -> None:
    number = site.done()["id"]
    before, task = site.file(number).read_bytes(), site.task()
    site.ask("GET", f"/{number}/md5sum")
    site.ask("PUT", f"/{number}", json={"export": {"archived": 1}})
    again = site.ask("PATCH", f"/{number}", auth=GUARD).json()["export"]
    assert (again["p100"], again["size"], again["md5sum"], again["archived"]) == (0, 0, None, False)
    site.settle()
    assert site.read(number) == again | {"p100": 100, "size": len(before)}
    assert site.file(number).read_bytes() == before
    newer = site.task()
    assert (newer["status"], newer["userName"]) == ("done", "guard")
    assert newer["id"] > task["id"]
    assert last_action(site.directory / "data", "LogExportRelaunch") == ("guard", {"id": str(number)})


def test_a_deleted_export_is_gone_and_so_is_its_file(site: OwnSite) -> None:
    number = site.done()["id"]
    answer = site.ask("DELETE", f"/{number}", 204)
    assert (answer.content, answer.headers["content-type"]) == (b"", "text/html")
    assert not site.file(number).exists()
    for method, path in (("GET", ""), ("DELETE", ""), ("PATCH", ""), ("GET", "/download"), ("GET", "/md5sum")):
        assert site.ask(method, f"/{number}{path}", 404).json() == {"error": f"There is no export {number}."}
    assert site.create()["id"] > number, "no number is given twice"
    assert last_action(site.directory / "data", "LogExportDelete") == ("admin", {"id": str(number)})


def test_a_task_and_an_action_tell_of_it(site: OwnSite) -> None:
    export = site.done(auth=GUARD)
    task = site.task()
    assert (task["type"], task["status"], task["progress"], task["userName"]) == ("concat", "done", "100%", "guard")
    told = {
        "id": str(export["id"]),
        "name": '../Yard: "é"',
        "begin": at("09:30:00"),
        "end": at("09:31:00"),
        "type": "r",
    }
    assert last_action(site.directory / "data", "LogExportCreate") == ("guard", told)


def test_who_has_begun_to_download_gets_all_of_it(site: OwnSite) -> None:
    """Whatever becomes of the export meanwhile: deleted, archived, launched again."""
    for method, body in (("DELETE", None), ("PUT", {"export": {"archived": 1}}), ("PATCH", None)):
        number = site.done(begin="09:25:00", end="09:41:00")["id"]
        content = site.file(number).read_bytes()
        with site.api.stream("GET", f"/exports/{number}/download", auth=ADMIN) as answer:
            pieces = answer.iter_raw(2**16)
            taken = [next(pieces)]
            site.ask(method, f"/{number}", 204 if method == "DELETE" else 200, json=body)
            assert b"".join([*taken, *pieces]) == content
        site.settle()


def test_a_site_lists_exports_whose_files_are_made_when_they_are_asked_for(site: OwnSite) -> None:
    export = site.read(1)
    assert (export["p100"], export["size"], export["comment"]) == (100, 0, "Before")
    assert not site.file(1).exists()
    content = site.ask("GET", "/1/download", auth=GUARD).content
    assert site.read(1) == export | {"size": len(content)}
    assert len(manifest(site.file(1))["slices"]) == 1
    assert site.ask("GET", "/1/md5sum").json() == {"md5sum": hashlib.md5(content).hexdigest()}
    assert site.ask("GET", "/4/md5sum").json()["md5sum"] == hashlib.md5(site.file(4).read_bytes()).hexdigest()
    site.ask("GET", "/2/download", 404)


def test_several_who_ask_at_once_have_it_summed_up_once(site: OwnSite) -> None:
    number = site.done()["id"]
    before = max(task["id"] for task in site.tasks())

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=site.api.base_url, auth=ADMIN, timeout=60, trust_env=False) as api:
            return await asyncio.gather(*(api.get(f"/exports/{number}/md5sum") for _ in range(5)))

    answers = site.running.portal.call(ask)
    assert len({answer.text for answer in answers}) == 1
    newest = site.task("sum")["id"]
    tasks = [task for task in site.tasks("sum") if task["id"] > before]
    assert [task["id"] for task in tasks] == [newest]
