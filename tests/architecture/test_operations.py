"""What is promised is served, and what is served is promised."""

import re

import httpx

from ctserver.operations import OPERATIONS


def shape(path: str) -> str:
    """The path, whatever its parameters are called."""
    return re.sub(r"\{\w+\}|:\w+", "{}", path)


def test_the_table_and_the_routes_are_the_same(api: httpx.Client) -> None:
    described = api.get("/openapi.json").json()["paths"]
    routes = {(method.upper(), shape(path)) for path, methods in described.items() for method in methods}
    promised = {(operation.method, shape(operation.path)) for operation in OPERATIONS if operation.is_served}
    assert routes - promised == set(), "served, but not in the table"
    assert promised - routes == set(), "promised, but not served"


def test_no_operation_stands_twice() -> None:
    rows = [(operation.method, shape(operation.path)) for operation in OPERATIONS]
    assert len(rows) == len(set(rows))


def test_errors_are_described_as_they_are(api: httpx.Client) -> None:
    described = api.get("/openapi.json").json()
    statuses = {
        status for methods in described["paths"].values() for one in methods.values() for status in one["responses"]
    }
    assert {"400", "401", "404"} <= statuses
    assert "422" not in statuses
    assert "HTTPValidationError" not in described["components"]["schemas"]
    assert set(described["components"]["securitySchemes"]) == {"basic", "wsse"}
