from pathlib import Path

import pytest

from ctserver.db import Base
from ctserver.resources import fixtures
from ctserver.sites.load import load_site
from ctserver.sites.shipped import shipped_sites
from tests.support.databases import seeded


def rows(directory: Path, site: str, seed: int = 1) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as it was written."""
    with seeded(directory, site, seed) as database, database.session() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: [tuple(row) for row in session.execute(table.select())] for table in tables}


@pytest.mark.parametrize("name", shipped_sites())
def test_a_shipped_site_loads_and_is_named_as_its_file(name: str) -> None:
    assert load_site(name).name == name


@pytest.mark.parametrize("name", shipped_sites())
def test_seeding_is_deterministic(tmp_path: Path, name: str) -> None:
    assert rows(tmp_path / "one", name) == rows(tmp_path / "two", name)


def test_the_demo_site_holds_what_the_project_promises() -> None:
    site = load_site("demo")
    assert [user.name for user in site.users] == ["admin", "demo", "guard", "monitor", "guest"]
    assert len(site.cameras) == 16
    assert {camera.condition for camera in site.cameras} == {"ok", "offline", "read_only", "video_off"}
    assert {stream.encoding for camera in site.cameras for stream in camera.streams} == {"H264", "MPEG4", "JPEG"}
    assert {camera.schedule for camera in site.cameras} == {"continuous", "office", "none"}


@pytest.mark.parametrize("trait", ["ignored", "remote", "upside_down", "in_alarm", "forced", "indexed", "ptz"])
def test_the_demo_site_has_a_camera_for_each_trait(trait: str) -> None:
    assert any(getattr(camera, trait) for camera in load_site("demo").cameras)


def test_no_password_is_written(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(
        "name: t\nprofiles: [{name: p}]\nusers: [{name: zoe, password: correct horse battery, profile: p}]\n"
    )
    with seeded(tmp_path / "data", str(site)):
        written = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"correct horse" not in written
    assert b"zoe" in written


def test_salts_of_users_without_a_given_hash_follow_the_seed(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("name: t\nprofiles: [{name: p}]\nusers: [{name: zoe, password: x, profile: p}]\n")
    hashes = [rows(tmp_path / str(seed), str(site), seed)["user"][0][3] for seed in (1, 2)]
    assert hashes[0] != hashes[1]


@pytest.mark.parametrize("name", shipped_sites())
def test_a_copy_of_a_shipped_site_can_be_changed(tmp_path: Path, name: str) -> None:
    copy = tmp_path / "mine.yaml"
    copy.write_text((fixtures() / f"{name}.yaml").read_text().replace(f"name: {name}\n", "name: mine\n", 1))
    assert load_site(str(copy)).model_copy(update={"name": name}) == load_site(name)


def test_a_site_has_images_of_its_own(tmp_path: Path) -> None:
    copy, image = tmp_path / "mine.yaml", tmp_path / "maps" / "car-parks.png"
    copy.write_text((fixtures() / "demo.yaml").read_text())
    image.parent.mkdir()
    image.write_bytes(b"GIF89a")
    assert load_site(str(copy)).maps[0].backgrounds[0].image == image
