"""From a request's headers and query to credentials: `Authorization` first, then `X-WSSE`, then URL parameters."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from ctserver.auth.wsse import WsseToken, parse_token
from ctserver.errors import MalformedCredentials


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    username: str
    password: str = field(repr=False)


Credentials = BasicCredentials | WsseToken


def find_credentials(headers: Mapping[str, str], query_string: str) -> Credentials | None:
    """None if there are none; MalformedCredentials if there are some that cannot be read."""
    authorization = headers.get("authorization", "").strip()
    if authorization:
        return _from_authorization(authorization, headers.get("x-wsse", ""))
    if "x-wsse" in headers:
        return parse_token(headers["x-wsse"])
    return from_query(query_string)


def _from_authorization(authorization: str, x_wsse: str) -> Credentials:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "basic":
        return _parse_basic(value)
    if scheme.lower() == "wsse":
        return parse_token(x_wsse)
    raise MalformedCredentials("Authorization", "expected.scheme")


def _parse_basic(value: str) -> BasicCredentials:
    try:
        decoded = b64decode(value.strip(), validate=True)
    except ValueError:  # binascii.Error, and what b64decode says of letters beyond ASCII
        raise MalformedCredentials("Authorization", "expected.basic_header") from None
    try:
        username, colon, password = decoded.decode("utf-8").partition(":")
    except UnicodeDecodeError:
        username, colon, password = decoded.decode("latin-1").partition(":")
    if not colon:
        raise MalformedCredentials("Authorization", "expected.basic_header")
    return BasicCredentials(username, password)


def from_query(query_string: str) -> Credentials | None:
    """`_username`, `_password` and, for WSSE, `_nonce` and `_created_at`; names in any case."""
    if "_username" not in query_string.lower():
        return None
    values = {name.lower(): value for name, value in parse_qsl(query_string, keep_blank_values=True)}
    if "_username" not in values:
        return None
    given = {name for name in ("_password", "_nonce", "_created_at") if name in values}
    if given == {"_password"}:
        return BasicCredentials(values["_username"], values["_password"])
    if given != {"_password", "_nonce", "_created_at"}:
        raise MalformedCredentials("_username", "expected.wsse_parameters")
    # Clients send digest and nonce unescaped, so that a form decoder turned their plus signs into spaces.
    digest, nonce = (values[name].replace(" ", "+") for name in ("_password", "_nonce"))
    return WsseToken(values["_username"], digest, nonce, values["_created_at"].replace(" ", "+"))


def from_push_query(query_string: str) -> Credentials | None:
    """PUSH HTTP also takes `user` and `pass`."""
    values = dict(parse_qsl(query_string, keep_blank_values=True))
    if "user" in values and "pass" in values:
        return BasicCredentials(values["user"], values["pass"])
    return None
