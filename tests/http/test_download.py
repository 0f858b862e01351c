"""Files to download, over real sockets: whole, in ranges, not again, and no faster than they are taken."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from ctserver.app import _wrap
from ctserver.clock import RealClock
from ctserver.http import errors
from ctserver.http.download import Download, attachment, requested_range
from ctserver.live.http_server import serve_http
from ctserver.premises import listening
from ctserver.settings import Settings

pytestmark = pytest.mark.anyio

PATTERN = bytes(range(251)) * 4
TAG = "abc-1"
OPTIONS: dict[str, Any] = {}
CHUNK = 64 * 1024


@dataclass
class Numbers:
    """Bytes that are told by their place; knows how many have been made, and whether it was closed."""

    size: int = 1000
    made: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def entity_tag(self) -> str:
        return TAG

    async def chunks(self, first: int, last: int) -> AsyncGenerator[bytes, None]:
        try:
            while first < last:
                chunk = (PATTERN * (CHUNK // 1004 + 2))[first % 251 :][: min(CHUNK, last - first)]
                first += len(chunk)
                self.made += len(chunk)
                yield chunk
                await asyncio.sleep(0)
        finally:
            self.closed.set()


@asynccontextmanager
async def serving(content: Numbers, name: str = "a.bin") -> AsyncIterator[httpx.AsyncClient]:
    """The file at `/file`, served as the product serves everything."""
    app = FastAPI()
    errors.install(app)

    @app.get("/file", response_class=Response)
    async def file() -> Response:
        return Download(content, "video/x-matroska", name)

    clock = RealClock()
    with listening("127.0.0.1", 0, "port") as bound:
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        async with (
            serve_http(_wrap(app, Settings(**OPTIONS), clock), bound, clock),
            httpx.AsyncClient(base_url=url) as client,
        ):
            yield client


async def test_a_file_comes_whole() -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file")
    assert (answer.status_code, answer.content) == (200, PATTERN[:1000])
    expected = {
        "content-type": "video/x-matroska", "content-length": "1000", "accept-ranges": "bytes", "etag": f'"{TAG}"',
        "content-disposition": 'attachment; filename="a.bin"',
    }  # fmt: skip
    assert expected.items() <= dict(answer.headers).items()
    assert "transfer-encoding" not in answer.headers


async def test_head_tells_the_same_without_making_anything() -> None:
    content = Numbers()
    async with serving(content) as client:
        whole, head = await client.get("/file"), await client.head("/file", headers={"range": "bytes=0-9"})
        made = content.made
        again = await client.head("/file")
    assert (head.status_code, head.headers["content-length"], head.headers["content-range"]) == (
        206, "10", "bytes 0-9/1000",
    )  # fmt: skip
    names = ("content-length", "content-type", "etag", "content-disposition")
    assert [again.headers[name] for name in names] == [whole.headers[name] for name in names]
    assert content.made == made == 1000


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=990-", 990, 1000), ("bytes=-10", 990, 1000),
        ("bytes=-5000", 0, 1000), ("bytes=995-5000", 995, 1000), ("BYTES=5-6", 5, 7),
    ],
)  # fmt: skip
async def test_a_range_is_that_part(asked: str, first: int, last: int) -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file", headers={"range": asked})
    assert answer.content == PATTERN[first:last]
    assert answer.headers["content-length"] == str(last - first)
    if last - first < 1000:
        assert (answer.status_code, answer.headers["content-range"]) == (206, f"bytes {first}-{last - 1}/1000")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-2", "items=0-1", "bytes=", "bytes=-", "bytes=a-b", "x"])
async def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file", headers={"range": asked})
    assert (answer.status_code, len(answer.content)) == (200, 1000)
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
async def test_a_range_outside_the_file_is_refused_with_its_length(asked: str) -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */1000")
    assert answer.json() == {"error": "The range asked for lies outside the file, which is 1000 bytes long."}


@pytest.mark.parametrize("known", [f'"{TAG}"', f'W/"{TAG}"', f'"x", "{TAG}"', "*"])
async def test_who_has_the_file_is_not_sent_it_again(known: str) -> None:
    content = Numbers()
    async with serving(content) as client:
        answer = await client.get("/file", headers={"if-none-match": known, "range": "bytes=0-1"})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", f'"{TAG}"')
    assert content.made == 0


async def test_who_has_another_file_gets_this_one() -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file", headers={"if-none-match": '"x"'})
    assert (answer.status_code, len(answer.content)) == (200, 1000)


@pytest.mark.parametrize(
    ("condition", "status"),
    [(f'"{TAG}"', 206), ('"x"', 200), (f'W/"{TAG}"', 200), ("Thu, 01 Jan 2026 00:00:00 GMT", 200)],
)
async def test_a_download_is_only_gone_on_with_if_it_is_of_the_same_file(condition: str, status: int) -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file", headers={"if-range": condition, "range": "bytes=10-"})
    assert answer.status_code == status


async def test_json_p_does_not_hold_a_file_back() -> None:
    async with serving(Numbers()) as client:
        answer = await client.get("/file?_callback=f")
    assert (answer.content, answer.headers["content-type"]) == (PATTERN[:1000], "video/x-matroska")


async def test_a_connection_is_used_again_after_a_file() -> None:
    async with serving(Numbers(size=300_000)) as client:
        ports = set()
        for _ in range(3):
            async with client.stream("GET", "/file") as answer:
                assert len(await answer.aread()) == 300_000
                ports.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(ports) == 1


async def test_no_more_is_made_than_is_taken_and_nothing_for_who_has_gone() -> None:
    content = Numbers(size=10**12)
    async with serving(content) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port, limit=4096)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        writer.write(b"GET /file HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        before = -1
        while content.made != before:  # until the sockets between are full
            before = content.made
            for _ in range(500):
                await asyncio.sleep(0)
        assert content.made < 20_000_000
        writer.transport.abort()
        async with asyncio.timeout(20):
            await content.closed.wait()


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("slice.mkv", "slice.mkv", None),
        ("Entrée nord.mkv", "Entr_e nord.mkv", "Entrée nord.mkv"),
        ('a"b\\c/d:e\r\nf.mkv', "a_b_c_d_e__f.mkv", None),
        ("../../etc/passwd", "_.._etc_passwd", None),
        ("100 %41.mkv", "100 _41.mkv", "100 %41.mkv"),
        ("", "download", None),
    ],
)
def test_a_files_name_is_safe_everywhere(name: str, plain: str, whole: str | None) -> None:
    match = re.fullmatch(r"attachment; filename=\"([ -~]*)\"(?:; filename\*=UTF-8''([\w.%~-]+))?", attachment(name))
    assert match
    assert (match[1], match[2] and unquote(match[2])) == (plain, whole)


def test_an_empty_file_has_no_ranges() -> None:
    assert requested_range("", 0) == range(0)
    assert requested_range("bytes=0-", 0) is None
