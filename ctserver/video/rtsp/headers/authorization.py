"""Authorization and WWW-Authenticate (RFC 2326 §12.5, §12.44): Basic (RFC 7617), Digest (RFC 2617, RFC 2069)."""

import base64
import binascii
import re
from dataclasses import dataclass

from ctserver.video.rtsp.handler import BasicCredentials, Credentials, DigestCredentials
from ctserver.video.rtsp.headers.fields import HeaderError

_PARAMETER = re.compile(r'\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)', re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """WWW-Authenticate. Only MD5 and no qop: FFmpeg lets the last Digest line win and knows no SHA-256."""

    scheme: str
    realm: str
    nonce: str | None = None
    stale: bool = False

    @classmethod
    def parse(cls, text: str) -> "Challenge":
        scheme, _, rest = text.strip().partition(" ")
        parameters = _parameters(rest)
        if "realm" not in parameters:
            raise HeaderError("expected a realm")
        return cls(scheme, parameters["realm"], parameters.get("nonce"), parameters.get("stale", "").lower() == "true")

    def __str__(self) -> str:
        """Exactly in this order: live555 (openRTSP, VLC) reads it with a fixed pattern, realm before nonce."""
        nonce = f", nonce={_quoted(self.nonce)}" if self.nonce is not None else ""
        return f"{self.scheme} realm={_quoted(self.realm)}{nonce}{', stale=true' if self.stale else ''}"


def parse_authorization(text: str) -> Credentials:
    """HeaderError for unknown schemes, other algorithms than MD5, and missing parameters."""
    scheme, _, rest = text.strip().partition(" ")
    match scheme.lower():
        case "basic":
            return _parse_basic(rest.strip())
        case "digest":
            return _parse_digest(_parameters(rest))
    raise HeaderError("expected Basic or Digest")


def format_authorization(credentials: Credentials) -> str:
    """What a client sends: the other half of `parse_authorization`."""
    if isinstance(credentials, BasicCredentials):
        pair = f"{credentials.username}:{credentials.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()
    names = ("username", "realm", "nonce", "uri", "response", "cnonce")
    quoted = [f"{n}={_quoted(v)}" for n in names if (v := getattr(credentials, n)) is not None]
    bare = [f"{name}={value}" for name in ("qop", "nc") if (value := getattr(credentials, name)) is not None]
    return "Digest " + ", ".join(quoted + bare)


def _parse_basic(text: str) -> BasicCredentials:
    try:
        pair = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise HeaderError("expected base64") from None
    try:
        decoded = pair.decode()
    except UnicodeDecodeError:
        decoded = pair.decode("latin-1")
    username, colon, password = decoded.partition(":")
    if not colon:
        raise HeaderError("expected user:password")
    return BasicCredentials(username, password)


def _parse_digest(parameters: dict[str, str]) -> DigestCredentials:
    if parameters.get("algorithm", "MD5").upper() != "MD5":
        raise HeaderError("expected algorithm MD5")
    missing = {"username", "realm", "nonce", "uri", "response"} - parameters.keys()
    if missing:
        raise HeaderError(f"expected {', '.join(sorted(missing))}")
    names = ("username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce")
    return DigestCredentials(**{name: parameters[name] for name in names if name in parameters})


def _parameters(text: str) -> dict[str, str]:
    """auth-params; the first of equal names counts."""
    found: dict[str, str] = {}
    position = 0
    while match := _PARAMETER.match(text, position):
        quoted, bare = match[2], match[3]
        # Only \" and \\ are escapes here: FFmpeg sends the user name `DOMAIN\user` as it is.
        found.setdefault(match[1].lower(), re.sub(r'\\(["\\])', r"\1", quoted) if bare is None else bare)
        position = match.end()
    if text[position:].strip(" ,"):
        raise HeaderError("expected name=value, …")
    return found


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
