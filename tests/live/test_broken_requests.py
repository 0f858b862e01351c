"""The HTTP listener and what is no HTTP: refused in JSON, or cut off, and never a crash."""

import json
import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.live.watching import PATIENCE, status
from tests.support.serving import Server

BROKEN = {
    "no HTTP at all": b"hello\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303") + bytes(190),
    "an unknown version": b"GET / HTTP/9.9\r\n\r\n",
    "a method that is none": b"G\x00T / HTTP/1.1\r\n\r\n",
    "no target": b"GET  HTTP/1.1\r\n\r\n",
    "a control character in the target": b"GET /\x01 HTTP/1.1\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nnonsense\r\n\r\n",
    "a header with a blank in its name": b"GET / HTTP/1.1\r\nX Y: 1\r\n\r\n",
    "a zero byte in a header": b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length that is no number": b"POST / HTTP/1.1\r\nContent-Length: ten\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "length and chunks": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    "a head that is too large": b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    "too many headers": b"GET / HTTP/1.1\r\n" + b"X-Header: value\r\n" * 6000 + b"\r\n",
    "a target that is too long": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
}
GOOD = [
    b"GET /live/view/2.6?user=admin&pass=camtrace HTTP/1.1\r\nHost: a\r\nRange: bytes=0-\r\n\r\n",
    b"GET /live/view/2.6?_username=admin&_password=camtrace&compr=50 HTTP/1.0\r\nAccept: */*\r\n\r\n",
    b"HEAD /live/view/2.6 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YWRtaW46Y2FtdHJhY2U=\r\n\r\n",
    b'GET /live/view/2.6 HTTP/1.1\r\nHost: a\r\nX-WSSE: UsernameToken Username="admin", PasswordDigest="a", Nonce="b", '
    b'Created="2026-06-01T10:00:00Z"\r\n\r\n',
    b"GET /api/v1.2/cameras?_callback=f HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YWRtaW46Y2FtdHJhY2U=\r\n"
    b"Accept-Language: fr-CA, fr;q=0.9\r\n\r\n",
    b'POST /api/v1.2/cameras HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
    b"POST /live/view/2.6 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
]
MUTANTS = 500
AFTER = b"\r\n\r\nGET /api/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
"""Ends what a mutation has left open."""


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.http)
    return socket.create_connection((address.hostname, address.port), PATIENCE)


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionResetError):  # a client that still sends when the server has had enough
        while chunk := connection.recv(65_536):
            answer += chunk
    return answer


@pytest.mark.parametrize("request_", BROKEN.values(), ids=BROKEN)
def test_a_broken_request_is_refused_and_the_connection_ends(server: Server, request_: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(request_)
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    if head:  # none where the answer is lost in a reset
        assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"Content-Type: application/json" in head
        assert json.loads(body)["error"]
    assert status(server.http, "/api/") == 200


def test_what_stops_in_the_middle_harms_nobody(server: Server) -> None:
    for request_ in GOOD:
        with connect(server) as connection:
            connection.sendall(request_[: len(request_) // 2])
    assert status(server.http, "/api/") == 200


def mutated(seed: int) -> bytes:
    """One of the good requests with up to eight bytes changed, taken out, put in, or repeated."""
    chance = random.Random(seed)
    request_ = bytearray(chance.choice(GOOD))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(request_))
        match chance.randrange(4):
            case 0:
                request_[at] = chance.randrange(256)
            case 1:
                del request_[at]
            case 2:
                request_.insert(at, chance.choice(b"\r\n\0 :;,%&=?\"'\xff0"))
            case _:
                request_[at:at] = request_[at : at + chance.randint(1, 40)]
    return bytes(request_) + AFTER


def first_status(server: Server, request_: bytes) -> int:
    """0 where the connection ends without an answer, or waits for more of a body than there is."""
    with connect(server) as connection:
        connection.settimeout(1)
        with suppress(ConnectionResetError, BrokenPipeError, TimeoutError):
            connection.sendall(request_)
            line = connection.makefile("rb").readline()
            return int(line.split()[1]) if line else 0
    return 0


@pytest.fixture(scope="module")
def statuses(server: Server) -> Iterator[dict[int, int]]:
    """Of each seed's request."""
    with ThreadPoolExecutor(8) as threads:
        yield dict(enumerate(threads.map(lambda seed: first_status(server, mutated(seed)), range(MUTANTS))))


def test_no_mutated_request_is_more_than_the_server_can_bear(statuses: dict[int, int], server: Server) -> None:
    assert {seed: status for seed, status in statuses.items() if status >= 500} == {}
    assert "Traceback" not in server.log
    assert status(server.http, "/api/") == 200


def test_nearly_every_mutated_request_is_answered(statuses: dict[int, int]) -> None:
    answered = [status for status in statuses.values() if status]
    assert len(answered) > 0.9 * MUTANTS
    assert {200, 400, 401, 404} <= set(answered)
