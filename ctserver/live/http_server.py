"""The HTTP listener: uvicorn inside our event loop, started and stopped by us."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.server import Server

from ctserver.clock import Clock
from ctserver.live.http_protocol import HttpProtocol

GRACE_SECONDS = 1
"""How long requests in flight may take to end when the server stops."""
KEEP_ALIVE_SECONDS = 60


@asynccontextmanager
async def serve_http(app: ASGIApp, bound: socket.socket, clock: Clock) -> AsyncIterator[None]:
    config = Config(
        app,
        http=partial(HttpProtocol, clock),  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # the envelope writes its own, with credentials blanked
        server_header=False,
        forwarded_allow_ips="127.0.0.1",  # otherwise uvicorn reads the environment
        date_header=False,  # `Date` follows the emulator's clock
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[bound])
    try:
        yield
    finally:
        await server.shutdown()
