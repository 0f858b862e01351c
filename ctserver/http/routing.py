"""Routes as the application holds them: all in one row, with each dependency solved once.

Routers within routers are walked through at every request, and FastAPI goes down to all that a dependency needs wherever it is
named again, only to find that its value is there: the two would take longer than most endpoints.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.utils import generate_unique_id
from starlette.routing import compile_path

Solved = set[tuple[Callable[..., Any] | None, str | None]]


def routes_below(prefix: str, router: APIRouter) -> Iterator[APIRoute]:
    """The routes of a router, each a copy that the application can hold itself, at its path below `prefix`."""
    for route in router.routes:
        assert isinstance(route, APIRoute), (
            f"{route}: expected a route, for routers within routers are not walked through"
        )
        solve_once(route.dependant, set())
        there = copy(route)
        there.path = prefix + route.path
        there.path_regex, there.path_format, there.param_convertors = compile_path(there.path)
        there.unique_id = route.operation_id or generate_unique_id(there)
        yield there


def solve_once(dependant: Dependant, solved: Solved) -> None:
    """Cuts off what a dependency needs where it has been solved before, in the order in which FastAPI does it.

    One that reads parameters keeps them everywhere: where they are bad, it has no value that could be there.
    """
    for number, needed in enumerate(dependant.dependencies):
        key = (needed.call, needed.scope)
        if key in solved and needed.use_cache and not _reads_parameters(needed):
            dependant.dependencies[number] = replace(needed, dependencies=[])
        else:
            solve_once(needed, solved)
            solved.add(key)


def _reads_parameters(dependant: Dependant) -> bool:
    own = (
        dependant.path_params,
        dependant.query_params,
        dependant.header_params,
        dependant.cookie_params,
        dependant.body_params,
    )
    return any(own) or any(map(_reads_parameters, dependant.dependencies))
