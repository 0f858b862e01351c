"""Routes as the application holds them: by chapter, built when they are first needed, with each dependency solved once.

Routers within routers are walked through at every request, and FastAPI goes down to all that a dependency needs wherever it is
named again, only to find that its value is there: the two would take longer than most endpoints.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from threading import Lock
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, compile_path, get_name
from starlette.types import Receive, Scope, Send

from ctserver.http.spelling import query_parameters, spell, spellings

Solved = set[tuple[Callable[..., Any] | None, str | None]]

_BUILDING = Lock()


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

    def build(self) -> None:
        """Once, and all at once: the event loop and a thread that works ahead of it may ask together."""
        with _BUILDING:
            if not self._built:
                built = APIRoute(self.path, self.endpoint, **self._declared)
                names = spellings(query_parameters(built.dependant))
                solve_once(built.dependant, set())
                self.__dict__.update({**built.__dict__, "_spellings": names, "_built": True})

    def below(self, prefix: str) -> "LateRoute":
        return LateRoute(prefix + self.path, self.endpoint, **self._declared)

    def __getattr__(self, name: str) -> Any:
        """Comes for what is not there yet."""
        if not name.startswith("__"):
            self.build()
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError(name)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"]:
            scope = {**scope, "query_string": spell(scope["query_string"], self._spellings)}
        await super().handle(scope, receive, send)


class Chapter(BaseRoute):
    """The routes of a router, whose module is imported when the first request comes for one of them, or `routes` is asked for.

    A request that none of them can be for, by the first word of its path, passes without that.
    """

    def __init__(self, prefix: str, module: str, *words: str, router: str = "router") -> None:
        """`words` are those with which the paths of `router` in `module` begin, below `prefix`."""
        self.module, self.words = module, words
        self._prefix, self._router = prefix, router
        self._begins = re.compile(f"{prefix}/(?:{'|'.join(words)})(?:/|$)").match

    @cached_property
    def routes(self) -> list[LateRoute]:
        """In the order in which a request is compared with them."""
        return [*routes_below(self._prefix, getattr(import_module(self.module), self._router))]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] == "http" and self._begins(scope["path"]):
            for route in self.routes:
                match = route.matches(scope)
                if match[0] is Match.FULL:
                    return match
                if match[0] is Match.PARTIAL and found[0] is Match.NONE:
                    found = match
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)  # who has matched


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """With those of chapters, which are imported for it."""
    for route in routes:
        yield from route.routes if isinstance(route, Chapter) else [route]


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
