"""Encoders that have done their work and wait for more of the same size: to open one takes as long as to code two pictures."""

from threading import Lock

from ctserver.video.coding.h264 import X264

PIXELS = 2_000_000
"""Of the pictures of all that wait. One of 1920x1080 takes 28 MB."""

_Kind = tuple[int, int, int, int | None]


class Encoders:
    """Used by any thread. What is coded from a key picture on does not depend on what was coded before it."""

    def __init__(self) -> None:
        self._idle: list[tuple[_Kind, X264]] = []
        self._lock = Lock()

    def take(self, width: int, height: int, fps: int, slice_macroblocks: int | None = None) -> X264:
        """For one user at a time, who begins with a key picture. The parameters are those of `X264`."""
        kind = width, height, fps, slice_macroblocks
        with self._lock:
            for index in range(len(self._idle) - 1, -1, -1):
                if self._idle[index][0] == kind:
                    return self._idle.pop(index)[1]
        return X264(width, height, fps, slice_macroblocks=slice_macroblocks)

    def keep(self, encoder: X264) -> None:
        """Who has taken it does not use it any more. Those that have waited longest make room."""
        with self._lock:
            self._idle.append((encoder.kind, encoder))
            while sum(width * height for (width, height, *_), _ in self._idle) > PIXELS:
                del self._idle[0]


OWN = Encoders()
"""The process's."""
