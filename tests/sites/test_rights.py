"""What a site file says about rights, as the catalogue gives it."""

from pathlib import Path

import pytest

from ctserver.auth.service import read_directory
from ctserver.cameras.catalogue import ALL_RIGHTS, NO_RIGHTS, Catalogue, Rights, read_catalogue
from ctserver.cameras.service import visible
from tests.support.databases import NOW, seeded


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    with seeded(tmp_path_factory.mktemp("demo"), "demo") as database:
        return database.remember(read_catalogue)


@pytest.mark.parametrize(
    ("user", "camera", "rights"),
    [
        ("admin", 1, ALL_RIGHTS),
        ("admin", 999, ALL_RIGHTS),
        ("demo", 16, ALL_RIGHTS),
        ("guard", 5, Rights(live=True, records=True, snapshots=True)),
        ("monitor", 1, Rights(records=True)),
        ("monitor", 2, NO_RIGHTS),
        ("guest", 2, Rights(live=True)),
        ("guest", 3, NO_RIGHTS),
    ],
)
def test_rights_of_the_demo_users(catalogue: Catalogue, tmp_path: Path, user: str, camera: int, rights: Rights) -> None:
    with seeded(tmp_path, "demo") as database:
        account = database.remember(read_directory).accounts[user]
    assert catalogue.rights_of(account, camera) == rights


def test_a_named_camera_replaces_what_every_camera_grants(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    cameras = "".join(
        f"  - {{id: {n}, name: c, model: m, device: {{host: h}}, streams: [{{id: 1, name: s, size: 640x480}}]}}\n"
        for n in (1, 2, 3)
    )
    site.write_text(
        "name: t\nprofiles: [{name: p, cameras: {'*': [live], 2: [records], 3: []}}]\n"
        f"users: [{{name: u, password: x, profile: p}}]\ncameras:\n{cameras}"
    )
    with seeded(tmp_path / "data", str(site)) as database:
        account = database.remember(read_directory).accounts["u"]
        seen = [(camera.id, rights) for camera, rights in visible(database.remember(read_catalogue), account, NOW)]
    assert seen == [(1, Rights(live=True)), (2, Rights(records=True))]
