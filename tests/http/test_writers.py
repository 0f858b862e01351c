"""Many clients that write at once: every write is answered, and none is lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.serving import serving
from tests.support.users import ADMIN

CLIENTS, TURNS = 20, 3


@pytest.fixture
def api(tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        serving(tmp_path, "--site", "demo") as server,
        httpx.Client(
            base_url=f"{server.http}/api/v1.2", auth=("admin", "camtrace"), timeout=60, trust_env=False
        ) as api,
    ):
        yield api


def actions(api: httpx.Client) -> Counter[str]:
    return Counter(action["action"] for action in api.get("/users/actions").json()["actions"])


def write(url: httpx.URL, client: int, map_uuid: str) -> list[tuple[int, int]]:
    """Statuses, each with the status that was expected; `client` keeps a folder and a mosaic, and shares a map."""
    told = []
    with httpx.Client(base_url=url, auth=("admin", "camtrace"), timeout=60, trust_env=False) as api:
        mosaic = {
            "name": f"Client {client}",
            "layout": [[0]],
            "rows": 1,
            "cols": 1,
            "levels": [{"name": "l", "elements": []}],
        }
        created = [
            api.post("/groups", json={"group": mosaic}),
            api.post("/folders", json={"folder": {"name": f"Client {client}", "items": []}}),
        ]
        told += [(answer.status_code, 201) for answer in created]
        for turn in range(TURNS):
            names = [{"name": f"Client {client}, turn {turn}"}] * 3
            paths = (created[0].headers["Location"], created[1].headers["Location"], f"/api/v1.2/maps/{map_uuid}")
            for path, kind, content in zip(paths, ("group", "folder", "map"), names, strict=True):
                answer = api.put(url.join(path), json={kind: content})
                told.append((answer.status_code, 200))
    return told


def test_no_write_of_twenty_clients_is_refused_or_lost(api: httpx.Client) -> None:
    assert api.get("/cameras", auth=ADMIN).status_code == 200  # the password is known from here on
    known = api.get("/maps").json()["maps"][0]["uuid"]
    version, before = api.get(f"/maps/{known}").json()["map"]["version"], actions(api)
    with ThreadPoolExecutor(CLIENTS) as clients:
        told = [
            pair for pairs in clients.map(lambda n: write(api.base_url, n, known), range(CLIENTS)) for pair in pairs
        ]
    assert [pair for pair in told if pair[0] != pair[1]] == []

    last = {f"Client {client}, turn {TURNS - 1}" for client in range(CLIENTS)}
    assert last <= {mosaic["name"] for mosaic in api.get("/groups").json()["groups"]}
    assert last <= {folder["name"] for folder in api.get("/folders").json()["folders"]}
    assert api.get(f"/maps/{known}").json()["map"]["version"] == version + CLIENTS * TURNS
    changed = dict.fromkeys(("LogGroupUpdate", "LogFolderUpdate", "LogMapUpdate"), CLIENTS * TURNS)
    assert actions(api) - before == changed | dict.fromkeys(("LogGroupCreate", "LogFolderCreate"), CLIENTS)
