"""A small application inside the product's own wrapping, for what no route of the product does (yet): crash, take a body."""

import asyncio
from functools import cache
from typing import Annotated, Any

import httpx
from fastapi import Body, FastAPI
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from ctserver.app import _wrap
from ctserver.clock import SteerableClock
from ctserver.http import errors
from ctserver.settings import Settings

CLOCK = SteerableClock(1_710_359_100.0, rate=0)  # 2024-03-13T19:45:00Z
MAX_BODY = 1000


class Parcel(BaseModel, extra="forbid"):
    weight: Annotated[int, Body(ge=1)]


class Order(BaseModel):
    parcels: list[Parcel]


@cache
def small_app() -> ASGIApp:
    app = FastAPI()
    app.state.max_body = MAX_BODY
    errors.install(app)

    @app.get("/api/v1.2/crash")
    async def crash() -> None:
        raise RuntimeError("the secret of the internals")

    @app.get("/api/v1.2/separators")
    async def separators() -> dict[str, str]:
        return {"text": "a\u2028b\u2029c"}

    @app.get("/api/v1.2/plain")
    async def plain() -> Response:
        return PlainTextResponse("as it is")

    @app.post("/api/v1.2/orders")
    async def order(order: Order) -> int:
        return len(order.parcels)

    options: dict[str, Any] = {"max_body": MAX_BODY}
    return _wrap(app, Settings(**options), CLOCK)


def ask(method: str, path: str, **request: Any) -> httpx.Response:
    """The small application's answer."""

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(small_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://small.example") as client:
            return await client.request(method, path, **request)

    return asyncio.run(exchange())
