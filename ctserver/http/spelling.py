"""Query parameters in any case: `CameraId` and `cameraid` mean the `cameraId` that a route declares."""

from collections.abc import Iterable

from fastapi import APIRouter, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send


class QuerySpelling:
    """Rewrites names before the application reads them; what no route declares passes as it came."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app, self._declared = app, spellings(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"]:
            spelled = spell(scope["query_string"], self._declared)
            if spelled != scope["query_string"]:
                scope = {**scope, "query_string": spelled}
        await self._app(scope, receive, send)


def declared_names(routers: Iterable[APIRouter]) -> set[str]:
    """The query parameters of all routes, as the document spells them."""
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    fields = [field for route in routes for field in get_flat_params(route.dependant)]
    return {field.alias for field in fields if isinstance(field.field_info, params.Query)}


def spellings(names: Iterable[str]) -> dict[bytes, bytes]:
    """Lower-case name → the name; ValueError where two differ by their case alone."""
    known: dict[bytes, bytes] = {}
    for name in map(str.encode, names):
        if known.setdefault(name.lower(), name) != name:
            raise ValueError(f"{name!r} and {known[name.lower()]!r} differ by their case alone")
    return known


def spell(query: bytes, declared: dict[bytes, bytes]) -> bytes:
    pairs = [pair.partition(b"=") for pair in query.split(b"&")]
    return b"&".join(declared.get(name.lower(), name) + equals + value for name, equals, value in pairs)
