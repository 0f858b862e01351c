"""Who is asking: challenges, the nonce of a connection, and Digest arithmetic (RFC 2617 §3.2.2)."""

import hashlib
import hmac
import secrets

from ctserver.video.rtsp.handler import Credentials, DigestCredentials
from ctserver.video.rtsp.headers.authorization import Challenge, parse_authorization
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.urls import Target, UrlError

DIGEST = "Digest"
BASIC = "Basic"


class CredentialsError(Exception):
    """No usable credentials. `stale` asks the client to try again with the present nonce (RFC 2617 §3.2.1)."""

    def __init__(self, reason: str, *, stale: bool = False) -> None:
        super().__init__(reason)
        self.stale = stale


class Challenger:
    """One connection's challenges. The nonce lives as long as the connection: GStreamer gives up if it changes."""

    def __init__(self, realm: str, schemes: tuple[str, ...] = (DIGEST, BASIC)) -> None:
        self._realm = realm
        self._schemes = schemes
        self.nonce = secrets.token_hex(16)

    def challenges(self, *, stale: bool = False) -> list[Challenge]:
        """One line each, Digest first: old ExoPlayers read only the first."""
        offered = {
            DIGEST: Challenge(DIGEST, self._realm, self.nonce, stale),
            BASIC: Challenge(BASIC, self._realm),
        }
        return [challenge for scheme, challenge in offered.items() if scheme in self._schemes]

    def credentials(self, authorization: str | None, target: Target) -> Credentials:
        """What the client sent, if it belongs to this connection and this request; else CredentialsError."""
        if authorization is None:
            raise CredentialsError("no credentials")
        try:
            credentials = parse_authorization(authorization)
        except HeaderError as error:
            raise CredentialsError(str(error)) from None
        if isinstance(credentials, DigestCredentials):
            self._check(credentials, target)
        elif BASIC not in self._schemes:
            raise CredentialsError("Basic is switched off")
        return credentials

    def _check(self, credentials: DigestCredentials, target: Target) -> None:
        if DIGEST not in self._schemes:
            raise CredentialsError("Digest is switched off")
        if credentials.realm != self._realm:
            raise CredentialsError("another realm")
        if not same(credentials.nonce, self.nonce):
            raise CredentialsError("another nonce", stale=True)
        if not covers(credentials.uri, target):
            raise CredentialsError("another uri")


def covers(uri: str, target: Target) -> bool:
    """Whether a Digest `uri` stands for this request.

    live555 sends the base URL at SETUP, others leave the slash or the track out, Bosch sends a bare path, and behind
    NAT the host is the client's business. The path (and the query, where one is given) must be the request's.
    """
    try:
        sent = Target.parse(uri)
    except UrlError:
        return False
    return sent.same_stream(target) or (sent.path == target.path and not sent.query)


def digest_ha1(username: str, realm: str, password: str) -> str:
    """H(A1), which is all that a user store needs to keep for Digest."""
    return _md5(f"{username}:{realm}:{password}")


def digest_response(ha1: str, method: str, credentials: DigestCredentials) -> str:
    """The response that proves HA1: RFC 2617 §3.2.2.1 where `qop` was sent, the RFC 2069 form otherwise."""
    ha2 = _md5(f"{method}:{credentials.uri}")
    middle = [credentials.nonce]
    if credentials.qop is not None:
        middle += [credentials.nc or "", credentials.cnonce or "", credentials.qop]
    return _md5(":".join([ha1, *middle, ha2]))


def digest_matches(ha1: str, method: str, credentials: DigestCredentials) -> bool:
    """An empty HA1, which is that of a user who has none, proves nothing: anybody could compute with it."""
    return same(digest_response(ha1, method, credentials), credentials.response.lower()) and bool(ha1)


def same(one: str, other: str) -> bool:
    """Equality in a time that does not tell how much was right."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
