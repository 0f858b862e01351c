from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

CHANNELS = {
    "live": "/live/view",
    "live_mosaic": "/m",
    "control": "/control",
    "player_control": "/record/control",
    "player_video": "/record/video",
}
NOTHING = {"live": False, "records": False, "ptz": False, "snapshots": False}


def login(api: httpx.Client, auth: WsseAuth, **headers: str) -> dict[str, Any]:
    answer = api.get("/api/v1.2/users/login", auth=auth, headers=headers)
    assert answer.status_code == 200
    return dict(answer.json())


def test_it_needs_credentials(api: httpx.Client) -> None:
    assert api.get("/api/v1.2/users/login").status_code == 401


@pytest.mark.parametrize(("channel", "url"), CHANNELS.items())
def test_each_channel_has_scheme_port_and_url(api: httpx.Client, channel: str, url: str) -> None:
    assert login(api, DEMO)["services"][channel] == {"scheme": "ws", "port": api.base_url.port, "url": url}


def test_the_variant_of_the_stream_protocol_is_told(api: httpx.Client) -> None:
    services = login(api, DEMO)["services"]
    assert services["mobile"] == {"stream_protocol": "v1b"}
    assert set(services) == {*CHANNELS, "mobile"}


def test_ports_are_those_under_which_the_request_came(api: httpx.Client) -> None:
    services = login(api, DEMO, Host="cameras.example:9000")["services"]
    assert {services[channel]["port"] for channel in CHANNELS} == {9000}


def test_schemes_are_secure_where_the_proxy_says_so(api: httpx.Client) -> None:
    headers = {"Host": "cameras.example", "X-Forwarded-Proto": "https"}
    services = login(api, DEMO, **headers)["services"]
    assert {(services[channel]["scheme"], services[channel]["port"]) for channel in CHANNELS} == {("wss", 443)}


@pytest.mark.parametrize(
    ("auth", "levels"),
    [
        (ADMIN, ["admin", "protection", "consult", "monitor"]),
        (DEMO, []),
        (GUARD, ["protection", "consult"]),
        (MONITOR, ["monitor"]),
        (GUEST, []),
    ],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_levels_are_told(api: httpx.Client, auth: WsseAuth, levels: list[str]) -> None:
    assert login(api, auth)["permissions"]["levels"] == levels


@pytest.mark.parametrize(
    ("auth", "cameras"),
    [
        (ADMIN, [{"id": n} | dict.fromkeys(NOTHING, True) for n in range(1, 17)]),
        (DEMO, [{"id": n} | dict.fromkeys(NOTHING, True) for n in range(1, 17)]),
        (GUARD, [{"id": n} | dict.fromkeys(NOTHING, True) | {"ptz": False} for n in range(1, 17)]),
        (MONITOR, [{"id": 1} | NOTHING | {"records": True}]),
        (GUEST, [{"id": n} | NOTHING | {"live": True} for n in (1, 2)]),
    ],
    ids=["admin", "demo", "guard", "monitor", "guest"],
)
def test_rights_are_told_for_each_visible_camera(
    api: httpx.Client, auth: WsseAuth, cameras: list[dict[str, object]]
) -> None:
    assert login(api, auth)["permissions"]["cameras"] == cameras
