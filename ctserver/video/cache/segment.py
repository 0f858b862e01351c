"""A segment is what is coded of one second of a loop, and the form that it has in a file.

The form: a magic number, a digest of the rest that also binds the file's name, then counts and byte strings with their lengths.
It can be read without trust: whatever is not exactly what was written is not a segment.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from struct import Struct, error

Rest = tuple[bytes, ...]
"""What stays of a scene's picture when its strip is taken off."""

_MAGIC = b"CTLOOP1\n"
_DIGEST = 16
_COUNT = Struct(">H")
_LENGTH = Struct(">I")


@dataclass(frozen=True, slots=True)
class Segment:
    """`pictures` by their place within the second; some may be missing."""

    parameter_sets: tuple[bytes, ...] = ()
    pictures: dict[int, Rest] = field(default_factory=dict)


def pack(segment: Segment, name: str) -> bytes:
    """The file of a segment; it can only be read back under the same name."""
    parts = [*_strings(segment.parameter_sets), _COUNT.pack(len(segment.pictures))]
    for place, rest in segment.pictures.items():
        parts += [_COUNT.pack(place), *_strings(rest)]
    body = b"".join(parts)
    return _MAGIC + _digest(body, name) + body


def unpack(data: bytes, name: str) -> Segment | None:
    """None for what `pack` has not made under this name, or what has been damaged since."""
    start = len(_MAGIC) + _DIGEST
    if data[:start] != _MAGIC + _digest(memoryview(data)[start:], name):
        return None
    reader = _Reader(data, start)
    try:
        parameter_sets = reader.strings()
        pictures = {reader.count(): reader.strings() for _ in range(reader.count())}
    except error:
        return None
    return Segment(parameter_sets, pictures)


def _digest(body: bytes | memoryview, name: str) -> bytes:
    digest = blake2b(name.encode(), digest_size=_DIGEST)
    digest.update(body)
    return digest.digest()


def _strings(strings: tuple[bytes, ...]) -> list[bytes]:
    parts = [_COUNT.pack(len(strings))]
    for string in strings:
        parts += [_LENGTH.pack(len(string)), string]
    return parts


class _Reader:
    """Takes a file's parts in order; `struct.error` where it is too short."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def count(self) -> int:
        (count,) = _COUNT.unpack_from(self._data, self._at)
        self._at += _COUNT.size
        return int(count)

    def strings(self) -> tuple[bytes, ...]:
        return tuple(self._string() for _ in range(self.count()))

    def _string(self) -> bytes:
        (length,) = _LENGTH.unpack_from(self._data, self._at)
        start = self._at + _LENGTH.size
        self._at = start + length
        return self._data[start : self._at]
