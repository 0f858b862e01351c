"""What a site file says of mosaics and passive screens, and the mistakes that are found at their line."""

import re
from pathlib import Path

import pytest

from ctserver.mosaics.service import read_mosaics
from ctserver.screens.service import read_screens
from ctserver.sites.document import SiteError
from ctserver.sites.load import load_site
from tests.support.databases import seeded

GOOD = """\
name: test
profiles:
  - {name: P, mosaics: {1: [view, edit]}, screens: {4: [view]}}
users:
  - {name: a, password: b, profile: P}
cameras:
  - {id: 1, name: Yard, model: M, device: {host: h}, streams: [{id: 1, name: HD, size: 1280x720}]}
servers:
  - {id: 7, name: Other, host: other.example.com}
mosaics:
  - id: 1
    name: M
    layout: [[0, 1]]
    levels:
      - name: L
        elements:
          - {cell: 0, camera: 1, stream: 1}
          - {cell: 1, image: 'http://example.com/a.png'}
screens:
  - {id: 4, num: 1, name: S, host: h, mosaic: 1}
  - {id: 5, num: 2, name: T, host: h, server: 7, camera: 99}
"""


def test_a_site_gets_its_mosaics_and_screens(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(GOOD)
    with seeded(tmp_path / "data", str(site)) as database:
        (shown,) = database.remember(read_mosaics).mosaics.values()
        screens = database.remember(read_screens)
    assert (shown.mosaic.rows, shown.mosaic.cols) == (1, 2)
    kinds = [(element.type, element.camera_id, element.url) for element in shown.mosaic.levels[0].elements]
    assert kinds == [("c", 1, None), ("i", None, "http://example.com/a.png")]
    assert [(s.server_id, s.camera_id, s.mosaic_id) for s in screens.values()] == [(0, None, 1), (7, 99, None)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[0, 1]]", "[[0, 1], [0]]", "13: mosaics.0.layout: expected rows of the same length"),
        ("[[0, 1]]", "[[0, 2]]", "13: mosaics.0.layout: expected cells that are numbered from 0 without gaps"),
        ("[[0, 1]]", "[[0, 1], [1, 0]]", "13: mosaics.0.layout: expected each cell to be a rectangle, cell 0 is none"),
        ("cell: 1,", "cell: 2,", "18: mosaics.0.levels.0.elements.1.cell: expected a cell of the layout"),
        ("cell: 1,", "cell: 0,", "18: mosaics.0.levels.0.elements.1.cell: expected a cell that is still free"),
        ("image:", "camera: 1, image:", "18: mosaics.0.levels.0.elements.1: expected one of camera, image and page"),
        (", stream: 1}", "}", "17: mosaics.0.levels.0.elements.0: expected a stream or a quality"),
        ("stream: 1}", "stream: 2}", "17: mosaics.0.levels.0.elements.0.stream: expected the id of one of the camera's streams"),
        ("camera: 1,", "camera: 2,", "17: mosaics.0.levels.0.elements.0.camera: expected the id of one of the cameras"),
        ("mosaic: 1}", "mosaic: 2}", "20: screens.0.mosaic: expected the id of one of the mosaics"),
        ("mosaic: 1}", "mosaic: 1, camera: 1}", "20: screens.0.mosaic: expected either a camera or a mosaic"),
        ("mosaic: 1}", "camera: 2}", "20: screens.0.camera: expected the id of one of the cameras"),
        ("server: 7", "server: 8", "21: screens.1.server: expected 0 or the id of one of the servers"),
        ("id: 5,", "id: 4,", "21: screens.1.id: screen 4 stands here a second time"),
        ("mosaics: {1:", "mosaics: {2:", "3: profiles.0.mosaics.2: expected the id of one of the mosaics"),
        ("screens: {4:", "screens: {6:", "3: profiles.0.screens.6: expected the id of one of the screens"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GOOD.count(old) == 1
    path = tmp_path / "site.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(SiteError, match=re.escape(f"{path}:{said}")):
        load_site(str(path))
