"""Routes as the application holds them: all in one row, built when they are first needed, with each dependency solved once.

Routers within routers are walked through at every request, and FastAPI goes down to all that a dependency needs wherever it is
named again, only to find that its value is there: the two would take longer than most endpoints.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name
from starlette.types import Receive, Scope, Send

from ctserver.http.spelling import query_parameters, spell, spellings

Solved = set[tuple[Callable[..., Any] | None, str | None]]


class LateRoute(APIRoute):
    """A route that is built when it is first asked for something, be it an answer: FastAPI takes two milliseconds to find out
    what an endpoint needs and how to read it, for which a start with eighty of them need not wait.

    What requests are compared with is there at once. Its query parameters may be written in any case.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        self._declared = declared
        self._built = False
        self.path, self.endpoint, self.name = path, endpoint, declared.get("name") or get_name(endpoint)
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = set(declared["methods"])

    def below(self, prefix: str) -> "LateRoute":
        return LateRoute(prefix + self.path, self.endpoint, **self._declared)

    def __getattr__(self, name: str) -> Any:
        """Comes for what is not there yet."""
        if self._built or name.startswith("__"):
            raise AttributeError(name)
        super().__init__(self.path, self.endpoint, **self._declared)
        self._spellings = spellings(query_parameters(self.dependant))
        solve_once(self.dependant, set())
        self._built = True
        return getattr(self, name)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"]:
            scope = {**scope, "query_string": spell(scope["query_string"], self._spellings)}
        await super().handle(scope, receive, send)


def routes_below(prefix: str, router: APIRouter) -> Iterator[LateRoute]:
    """The routes of a router, each a copy that the application can hold itself, at its path below `prefix`."""
    for route in router.routes:
        assert isinstance(route, LateRoute), f"{route}: expected a router with route_class=LateRoute"
        yield route.below(prefix)


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
