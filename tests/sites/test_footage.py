"""The file that a camera of a site loops: found beside the site's, or refused in one line that says where and why."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from ctserver.cameras.catalogue import read_catalogue
from ctserver.db import Database, sqlite_url
from ctserver.installation.models import Installation
from ctserver.sites.document import SiteError
from ctserver.sites.load import load_site
from ctserver.video.footage import Footage
from ctserver.video.footage.probe import probe
from ctserver.video.scene import FOOTAGE
from tests.support.databases import seeded
from tests.support.films import cut_short, film, still, tune
from tests.support.serving import refusal, serving

SITE = """\
name: test
profiles:
  - {name: Admins, levels: [admin]}
users:
  - {name: admin, password: camtrace, profile: Admins}
cameras:
  - id: 1
    name: Gate
    model: M
    footage: {footage}
    device: {host: h}
    streams:
      - {id: 1, name: SD, size: 320x240, roles: [rrecord]}
"""
LINE = 10


def site(directory: Path, footage: str, text: str = SITE) -> Path:
    directory.mkdir(exist_ok=True)
    path = directory / "site.yaml"
    path.write_text(text.replace("{footage}", footage))
    return path


def refused(path: Path) -> str:
    """What is said after the file's name."""
    with pytest.raises(SiteError) as error:
        load_site(str(path))
    return str(error.value).removeprefix(f"{path}:")


def test_a_path_begins_where_the_site_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clips").mkdir()
    expected = probe(film(tmp_path / "clips" / "gate.mp4", 25))
    path = site(tmp_path, "clips/gate.mp4")
    assert load_site(str(path)).cameras[0].footage == expected
    monkeypatch.chdir(tmp_path / "clips")
    assert load_site("../site.yaml").cameras[0].footage == Footage(
        f"{tmp_path}/clips/../clips/gate.mp4", expected.digest, 1.0
    )


def test_a_path_may_be_absolute(tmp_path: Path) -> None:
    path = still(tmp_path / "gate.png")
    assert load_site(str(site(tmp_path / "elsewhere", str(path)))).cameras[0].footage == probe(path)


def test_the_database_keeps_path_length_and_digest(tmp_path: Path) -> None:
    expected = probe(film(tmp_path / "gate.mp4", 30))
    with seeded(tmp_path / "data", str(site(tmp_path, "gate.mp4"))) as database:
        camera = database.remember(read_catalogue).camera(1, 0)
    assert camera
    assert (camera.scene, camera.footage) == (FOOTAGE, expected)
    assert expected.seconds == 1.2


def test_a_camera_has_a_scene_or_footage(tmp_path: Path) -> None:
    still(tmp_path / "gate.png")
    path = site(tmp_path, "gate.png", SITE.replace("    device", "    scene: dock\n    device"))
    assert refused(path) == "10: cameras.0.footage: expected either a scene or footage, this camera has both"


@pytest.mark.parametrize("given", ["", "7", "[gate.mp4]", "{path: gate.mp4}", "''"])
def test_what_is_no_path(tmp_path: Path, given: str) -> None:
    said = refused(site(tmp_path, given))
    assert said.startswith(
        "10: cameras.0.footage: expected the path of a video or a picture, from the site file's directory on"
    )


def test_footage_is_no_kind_of_scene(tmp_path: Path) -> None:
    path = site(tmp_path, "", SITE.replace("footage: {footage}", "scene: footage"))
    assert refused(path).startswith("10: cameras.0.scene: expected one of corridor, dock, ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    said = refused(site(tmp_path, "gate.mp4"))
    assert said == (
        f"10: cameras.0.footage: expected a video or a picture, there is no file {tmp_path}/gate.mp4, got 'gate.mp4'"
    )


def test_only_the_name_is_read_without_looking_into_footage(tmp_path: Path) -> None:
    assert load_site(str(site(tmp_path, "gate.mp4")), footage=False).name == "test"


def broken(directory: Path) -> dict[str, str]:
    """Files that are no footage, each with what is said of it."""
    directory.mkdir(exist_ok=True)
    (directory / "directory").mkdir()
    (directory / "noise.mp4").write_bytes(b"no film at all, and not quite text either \xff\x00" * 99)
    (directory / "empty.mp4").touch()
    tune(directory / "tune.mp4")
    cut_short(film(directory / "short.mkv", 100))
    still(directory / "thin.png", size=(8, 64))
    return {
        "gone.mp4": f"expected a video or a picture, there is no file {directory}/gone.mp4",
        "directory": f"expected a video or a picture, {directory}/directory is a directory",
        "noise.mp4": "expected a video or a picture that FFmpeg reads, this file is not: "
        "Invalid data found when processing input",
        "empty.mp4": "expected a video or a picture that FFmpeg reads, this file is not: "
        "Invalid data found when processing input",
        "tune.mp4": "expected a file with a video stream, this one has only audio",
        "short.mkv": "expected a whole file, this one is cut short after 2.2 of 4.0 s",
        "thin.png": "expected pictures from 16x16 to 8192x8192 pixels, these have 8x64",
    }


def test_a_bad_file_is_told_with_its_line(tmp_path: Path) -> None:
    for name, expected in broken(tmp_path).items():
        assert refused(site(tmp_path, name)) == f"{LINE}: cameras.0.footage: {expected}, got '{name}'"


def test_a_server_refuses_to_start_with_a_bad_file(tmp_path: Path) -> None:
    """In one line, and it leaves a database without a site, so that the next start can have one."""
    data, path = tmp_path / "data", site(tmp_path, "short.mp4")
    cut_short(film(tmp_path / "short.mp4", 100, sound=True))
    said = refusal(tmp_path, "--site", str(path), "--data", str(data))
    assert said.startswith(
        f"ctserver: {path}:{LINE}: cameras.0.footage: expected a video or a picture that FFmpeg reads, "
    )
    assert said.endswith(", got 'short.mp4'")
    database = Database(sqlite_url(data), durable=False)
    with database.session() as session:
        assert session.get(Installation, 1) is None
    database.dispose()
    film(tmp_path / "short.mp4", 10)
    with serving(tmp_path, "--site", str(path), "--data", str(data)) as server:
        assert server.stop() == 0


def test_the_tables_have_a_place_for_it(database: Database) -> None:
    assert "footage" in {column["name"] for column in inspect(database.engine).get_columns("camera")}
