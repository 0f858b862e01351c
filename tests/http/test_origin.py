"""The address that answers name is the one under which the client reached the server."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from ctserver.http.origin import Origin, get_origin


def origin(
    host: str | None, scheme: str = "http", server: tuple[str, int | None] | None = ("10.0.0.1", 8080)
) -> Origin:
    headers = [(b"host", host.encode("latin-1"))] if host is not None else []
    scope: dict[str, Any] = {"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "headers": headers}
    return asyncio.run(get_origin(Request(scope | {"server": server})))


@pytest.mark.parametrize(
    ("host", "scheme", "expected"),
    [
        ("demo.example:8000", "http", Origin("demo.example", 8000, False)),
        ("demo.example", "http", Origin("demo.example", 80, False)),
        ("demo.example", "https", Origin("demo.example", 443, True)),
        ("demo.example:8443", "https", Origin("demo.example", 8443, True)),
        ("192.168.0.1:1", "http", Origin("192.168.0.1", 1, False)),
        ("[::1]:8080", "http", Origin("::1", 8080, False)),
    ],
)
def test_the_host_header_is_believed(host: str, scheme: str, expected: Origin) -> None:
    assert origin(host, scheme) == expected


@pytest.mark.parametrize("host", [None, "", "[", "demo:port", "demo:99999", "]", "[::1", ":80", "\xe9:x", "a b"])
def test_without_a_usable_host_header_the_socket_is(host: str | None) -> None:
    assert origin(host) == Origin("10.0.0.1", 8080, False)


def test_without_a_socket_the_machine_is_local() -> None:
    assert origin(None, server=None) == Origin("localhost", 80, False)


@pytest.mark.parametrize(
    ("host", "scheme", "expected"),
    [
        ("demo.example", "http", "demo.example"),
        ("demo.example:80", "http", "demo.example"),
        ("demo.example:443", "http", "demo.example:443"),
        ("demo.example:443", "https", "demo.example"),
        ("[::1]:8080", "http", "[::1]:8080"),
    ],
)
def test_an_address_in_a_url_has_a_port_where_it_needs_one(host: str, scheme: str, expected: str) -> None:
    assert origin(host, scheme).netloc == expected
