"""Requests for the benchmarks of the API, signed as the document says."""

import json
import os
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import md5, sha1
from itertools import count

from benchmarks.harness import PASSWORD, USER
from benchmarks.http_load import MakeRequest

API = "/api/v1.2"


def wsse(
    path: str, user: str = USER, password: str = PASSWORD, method: str = "GET", body: object = None
) -> MakeRequest:
    """Signs each request anew, with a nonce of its own, as the document computes it from the password's MD5."""
    sign = signer(user, password)
    return lambda: request(path, sign(), method, body)


def signer(user: str, password: str) -> Callable[[], str]:
    """The header lines of a token that was not used before."""
    numbers = count()
    secret = md5(password.encode()).hexdigest()
    prefix = f"{os.getpid():08x}{time.monotonic_ns():016x}"

    def sign() -> str:
        nonce, created = f"{prefix}{next(numbers):08x}", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = b64encode(sha1(f"{nonce}{created}{secret}".encode()).digest()).decode()
        token = f'UsernameToken Username="{user}", PasswordDigest="{digest}", Nonce="{nonce}", Created="{created}"'
        return f'Authorization: WSSE profile="UsernameToken"\r\nX-WSSE: {token}'

    return sign


def basic(path: str, user: str = USER, password: str = PASSWORD) -> MakeRequest:
    made = request(path, f"Authorization: Basic {b64encode(f'{user}:{password}'.encode()).decode()}")
    return lambda: made


def request(path: str, credentials: str, method: str = "GET", body: object = None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    length = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n" if body is not None else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{length}{credentials}\r\n\r\n"
    return head.encode() + content
