"""WSSE UsernameToken as the document computes it: base64(SHA-1(nonce + created + secret)), over the texts as sent."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha1
from hmac import compare_digest

from ctserver.clock import parse_instant
from ctserver.errors import MalformedCredentials

WINDOW_SECONDS = 10.0
_FIELD = re.compile(r'\s*([A-Za-z]+)\s*=\s*"([^"]*)"\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class WsseToken:
    username: str
    digest: str
    nonce: str
    created: str


def password_digest(nonce: str, created: str, secret: str) -> str:
    return b64encode(sha1((nonce + created + secret).encode()).digest()).decode()


def is_signed_with(token: WsseToken, secret: str) -> bool:
    """Constant-time."""
    expected = password_digest(token.nonce, token.created, secret)
    return compare_digest(expected.encode(), token.digest.encode())


def parse_token(header: str) -> WsseToken:
    """The value of an `X-WSSE` header; MalformedCredentials if a field is missing or the form is another."""
    scheme, _, rest = header.strip().partition(" ")
    fields = _fields(rest)
    wanted = ("username", "passworddigest", "nonce", "created")
    if scheme.lower() != "usernametoken" or any(not fields.get(name) for name in wanted):
        raise MalformedCredentials("X-WSSE", "expected.wsse_header")
    return WsseToken(*(fields[name] for name in wanted))


def _fields(text: str) -> dict[str, str]:
    """Empty if anything stands between the fields. Read from left to right: a search would take the square of the length."""
    fields: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _FIELD.match(text, position)
        if not match:
            return {}
        fields[match[1].lower()] = match[2]
        position = match.end()
    return fields


def seconds_from(token: WsseToken, now: float) -> float:
    """Created minus `now`, in seconds; MalformedCredentials if Created is no ISO 8601 date."""
    try:
        return parse_instant(token.created) - now
    except ValueError:
        raise MalformedCredentials("Created", "expected.date") from None
