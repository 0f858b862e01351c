"""The one place where what went wrong becomes an answer, and a line in the log without anybody's password."""

import logging
import traceback

from ctserver.video.rtsp.auth import Challenger, CredentialsError
from ctserver.video.rtsp.handler import BasicCredentials, Refused
from ctserver.video.rtsp.headers.authorization import parse_authorization
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.messages import Headers, MessageError, Request, Response
from ctserver.video.rtsp.session import StateError
from ctserver.video.rtsp.urls import Target, UrlError

log = logging.getLogger("ctserver.rtsp")


def error_response(error: Exception, challenger: Challenger) -> Response:
    """Anything unforeseen is a bare 500: the client learns nothing of our insides."""
    match error:
        case MessageError():
            return Response(error.status, Headers(error.headers), reason=error.reason)
        case CredentialsError():
            challenges = challenger.challenges(stale=error.stale)
            return Response(401, Headers(tuple(("WWW-Authenticate", str(challenge)) for challenge in challenges)))
        case Refused():
            return Response(error.status, reason=error.reason if error.told else "")
        case StateError():
            return Response(455)
    return Response(500)


def log_error(error: Exception, request: Request, peer: str) -> None:
    """An info line for what the client did, an error with its traceback for what we did."""
    where = f"{request.method} {_place(request)} from {peer}"
    if isinstance(error, MessageError | CredentialsError | Refused | StateError):
        log.info("%s: %s", where, redacted(str(error), request))
    else:
        log.error("%s failed\n%s", where, redacted("".join(traceback.format_exception(error)), request))


def redacted(text: str, request: Request) -> str:
    """`text` without the secrets that came with the request, in case an exception's message quotes them."""
    for secret in sorted(_secrets(request), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _place(request: Request) -> str:
    """The path alone: URLs carry passwords before the host and in the query."""
    try:
        return repr(Target.parse(request.url).path)
    except UrlError:
        return "(unreadable URL)"


def _secrets(request: Request) -> set[str]:
    authority = request.url.partition("://")[2].partition("/")[0]
    userinfo, at, _ = authority.rpartition("@")
    query = request.url.partition("?")[2]
    found = {request.url if at or query else "", userinfo, userinfo.partition(":")[2], query}
    for value in request.headers.all("Authorization"):
        found |= {value, value.partition(" ")[2].strip()}
        try:
            credentials = parse_authorization(value)
        except HeaderError:
            continue
        found.add(credentials.password if isinstance(credentials, BasicCredentials) else credentials.response)
    return found - {""}
