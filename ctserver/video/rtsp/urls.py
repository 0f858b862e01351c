"""What a request URL asks for: the stream's path and query, and the track, in every spelling that clients use."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

TRACK = "trackID=0"

_ABSOLUTE = re.compile(r"(?P<scheme>rtsps?|rtspu)://(?P<authority>[^/?#]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_TRACK_SUFFIX = re.compile(r"/(trackID=[^/?]*)$")


class UrlError(ValueError):
    """A request URL that is neither `*`, nor a path, nor an RTSP URL (RFC 2326 §3.2)."""


@dataclass(frozen=True, slots=True)
class Target:
    """`url` is the request URL as sent, but never with a user name or password.

    `path` is percent-decoded, without track suffix and trailing slash; `query` is as sent. `track` is None for the
    aggregate. `base` is `url` without track suffix and trailing slash.
    """

    url: str
    base: str
    path: str
    query: str
    track: str | None

    @classmethod
    def parse(cls, url: str) -> "Target":
        """UrlError for anything that names no stream; `*` has an empty path (RFC 2326 §10.1)."""
        if url == "*":
            return cls("*", "*", "", "", None)
        if url.startswith("/"):
            origin, rest = "", url
        elif match := _ABSOLUTE.fullmatch(url):
            # Debian's VLC sends `rtsp://user:password@host/…`: what stands before the last @ must never be echoed.
            host = match["authority"].rpartition("@")[2]
            origin, rest = f"{match['scheme']}://{host}", match["rest"]
            if not host:
                raise UrlError("the URL names no host")
        else:
            raise UrlError("expected an rtsp:// URL")
        return cls._of(origin, rest.partition("#")[0])

    @classmethod
    def _of(cls, origin: str, rest: str) -> "Target":
        """FFmpeg puts the track after the query, GStreamer before it."""
        path, mark, query = rest.partition("?")
        path, path_track = _split_track(path)
        query, query_track = _split_track(query) if mark else ("", None)
        return cls(
            url=origin + rest,
            base=f"{origin}{path}{mark}{query}",
            path=unquote(path.encode("utf-8", "replace").decode(), errors="replace") or "/",
            query=query,
            track=query_track or path_track,
        )

    @property
    def content_base(self) -> str:
        """Content-Base (RFC 2326 §12.11): the client's own URL and a slash. Behind NAT only it knows that host name."""
        return self.base + "/"

    def same_stream(self, other: "Target") -> bool:
        return (self.path, self.query) == (other.path, other.query)


def _split_track(text: str) -> tuple[str, str | None]:
    match = _TRACK_SUFFIX.search(text)
    track = match[1] if match else None
    return text[: match.start() if match else None].rstrip("/"), track
