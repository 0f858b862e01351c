"""Saves a file of the server, and goes on where the connection broke off."""

from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from threading import Event
from typing import BinaryIO

from ctserver.client.api import Api, Unreachable

PIECE = 2**17
TRIES = 5
"""In a row that bring nothing, before it is given up."""
PAUSE_SECONDS = 1.0

Show = Callable[[int, int], None]
"""Bytes there are, and bytes there will be."""


def save(api: Api, path: str, target: Path, show: Show, pause: float = PAUSE_SECONDS) -> int:
    """The bytes of the file, which bears its name once it is whole. Refusal, Unreachable, or OSError of the disk; then what came
    is removed."""
    partial = target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as file:
            size = _Transfer(api, path, file, show).run(pause)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return size


class _Transfer:
    def __init__(self, api: Api, path: str, file: BinaryIO, show: Show) -> None:
        self._api, self._path, self._file, self._show = api, path, file, show
        self._size, self._tag = 0, ""

    def run(self, pause: float) -> int:
        tries, reached = 0, -1
        while True:
            try:
                self._take()
            except Unreachable:
                tries = tries + 1 if self._file.tell() <= reached else 1
                if tries >= TRIES:
                    raise
                reached = self._file.tell()
                Event().wait(pause)
            else:
                return self._size

    def _take(self) -> None:
        """Of another file than before, from its beginning."""
        have = self._file.tell()
        more = {"Range": f"bytes={have}-", "If-Range": self._tag} if have and self._tag else {}
        with self._api.get(self._path, **more) as answer:
            if answer.status == 200:
                self._file.seek(0)
                self._file.truncate()
                if answer.length is None:  # a head that was cut off reads as a short one
                    raise Unreachable("the connection broke off before the file's length was told")
                self._size, self._tag = answer.length, answer.headers["etag"] or ""
            self._copy(answer)

    def _copy(self, answer: HTTPResponse) -> None:
        try:
            while piece := answer.read(PIECE):
                self._file.write(piece)
                self._show(self._file.tell(), self._size)
        except (HTTPException, ConnectionError, TimeoutError) as error:
            raise Unreachable(f"the connection broke off: {error or type(error).__name__}") from None
        if self._file.tell() < self._size:
            raise Unreachable(f"the connection broke off after {self._file.tell()} of {self._size} bytes")
