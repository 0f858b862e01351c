"""What a site file numbers itself: users, versions of maps, replay streams."""

from pathlib import Path

import pytest

from ctserver.auth.models import User
from ctserver.cameras.models import Camera
from ctserver.maps.models import Map
from ctserver.sites.load import load_site
from tests.sites.test_broken_files import GOOD, UUID, changed, refusal
from tests.support.databases import seeded

USER = "{name: a, password: b, profile: Admins}"


def users(*ids: str) -> str:
    return changed(
        f"  - {USER}\n",
        "".join(f"  - {USER}\n".replace("a,", f"u{n},").replace("{", f"{{{own}") for n, own in enumerate(ids)),
    )


def test_users_have_the_numbers_that_are_given(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(users("id: 12, ", "id: 3, "))
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        assert {user.name: user.id for user in session.query(User)} == {"u0": 12, "u1": 3}


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("id: 12, ", "id: 12, "), "6: users.1.id: user 12 stands here a second time"),
        (("id: 12, ", ""), "6: users.1: expected an id, as the other users have"),
        (("", "id: 12, "), "5: users.0: expected an id, as the other users have"),
        (("id: 0, ", "id: 1, "), "5: users.0.id: input should be greater than or equal to 1, got 0"),
    ],
)
def test_numbers_are_distinct_and_everybodys(tmp_path: Path, ids: tuple[str, ...], said: str) -> None:
    assert refusal(tmp_path, users(*ids)).startswith(said)


def test_a_map_has_the_version_that_is_given(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(f"{GOOD}maps:\n  - {{uuid: {UUID}, name: m, version: 4}}\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        assert [row.version for row in session.query(Map)] == [4]


@pytest.mark.parametrize(("traits", "stream"), [("replay: false", None), ("replay: false, replay_stream: 1", 1)])
def test_a_replay_stream_may_be_named_where_replay_is_off(tmp_path: Path, traits: str, stream: int | None) -> None:
    site = tmp_path / "site.yaml"
    lines = "".join(f"    {trait}\n" for trait in traits.split(", "))
    site.write_text(changed("size: 1280x720}", "size: 1280x720, roles: [arecord]}") + lines)
    assert not load_site(str(site)).cameras[0].replay
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        (camera,) = session.query(Camera)
        assert (camera.is_replay_enabled, camera.replay_stream_id) == (False, stream)
