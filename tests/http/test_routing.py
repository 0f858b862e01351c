"""Routes in one row, and dependencies that are solved once: nothing of what FastAPI does with them changes."""

import asyncio
from collections import Counter
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from starlette.responses import Response

from ctserver.app import CHAPTERS
from ctserver.http.errors import install
from ctserver.http.routing import LateRoute, _reads_parameters, routes_below
from ctserver.http.spelling import query_parameters

CALLS = Counter[str]()


async def base() -> str:
    CALLS["base"] += 1
    return "base"


async def low(found: Annotated[str, Depends(base)]) -> str:
    CALLS["low"] += 1
    return f"low of {found}"


async def asked(low: Annotated[str, Depends(low)], limit: int = 1) -> str:
    CALLS["asked"] += 1
    return f"{limit} of {low}"


router = APIRouter(route_class=LateRoute, prefix="/things", dependencies=[Depends(low)])


@router.get("/{number}")
async def read(
    number: int,
    low: Annotated[str, Depends(low)],
    asked: Annotated[str, Depends(asked)],
    again: Annotated[str, Depends(asked)],
    base: Annotated[str, Depends(base)],
) -> Response:
    return Response("; ".join((str(number), low, asked, again, base)))


def answer(path: str) -> httpx.Response:
    app = FastAPI()
    install(app)
    app.router.routes.extend(routes_below("/api", router))
    CALLS.clear()

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_each_dependency_has_its_value_wherever_it_is_named() -> None:
    told = answer("/api/things/7?limit=3")
    assert told.text == "7; low of base; 3 of low of base; 3 of low of base; base"
    assert CALLS == {"base": 1, "low": 1, "asked": 1}


def test_a_bad_parameter_is_refused_wherever_its_dependency_is_named() -> None:
    told = answer("/api/things/7?limit=x")
    assert (told.status_code, told.json()) == (400, {"error": "Invalid value for limit: expected a whole number."})


def test_a_router_can_be_taken_twice() -> None:
    assert [route.path for route in routes_below("/a", router)] == ["/a/things/{number}"]
    assert [route.path for route in routes_below("/b", router)] == ["/b/things/{number}"]


def test_a_route_is_built_when_it_is_first_asked_for_something() -> None:
    (route,) = routes_below("/a", router)
    assert "dependant" not in vars(route)
    assert [parameter.name for parameter in route.dependant.path_params] == ["number"]
    assert "dependant" in vars(route)
    with pytest.raises(AttributeError):
        _ = route.nosuch


def test_query_parameters_may_be_written_in_any_case() -> None:
    assert answer("/api/things/7?LIMIT=3&other=1").text.startswith("7; low of base; 3 of")


def test_the_products_query_parameters_differ_by_more_than_their_case() -> None:
    names = set[str]().union(*(query_parameters(route.dependant) for chapter in CHAPTERS for route in chapter.routes))
    assert len({name.lower() for name in names}) == len(names)


def walked(dependant: Dependant) -> list[object]:
    """The dependencies whose own needs are walked through, of those that ask for no parameter."""
    within = [call for needed in dependant.dependencies for call in walked(needed)]
    counts = dependant.dependencies and not _reads_parameters(dependant)
    return [*within, dependant.call] if counts else within


def test_the_products_dependencies_are_walked_through_once() -> None:
    for chapter in CHAPTERS:
        for route in chapter.routes:
            calls = walked(route.dependant)
            assert len(calls) == len(set(calls)), route
