"""What every answer carries, whatever else it is."""

import re

import pytest

from ctserver import __version__
from tests.support.apps import ask

ORIGIN = {"Origin": "http://localhost:8080"}
EVERY = ["plain", "crash", "nothing"]


@pytest.mark.parametrize("path", EVERY)
def test_date_follows_the_clock(path: str) -> None:
    assert ask("GET", f"/api/v1.2/{path}").headers.get_list("date") == ["Wed, 13 Mar 2024 19:45:00 GMT"]


@pytest.mark.parametrize("path", EVERY)
def test_server_names_the_product(path: str) -> None:
    assert ask("GET", f"/api/v1.2/{path}").headers["server"] == f"CT-Server-Emulator/{__version__}"


def test_each_request_has_a_name_of_its_own() -> None:
    names = {ask("GET", "/api/v1.2/plain").headers["x-request-id"] for _ in range(3)}
    assert len(names) == 3
    assert all(re.fullmatch("[0-9a-f]{8}", name) for name in names)


@pytest.mark.parametrize("path", EVERY)
def test_a_page_of_another_origin_may_read_the_answer_and_its_date(path: str) -> None:
    headers = ask("GET", f"/api/v1.2/{path}", headers=ORIGIN).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "Date" in headers["access-control-expose-headers"].split(", ")


def test_a_page_may_read_that_its_body_is_too_large() -> None:
    answer = ask("POST", "/api/v1.2/orders", content=b" " * 5000, headers=ORIGIN)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (413, "*")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_preflight_allows_the_sdks_headers_without_credentials(method: str) -> None:
    asked = {
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,x-wsse,content-type",
    }
    answer = ask("OPTIONS", "/api/v1.2/anything", headers=ORIGIN | asked)
    allowed = answer.headers["access-control-allow-headers"].replace(" ", "").split(",")
    assert answer.status_code == 200
    assert {"authorization", "x-wsse", "content-type"} <= set(allowed)
    assert method in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("path", EVERY)
def test_head_has_the_headers_of_get_and_no_body(path: str) -> None:
    get, head = (ask(method, f"/api/v1.2/{path}") for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert dict(head.headers) | {"x-request-id": ""} == dict(get.headers) | {"x-request-id": ""}


@pytest.mark.parametrize("prefix", ["/api/v1", "/api/v1.1", "/api/v1.2"])
def test_older_prefixes_lead_to_the_same_routes(prefix: str) -> None:
    assert ask("GET", f"{prefix}/plain").text == "as it is"


@pytest.mark.parametrize(
    "prefix", ["/api/v1.3", "/api/v1.20", "/api/v2", "/api/v10", "/ap1/v1.2", "/api/v1.1.2", "/api"]
)
def test_other_prefixes_lead_nowhere(prefix: str) -> None:
    assert ask("GET", f"{prefix}/plain").status_code == 404


def test_a_line_of_the_access_log_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "ctserver.access")
    ask("GET", "/api/v1.2/%0D%0Aplain?a=%0Ab")
    (record,) = [record for record in caplog.records if record.name == "ctserver.access"]
    assert '"GET /api/v1.2/%0D%0Aplain?a=%0Ab" 404 ' in record.getMessage()
