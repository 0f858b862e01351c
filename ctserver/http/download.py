"""Files to download: whole, in ranges, or not at all where the client has them (RFC 9110, sections 13 and 14)."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Protocol
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ctserver.errors import RangeNotSatisfiable
from ctserver.http.errors import error_response

log = logging.getLogger("ctserver.http")

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')
"""What some system does not take in a file's name, or a client might take for a path."""


class Content(Protocol):
    """What is in a file, which may be made while it is sent."""

    @property
    def size(self) -> int: ...

    async def entity_tag(self) -> str:
        """Equal for two contents only if their bytes are; of letters, digits and dashes."""
        ...

    def chunks(self, first: int, last: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `first` to before `last`, each chunk made when it is asked for."""
        ...


class Download(Response):
    """One range at most: who asks for several gets the whole."""

    def __init__(self, content: Content, media_type: str, name: str) -> None:
        """`name` is how the client is told to call the file."""
        super().__init__(media_type=media_type)
        del self.headers["content-length"]
        self._content = content
        self.headers["accept-ranges"] = "bytes"
        self.headers["cache-control"] = "private, no-cache"
        self.headers["content-disposition"] = attachment(name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tag = f'"{await self._content.entity_tag()}"'
        asked, size = Headers(scope=scope), self._content.size
        self.headers["etag"] = tag
        if _is_known(asked.get("if-none-match", ""), tag):
            self.status_code = 304
            return await self._send_head(send)
        wanted = asked.get("range", "") if asked.get("if-range", tag) == tag else ""
        part = requested_range(wanted, size)
        if part is None:
            headers = {"content-range": f"bytes */{size}", "accept-ranges": "bytes"}
            return await error_response(RangeNotSatisfiable(size=size), scope, headers)(scope, receive, send)
        if part != range(size):
            self.status_code = 206
            self.headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        self.headers["content-length"] = str(len(part))
        if scope["state"].get("head") or not part:
            return await self._send_head(send)
        await _while_connected(self._send(part, send), receive)

    async def _send_head(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b""})

    async def _send(self, part: range, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with aclosing(self._content.chunks(part.start, part.stop)) as chunks:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def requested_range(header: str, size: int) -> range | None:
    """Of a file's bytes, those that a `Range` header asks for: all for one that is empty or that we do not serve.

    None where the file has none of them.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return range(size)
    if not match[1]:
        begin, end = max(0, size - int(match[2])), size
    else:
        begin, end = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < begin:
            return range(size)  # not a range at all (section 14.1.1)
    return range(begin, end) if begin < end else None


def attachment(name: str) -> str:
    """A `Content-Disposition` (RFC 6266) that saves a file under `name`; what could not be in a name becomes `_`."""
    name = _UNSAFE.sub("_", name).strip(" .") or "download"
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    if plain == name:
        return f'attachment; filename="{name}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"


def _is_known(header: str, tag: str) -> bool:
    """By `If-None-Match`, which compares weakly (section 13.1.2)."""
    return header.strip() == "*" or tag in (known.strip().removeprefix("W/") for known in header.split(","))


async def _while_connected(sending: Coroutine[None, None, None], receive: Receive) -> None:
    """Until all is sent, or nobody is there to take it: the listener swallows what is sent then."""
    sender = asyncio.create_task(sending)
    watcher = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait((sender, watcher), return_when=asyncio.FIRST_COMPLETED)
    finally:
        watcher.cancel()
        if not sender.done():
            sender.cancel()
        await asyncio.gather(watcher, sender, return_exceptions=True)
    error = None if sender.cancelled() else sender.exception()
    if error:
        log.error("a download broke off", exc_info=error)
        raise error


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
