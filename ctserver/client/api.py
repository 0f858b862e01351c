"""Requests to a server, with a user's name and password."""

import json
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

API = "/api/v1.2"
PATIENCE_SECONDS = 60.0
"""Of silence: a server that makes pictures may need some."""
MOST_TEXT = 200


class Refusal(Exception):
    """What the server answers instead of what was asked for, in one line."""


class Unreachable(Exception):
    """There is no connection, or it broke off, in one line."""


class Api:
    """Each request has a connection of its own, so that one that has broken off concerns no other."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """ValueError for a URL that is not one of HTTP."""
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"--url: expected http://host:port, got {url}")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._login = "Basic " + b64encode(f"{user}:{password}".encode()).decode()

    def get_json(self, path: str, query: Mapping[str, object]) -> Any:
        """Refusal and Unreachable say why there is none."""
        given = {name: value for name, value in query.items() if value is not None}
        answer = self.get(f"{API}{path}?{urlencode(given)}")
        with answer:
            try:
                return json.loads(answer.read())
            except (OSError, HTTPException) as error:
                raise Unreachable(f"{self._where}: {_reason(error)}") from None
            except ValueError:
                raise Refusal(f"{self._where}: expected JSON, got {answer.headers['content-type']}") from None

    def get(self, path: str, **headers: str) -> HTTPResponse:
        """An answer of 200 or 206 whose body is still to be read; Refusal and Unreachable as above."""
        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self._host, self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={"Authorization": self._login, "Connection": "close", **headers})
            answer = connection.getresponse()
            if answer.status not in (200, 206):
                raise Refusal(f"{self._where}: {answer.status}, {_told(answer)}")
        except (OSError, HTTPException) as error:
            connection.close()
            raise Unreachable(f"{self._where}: {_reason(error)}") from None
        return answer

    @property
    def _where(self) -> str:
        return f"{self._host}:{self._port}" if self._port else self._host


def _told(answer: HTTPResponse) -> str:
    with answer:
        text = answer.read(2**16).decode(errors="replace")
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return " ".join(text.split())[:MOST_TEXT] or answer.reason


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()) or type(error).__name__
