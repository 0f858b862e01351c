"""JSON-P: `?_callback=name` wraps a GET's JSON answer in a call of `name`, for pages that load it by a script element.

The answer's status is always 200, because a script element cannot read an error; the real one stands in `meta`.
"""

import re
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctserver.errors import InvalidCallback
from ctserver.http.errors import error_response

MAX_NAME = 128
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)


class JsonP:
    """Stands outside the application, so that its crashes are wrapped as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = _callback(scope)
        if name is None:
            return await self.app(scope, receive, send)
        if len(name) > MAX_NAME or not _IDENTIFIER.fullmatch(name):
            return await error_response(InvalidCallback(), scope)(scope, receive, send)
        await self.app(scope, receive, _Wrapper(name, send))


def _callback(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or b"_callback" not in scope["query_string"]:
        return None
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return query["_callback"][-1] if "_callback" in query else None


class _Wrapper:
    """Holds a JSON answer back until it is whole; lets any other through as it comes."""

    def __init__(self, name: str, send: Send) -> None:
        self._name = name
        self._send = send
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_wrapped(self._start)

    async def _send_wrapped(self, start: Message) -> None:
        # U+2028 and U+2029 end a line in older JavaScript, although JSON allows them in strings.
        data = b"".join(self._body).replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
        body = b'%s({"meta": {"status": %d}, "data": %s});' % (self._name.encode(), start["status"], data or b"null")
        changed = (b"content-type", b"content-length")
        headers = [item for item in start["headers"] if item[0].lower() not in changed]
        headers += [(b"content-type", b"application/javascript"), (b"content-length", b"%d" % len(body))]
        await self._send({**start, "status": 200, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_json(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"application/json") for name, value in start["headers"]
    )
