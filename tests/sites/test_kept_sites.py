"""A site that is kept is the site that would be read, or it is read."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from types import ModuleType

import pytest

from ctserver import resources
from ctserver.mosaics.models import Mosaic
from ctserver.mosaics.schemas import Level
from ctserver.sites import shipped
from ctserver.sites.load import load_site
from ctserver.sites.section import Section
from ctserver.sites.shipped import keep_sites, kept_path, kept_site, shipped_sites
from tests.support.databases import seeded
from tests.support.films import film

NAMES = ("demo", "docs", "minimal")
FOOTAGE = """name: film
profiles: [{name: p}]
users: [{name: zoe, password: x, profile: p}]
cameras: [{id: 1, name: Gate, model: M, footage: gate.mp4, device: {host: h}, streams: [{id: 1, name: s, size: 640x480}]}]
"""


@pytest.fixture
def fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of what ships, of which nothing is kept yet."""
    copies = copytree(resources.fixtures(), tmp_path / "fixtures")
    (copies / "large.yaml").unlink()
    monkeypatch.setattr(resources, "fixtures", lambda: copies)
    monkeypatch.setattr(shipped, "kept_path", lambda name: tmp_path / f"kept.{name}")
    return copies


@pytest.fixture
def kept(fixtures: Path) -> Path:
    keep_sites()
    return fixtures


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_site_is_the_site_that_would_be_read(kept: Path, name: str) -> None:
    assert kept_site(name) == load_site(name)


def test_nothing_is_kept_unless_it_has_been_written(fixtures: Path) -> None:
    assert [kept_site(name) for name in NAMES] == [None, None, None]


@pytest.mark.parametrize("name", ["other", "demo.yaml", "../fixtures/demo", ""])
def test_only_what_ships_is_kept(kept: Path, name: str) -> None:
    assert kept_site(name) is None


def test_a_site_whose_text_has_changed_is_read(kept: Path) -> None:
    path = kept / "minimal.yaml"
    path.write_text(path.read_text() + "delay_seconds: 3\n")
    assert kept_site("minimal") is None
    assert kept_site("demo") is not None


def test_a_site_is_read_where_a_module_of_ours_has_changed(
    fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("ctserver.sites.extra")
    module.__file__ = str(tmp_path / "extra.py")
    (tmp_path / "extra.py").write_text("LIMIT = 1\n")
    monkeypatch.setitem(sys.modules, "ctserver.sites.extra", module)
    keep_sites()
    assert kept_site("minimal") is not None
    (tmp_path / "extra.py").write_text("LIMIT = 12\n")
    assert kept_site("minimal") is None


def test_a_site_is_read_where_an_image_has_changed_or_gone(kept: Path) -> None:
    image = next(background.image for section in load_site("demo").maps for background in section.backgrounds)
    os.utime(image, (1, 1))
    assert kept_site("demo") is None
    image.unlink()
    assert kept_site("demo") is None
    assert kept_site("minimal") is not None


def test_a_site_is_read_by_another_pydantic(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydantic.VERSION", "2.0")
    assert kept_site("minimal") is None


def test_a_damaged_file_is_as_none(kept: Path) -> None:
    path = shipped.kept_path("minimal")
    data = bytearray(path.read_bytes())
    for damaged in (b"", data[:50], data[:-1], bytes(len(data))):
        path.write_bytes(damaged)
        assert kept_site("minimal") is None
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert kept_site("minimal") is None


def test_a_site_with_footage_is_not_kept(fixtures: Path) -> None:
    film(fixtures / "gate.mp4", 25)
    (fixtures / "film.yaml").write_text(FOOTAGE)
    keep_sites()
    assert "film" in shipped_sites()
    assert kept_site("film") is None


def test_a_site_that_cannot_be_used_is_not_kept(fixtures: Path) -> None:
    (fixtures / "broken.yaml").write_text("name: broken\n")
    keep_sites()
    assert kept_site("broken") is None
    assert kept_site("minimal") is not None


PROGRAM = """
import sys
from ctserver.premises import occupy
from ctserver.settings import Settings
from ctserver.sites.store import prepare_database
with occupy(Settings.read({"port": 0, "data": sys.argv[1]})) as premises:
    prepare_database(premises)
from ctserver.sites.schema import Site
print("yaml" in sys.modules, bool(Site.__pydantic_complete__))
"""


def test_of_a_kept_site_nothing_is_built_to_write_it(tmp_path: Path) -> None:
    bytecode = f"pycache_prefix={tmp_path / 'bytecode'}"
    said = []
    for number in (1, 2):
        command = [sys.executable, "-X", bytecode, "-c", PROGRAM, str(tmp_path / f"data{number}")]
        said.append(subprocess.run(command, check=True, timeout=100, capture_output=True, text=True).stdout.split())
        keep = "from ctserver.sites.shipped import keep_sites; keep_sites()"
        subprocess.run([sys.executable, "-X", bytecode, "-c", keep], check=True, timeout=100)
    assert said == [["True", "True"], ["False", "False"]]


def test_each_kept_file_has_a_name_of_its_own() -> None:
    assert len({kept_path(name) for name in shipped_sites()}) == len(shipped_sites())


@pytest.mark.parametrize("name", NAMES)
def test_values_are_what_pydantic_would_tell(name: str) -> None:
    site = load_site(name)
    ptz = [camera.ptz for camera in site.cameras if camera.ptz]
    flat: list[Section] = [*site.commands, *site.servers, *site.disks, site.monitoring, *site.screens]
    flat += [*site.sort_criteria, *(stream for camera in site.cameras for stream in camera.streams)]
    flat += [place for each in ptz for place in (*each.presets, *each.tours)]
    assert [section.values() for section in flat] == [section.model_dump() for section in flat]
    assert [section.values("name") for section in flat] == [section.model_dump(exclude={"name"}) for section in flat]


@pytest.mark.parametrize("name", NAMES)
def test_levels_of_mosaics_are_written_as_the_api_keeps_them(tmp_path: Path, name: str) -> None:
    with seeded(tmp_path, name) as database, database.session() as session:
        levels = [level for mosaic in session.query(Mosaic) for level in mosaic.levels]
    assert levels == [Level(**level).model_dump(mode="json", by_alias=False) for level in levels]
