"""Small plain ASGI wrappers that every answer passes through; `ctserver.app` shows their order."""

import logging
import re
from email.utils import formatdate

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctserver.clock import Clock
from ctserver.errors import BodyTooLarge
from ctserver.http.errors import error_response, header
from ctserver.http.identity import SERVER
from ctserver.http.request_id import new_request_id

log = logging.getLogger("ctserver.access")


class Envelope:
    """`Date` from the emulator's clock (clients set their own by it), `Server`, and a line in the access log."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        identifier = new_request_id()
        started = self.clock.monotonic()

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self.clock.now(), usegmt=True).encode()
                sealed = [(b"date", date), (b"server", SERVER), (b"x-request-id", identifier.encode())]
                message = {**message, "headers": [*message["headers"], *sealed]}
                if log.isEnabledFor(logging.INFO):
                    _log(scope, message["status"], self.clock.monotonic() - started)
            await send(message)

        await self.app(scope, receive, send_sealed)


def _log(scope: Scope, status: int, seconds: float) -> None:
    query = scope["query_string"].decode("latin-1")
    # As it came: decoded, a path could hold line ends, and forge lines of the log.
    target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    peer = scope["client"][0] if scope.get("client") else "-"
    log.info('%s "%s %s" %d %.1f ms', peer, scope["method"], target, status, seconds * 1000)


class Head:
    """Serves HEAD wherever GET works: the same headers, no body. Endless answers look at `head` in the scope's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope = {**scope, "method": "GET", "state": {**scope.get("state", {}), "head": True}}
        await self.app(scope, receive, send_without_body)


class Versions:
    """`/api/v1.1/…` and `/api/v1/…` are served by the routes of v1.2 (the document itself uses `/api/v1/groups`)."""

    _OLD = re.compile(r"/api/v1(?:\.1)?(?=/|$)")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._OLD.match(scope["path"]):
            path = self._OLD.sub("/api/v1.2", scope["path"], count=1)
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a body of more than `limit` bytes: at once if its length is announced, else when it grows past it."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = header(scope, b"content-length")
        if announced.isdigit() and int(announced) > self.limit:
            return await error_response(BodyTooLarge(limit=self.limit), scope, {"Connection": "close"})(
                scope, receive, send
            )
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise HTTPException(413)  # raised where the framework reads the body, which lets only this type through
            return message

        await self.app(scope, receive_bounded, send)


class LastResort:
    """The framework answers a crash and then raises it again for its server to log; it has been logged and answered by then."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception:
            log.debug("answered with 500", exc_info=True)
