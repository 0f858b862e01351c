"""What is promised is served, and what is served is promised."""

import re

import httpx
from fastapi.routing import APIRoute

from ctserver.app import BESIDE, CHAPTERS
from ctserver.http.wire import Wire
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


def test_bodies_are_ready_to_be_read_before_the_first_one_comes() -> None:
    """Models of answers are built when they are first used; those that requests are read with are there from the start."""
    routes = [route for router in (*CHAPTERS, *BESIDE) for route in router.routes]
    fields = [route.body_field for route in routes if isinstance(route, APIRoute) and route.body_field]
    bodies: list[object] = [field.field_info.annotation for field in fields]
    assert bodies
    assert [body for body in bodies if not (isinstance(body, type) and issubclass(body, Wire))] == []
