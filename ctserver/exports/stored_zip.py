"""A ZIP file whose members are stored as they are, written from front to end (PKWARE's APPNOTE 6.3.10).

Pictures are compressed already. ZIP64 records stand only where a size or a place needs them.
"""

from dataclasses import dataclass
from datetime import datetime
from struct import pack
from typing import BinaryIO
from zlib import crc32

LIMIT = 0xFFFFFFFF
MEMBERS = 0xFFFF
_UTF8 = 0x800
_PLAIN, _ZIP64 = 20, 45
"""Tenths of the version of the format that is needed."""
_CRC_AT = 14
_EARLIEST = 1980
"""A year: dates count from there."""


@dataclass(slots=True)
class _Member:
    name: bytes
    size: int
    at: int
    stamp: int
    crc: int = 0


class StoredZip:
    """Onto a file that can be written at any place. `limit` and `members` are where ZIP64 begins."""

    def __init__(self, file: BinaryIO, limit: int = LIMIT, members: int = MEMBERS) -> None:
        self._file = file
        self._limit, self._most = limit, members
        self._members: list[_Member] = []
        self._position = 0

    def begin(self, name: str, size: int, modified: datetime) -> None:
        """The next member, of `size` bytes to come."""
        member = _Member(name.encode(), size, self._position, _stamp(modified))
        self._members.append(member)
        wide = size >= self._limit
        extra = pack("<HHQQ", 1, 16, size, size) if wide else b""
        shown = LIMIT if wide else size
        self._write(
            pack("<4sHHHLLLLHH", b"PK\3\4", _ZIP64 if wide else _PLAIN, _UTF8, 0, member.stamp, 0, shown, shown,
                 len(member.name), len(extra)) + member.name + extra
        )  # fmt: skip

    def write(self, data: bytes) -> None:
        """Bytes of the member that was begun last."""
        self._members[-1].crc = crc32(data, self._members[-1].crc)
        self._write(data)

    def end(self) -> None:
        """The member is whole. Its sum goes to its head, so that a reader need not look for it at the end."""
        member = self._members[-1]
        self._file.seek(member.at + _CRC_AT)
        self._file.write(pack("<L", member.crc))
        self._file.seek(self._position)

    def close(self) -> int:
        """Writes the directory: the bytes of the whole file. The file itself stays open."""
        start = self._position
        for member in self._members:
            self._write(self._entry(member))
        count, size = len(self._members), self._position - start
        if count >= self._most or size >= self._limit or start >= self._limit:
            end64 = self._position
            self._write(pack("<4sQHHLLQQQQ", b"PK\6\6", 44, _ZIP64, _ZIP64, 0, 0, count, count, size, start))
            self._write(pack("<4sLQL", b"PK\6\7", 0, end64, 1))
            count, size, start = MEMBERS, LIMIT, LIMIT
        self._write(pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, size, start, 0))
        return self._position

    def _entry(self, member: _Member) -> bytes:
        """Of the directory: what does not fit into its field stands in the extra one, in the fields' order."""
        size, at = member.size, member.at
        wide = [*([size, size] if size >= self._limit else []), *([at] if at >= self._limit else [])]
        extra = pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
        version = _ZIP64 if wide else _PLAIN
        size, at = (value if value < self._limit else LIMIT for value in (size, at))
        return (
            pack("<4sHHHHLLLLHHHHHLL", b"PK\1\2", version, version, _UTF8, 0, member.stamp, member.crc, size, size,
                 len(member.name), len(extra), 0, 0, 0, 0, at) + member.name + extra
        )  # fmt: skip

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._position += len(data)


def _stamp(at: datetime) -> int:
    """MS-DOS's date and time, by steps of two seconds."""
    if at.year < _EARLIEST:
        return 1 << 16 | 1 << 21
    date = at.year - _EARLIEST << 9 | at.month << 5 | at.day
    return date << 16 | at.hour << 11 | at.minute << 5 | at.second // 2
