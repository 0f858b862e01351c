"""What is promised is served, and what is served is promised."""

import re
from pathlib import Path

import httpx
import pytest

import ctserver
from ctserver.app import CHAPTERS
from ctserver.http.routing import Chapter
from ctserver.operations import API, OPERATIONS
from ctserver.tables import TABLES


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


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.module)
def test_a_chapter_is_found_by_the_first_words_of_its_paths(chapter: Chapter) -> None:
    assert {route.path.removeprefix(API).split("/")[1] for route in chapter.routes} == set(chapter.words)


def test_all_tables_are_known_before_a_chapter_is_imported() -> None:
    assert {path.parent.name for path in Path(ctserver.__file__).parent.glob("*/models.py")} == set(TABLES)
