"""Signs requests as the vendor's SDK does, written apart from the product's own code."""

import base64
import hashlib
import secrets
from collections.abc import Generator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx


def md5(password: str) -> str:
    return hashlib.md5(password.encode()).hexdigest()


def iso(instant: float) -> str:
    """With milliseconds, as the SDK writes `Created`."""
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def digest(nonce: str, created: str, secret: str) -> str:
    return base64.b64encode(hashlib.sha1(f"{nonce}{created}{secret}".encode()).digest()).decode()


def token(username: str, secret: str, instant: float, nonce: str | None = None) -> str:
    """The value of an X-WSSE header."""
    nonce, created = nonce or secrets.token_hex(10), iso(instant)
    signed = digest(nonce, created, secret)
    return f'UsernameToken Username="{username}", PasswordDigest="{signed}", Nonce="{nonce}", Created="{created}"'


def parameters(username: str, secret: str, instant: float, nonce: str | None = None) -> dict[str, str]:
    """The same as URL parameters."""
    nonce, created = nonce or secrets.token_hex(10), iso(instant)
    signed = digest(nonce, created, secret)
    return {"_username": username, "_password": signed, "_nonce": nonce, "_created_at": created}


def server_time(api: httpx.Client) -> float:
    return parsedate_to_datetime(api.get("/api/").headers["date"]).timestamp()


class WsseAuth(httpx.Auth):
    """A fresh token for each request, by the server's `Date`; `secret` is the MD5 of the password unless given."""

    def __init__(self, username: str, password: str = "", *, secret: str | None = None) -> None:
        self.username = username
        self.secret = secret or md5(password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        discovery = yield httpx.Request("GET", request.url.copy_with(raw_path=b"/api/"))
        now = parsedate_to_datetime(discovery.headers["date"]).timestamp()
        request.headers["Authorization"] = 'WSSE profile="UsernameToken"'
        request.headers["X-WSSE"] = token(self.username, self.secret, now)
        yield request
