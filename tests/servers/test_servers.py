from email.utils import parsedate_to_datetime

import httpx
import pytest

BRANCH = {
    "id": 1,
    "name": "Branch office",
    "host": "branch.example.com",
    "httpPort": 80,
    "livePort": 8000,
    "controlPort": 8001,
    "recordsPort": 8002,
}


def local(host: str, port: int) -> dict[str, object]:
    return {
        "id": 0,
        "name": "Local",
        "host": host,
        "httpPort": port,
        "livePort": port,
        "controlPort": port,
        "recordsPort": port,
    }


def test_the_time_is_that_of_the_date_header(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/getservertime")
    time = answer.json()["serverTime"]
    assert time["timezone"] == "Europe/Paris"
    assert 0 <= parsedate_to_datetime(answer.headers["date"]).timestamp() - time["timestamp"] <= 1


def test_the_local_server_comes_first_and_the_cluster_after(api: httpx.Client) -> None:
    url = api.base_url
    assert api.get("/api/v1.2/servers").json() == {"servers": [local(url.host, url.port or 80), BRANCH]}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("demo.camtrace.com:8080", ("demo.camtrace.com", 8080)),
        ("demo.camtrace.com", ("demo.camtrace.com", 80)),
        ("[::1]:8000", ("::1", 8000)),
    ],
)
def test_host_and_ports_are_those_under_which_the_request_came(
    api: httpx.Client, host: str, expected: tuple[str, int]
) -> None:
    answer = api.get("/api/v1.2/servers", headers={"Host": host})
    assert answer.json()["servers"][0] == local(*expected)
