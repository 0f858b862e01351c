"""Choosing among the streams of a camera."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Sized(Protocol):
    """A stream of the catalogue, or its row."""

    @property
    def ignored(self) -> bool: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...


AnyStream = TypeVar("AnyStream", bound=Sized)


def largest(streams: Sequence[AnyStream]) -> AnyStream:
    """Of those of a camera that are not ignored, where there is one."""
    shown = [stream for stream in streams if not stream.ignored] or streams
    return max(shown, key=lambda stream: stream.width * stream.height)
