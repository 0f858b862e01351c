"""The same over a real connection: what only the listener adds, and what its log keeps."""

import re
import socket
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.support.serving import Server
from tests.support.users import ADMIN, ADMIN_MD5
from tests.support.wsse import parameters, server_time, token


def exchange(server: Server, request: bytes) -> bytes:
    """The raw answer to raw bytes, until the server closes."""
    url = urlsplit(server.http)
    with socket.create_connection((url.hostname, url.port), timeout=20) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_there_is_one_date_and_one_server(api: httpx.Client, method: str) -> None:
    headers = api.request(method, "/api/v1.2/getservertime").headers
    assert [len(headers.get_list(name)) for name in ("date", "server")] == [1, 1]


def test_head_equals_get(api: httpx.Client) -> None:
    get, head = (api.request(method, "/api/v1.2/servers") for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.content))


def test_head_of_what_needs_credentials_is_401(api: httpx.Client) -> None:
    head = api.head("/api/v1.2/cameras")
    assert (head.status_code, head.content) == (401, b"")


def test_jsonp_of_a_refusal_is_readable_by_a_script(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/cameras?_callback=pop")
    expected = 'pop({"meta": {"status": 401}, "data": {"error":"Authentication is required."}});'
    assert (answer.status_code, answer.text) == (200, expected)


def test_jsonp_of_the_documents_example(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/servers?_callback=pop")
    assert answer.text.startswith('pop({"meta": {"status": 200}, "data": {"servers":[{"id":0,"name":"Local",')


def test_jsonp_leaves_a_picture_alone(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/cameras/2/ref.jpg?_callback=pop", auth=ADMIN)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("path", ["/api/", "/api/v1.2/servers", "/api/v1.2/cameras", "/nothing"])
def test_cors_and_date_are_on_every_answer(api: httpx.Client, path: str) -> None:
    headers = api.get(path, headers={"Origin": "http://localhost:8080"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "Date" in headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/api/v1.2", "/api/v1.2/", "/api/v1.2/goups", "/ap1/v1.2/servers", "/api//"]
)
def test_an_unknown_path_is_404_in_json(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no resource at {path}."})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_method_is_405(api: httpx.Client, method: str) -> None:
    answer = api.request(method, "/api/v1.2/servers")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json() == {"error": f"Method {method} is not allowed here; allowed: GET, HEAD."}


def test_an_announced_body_that_is_too_large_is_413(api: httpx.Client) -> None:
    request = api.build_request("POST", "/api/v1.2/servers", headers={"Content-Length": str(17 * 2**20)})
    answer = exchange_head(api, request)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"error":"The body is too large: at most 16777216 bytes are accepted."}' in answer


def exchange_head(api: httpx.Client, request: httpx.Request) -> bytes:
    """The answer to a request whose announced body never comes."""
    with socket.create_connection((api.base_url.host, api.base_url.port), timeout=20) as connection:
        length = request.headers["content-length"]
        connection.sendall(
            f"{request.method} {request.url.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"HELLO\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /a b c HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["no-http", "version", "spaces", "length", "huge-length", "huge-header", "tls"],
)
def test_broken_http_is_400_in_json(server: Server, request_bytes: bytes) -> None:
    answer = exchange(server, request_bytes)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b'{"error":"This is not a valid HTTP request."}')


def test_a_host_header_that_is_no_host_is_answered(server: Server) -> None:
    for host in (b"[", b"a:b:c", b"\xe9", b""):
        request = b"GET /api/v1.2/servers HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n"
        assert exchange(server, request).startswith(b"HTTP/1.1 200 ")


def test_no_credential_reaches_the_log(server: Server, api: httpx.Client) -> None:
    now = server_time(api)
    signed = parameters("admin", ADMIN_MD5, now)
    api.get("/api/v1.2/servers", params={"_username": "admin", "_password": "not-the-password"})
    api.get("/api/v1.2/servers?_username=admin&%5Fpassword=not-the-password")
    api.get("/live/view/1.1?user=admin&pass=not-the-password")
    api.get("/api/v1.2/servers", auth=("admin", "not-the-password"))
    api.get("/api/v1.2/servers", params=signed)
    header = token("admin", ADMIN_MD5, now)
    last = api.get("/api/v1.2/servers", headers={"X-WSSE": header})
    assert last.headers["x-request-id"] in server.log
    digests = [signed["_password"], quote(signed["_password"], safe=""), header.split('"')[3]]
    for secret in ("not-the-password", ADMIN_MD5, "bm90LXRoZS1wYXNzd29yZA", signed["_nonce"], *digests):
        assert secret not in server.log


def test_a_line_of_the_log_names_the_request(server: Server, api: httpx.Client) -> None:
    name = api.get("/api/v1.2/servers?limit=1").headers["x-request-id"]
    line = next(line for line in server.log.splitlines() if name in line)
    pattern = rf'.* INFO ctserver\.access {name} 127\.0\.0\.1 "GET /api/v1\.2/servers\?limit=1" 200 [\d.]+ ms'
    assert re.fullmatch(pattern, line)


def test_two_requests_on_one_connection_are_answered(server: Server) -> None:
    first = b"GET /api/ HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /api/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert exchange(server, first + last).count(b"HTTP/1.1 200 ") == 2
