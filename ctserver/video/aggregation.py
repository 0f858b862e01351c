"""Small NAL units joined in one piece, as RTP sends them: a STAP-A (RFC 6184, §5.7.1).

A picture of which a few macroblocks move has dozens of slices of some bytes each. Kept in one piece they take a third of the
memory, and are sent as they are.
"""

import struct
from collections.abc import Iterable, Iterator

STAP_A = 24
_TYPE, _NRI = 0x1F, 0x60
_LENGTH = struct.Struct("!H")


def is_aggregate(unit: bytes) -> bool:
    return unit[0] & _TYPE == STAP_A


def aggregated(units: Iterable[bytes], limit: int) -> list[bytes]:
    """NAL units in order: neighbours share a STAP-A of at most `limit` bytes while they fit; larger ones, and those that are
    alone, stay as they are (§5.6). An aggregate joins others as a whole, or is taken apart if it is larger."""
    joined: list[bytes] = []
    group = _Group()
    for unit in _of_limit(units, limit):
        if group.size + group.added(unit) > limit:
            joined += group.end()
            group = _Group()
        if len(unit) > limit:
            joined.append(unit)
        else:
            group.add(unit)
    return joined + group.end()


def separated(units: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The NAL units, none of them an aggregate."""
    if not any(map(is_aggregate, units)):
        return units
    return tuple(part for unit in units for part in (_parts(unit) if is_aggregate(unit) else (unit,)))


class _Group:
    """Units that share an aggregate. Its NRI is the highest of theirs (§5.7)."""

    def __init__(self) -> None:
        self.size = 1
        self._units: list[bytes] = []

    @staticmethod
    def added(unit: bytes) -> int:
        """Bytes that a unit would add."""
        return len(unit) - 1 if is_aggregate(unit) else len(unit) + 2

    def add(self, unit: bytes) -> None:
        self.size += self.added(unit)
        self._units.append(unit)

    def end(self) -> list[bytes]:
        units = self._units
        if len(units) < 2:
            return units
        importance = max([unit[0] & _NRI for unit in units])
        parts = [bytes((importance | STAP_A,))]
        for unit in units:
            parts += (unit[1:],) if is_aggregate(unit) else (_LENGTH.pack(len(unit)), unit)
        return [b"".join(parts)]


def _of_limit(units: Iterable[bytes], limit: int) -> Iterator[bytes]:
    for unit in units:
        if len(unit) > limit and is_aggregate(unit):
            yield from _parts(unit)
        else:
            yield unit


def _parts(aggregate: bytes) -> Iterator[bytes]:
    at = 1
    while at < len(aggregate):
        (length,) = _LENGTH.unpack_from(aggregate, at)
        at += _LENGTH.size + length
        yield aggregate[at - length : at]
