"""What is known of a file of pictures without opening it."""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

_TICKS = 10_000
"""Instants per second that are told apart: the rounding of seconds to a float must not show in the loop."""
_CHANGE = 0.05
"""Share by which the speed may differ from the file's own."""


class FootageError(Exception):
    """Why a file cannot be footage."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A file, and how much of it is shown.

    `path` is absolute, `digest` the SHA-256 of the content in hexadecimal, `seconds` the length from the first picture on
    that is shown, 0 of a still picture; `is_cut` if there is more.
    """

    path: str
    digest: str
    seconds: float
    is_cut: bool = False

    @property
    def is_still(self) -> bool:
        return self.seconds == 0

    @property
    def period(self) -> int:
        """Seconds after which it repeats. Whole, because groups of pictures are: a loop is made of entire ones."""
        return max(1, round(_turns(self.seconds) * self.seconds))

    def position(self, seconds: float) -> float:
        """Which second of the file is shown at a second of Unix time.

        What does not fill a period is played a little faster or slower, so that nothing is cut off and nothing stands.
        """
        if self.is_still:
            return 0.0
        instant = round(seconds * _TICKS) % (self.period * _TICKS) / _TICKS
        return instant * _turns(self.seconds) * self.seconds / self.period % self.seconds


@lru_cache(maxsize=256)
def _turns(length: float) -> int:
    """How often a file is played in a period: so often that it is whole seconds long with little change of speed."""
    for turns in count(1):
        played = turns * length
        if abs(played - max(1, round(played))) <= _CHANGE * played or not length:
            return turns
    raise AssertionError  # from half a second / _CHANGE on every length will do


def is_intact(footage: Footage) -> bool:
    """Whether the file is there with the content that it had when it was probed.

    Cheap enough to be asked for each picture: the content is read again only when the file's time or size changes.
    """
    try:
        return digest_of(footage.path) == footage.digest
    except OSError:
        return False


def digest_of(path: str) -> str:
    status = os.stat(path)
    return _digest(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: str, *_content: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
