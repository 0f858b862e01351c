"""A client of `/m`: reads whole parts off the wire, and what the cells say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import httpx
import numpy as np

from ctserver.testing.frames import Array, read
from ctserver.video.mark import Mark

ADMIN, GUEST, MONITOR = "user=admin&pass=camtrace", "user=guest&pass=guest", "user=monitor&pass=monitor"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part: the JPEG, and the seconds of its X-Timestamp."""

    jpeg: bytes
    timestamp: float

    @property
    def image(self) -> Array:
        image = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        return np.asarray(image)

    def cells(self, width: int = 320, height: int = 240) -> list[Array]:
        """The tiles, row by row."""
        image = self.image
        corners = [(y, x) for y in range(0, image.shape[0], height) for x in range(0, image.shape[1], width)]
        return [image[y : y + height, x : x + width] for y, x in corners]

    def scene(self, cell: int) -> bytes:
        """Pixels below the strip, without the border where a decoder smooths colours between neighbours."""
        return self.cells()[cell][70:-2, 2:-2].tobytes()

    def marks(self, width: int = 320, height: int = 240) -> list[Mark | None]:
        return [read(cell) for cell in self.cells(width, height)]

    def cameras(self) -> list[int | None]:
        return [mark.camera if mark else None for mark in self.marks()]


@contextmanager
def watching(api: httpx.Client, query: str, user: str = ADMIN) -> Iterator[Iterator[Shown]]:
    """The pictures of an open mosaic, as they come."""
    with api.stream("GET", f"/m?{query}&{user}") as response:
        assert response.status_code == 200, response.read()
        yield _parts(response.iter_raw())


def _parts(body: Iterator[bytes]) -> Iterator[Shown]:
    data = b""
    for chunk in body:
        data += chunk
        while b"\r\n\r\n" in data:
            head, _, rest = data.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
            length = int(fields["Content-Length"])
            if len(rest) < length:
                break
            yield Shown(rest[:length], float(fields["X-Timestamp"]))
            data = rest[length:]


def first(api: httpx.Client, query: str, user: str = ADMIN) -> Shown:
    with watching(api, query, user) as pictures:
        return next(pictures)
