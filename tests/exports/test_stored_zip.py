"""ZIP files as others read them."""

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ctserver.exports.stored_zip import LIMIT, MEMBERS, StoredZip
from tests.video.rtsp.players import program

WHEN = datetime(2026, 6, 1, 10, 20, 31, tzinfo=UTC)
CONTENT = {"a.txt": b"hello", "empty": b"", "é/ü.bin": bytes(range(256)) * 40}


def packed(limit: int = LIMIT, members: int = MEMBERS) -> bytes:
    file = io.BytesIO()
    made = StoredZip(file, limit, members)
    for name, data in CONTENT.items():
        made.begin(name, len(data), WHEN)
        for place in range(0, len(data), 1000):
            made.write(data[place : place + 1000])
        made.end()
    assert made.close() == len(file.getvalue())
    return file.getvalue()


@pytest.mark.parametrize(("limit", "members"), [(LIMIT, MEMBERS), (6, MEMBERS), (100, MEMBERS), (LIMIT, 2), (0, 0)])
def test_what_is_packed_is_unpacked(tmp_path: Path, limit: int, members: int) -> None:
    """With ZIP64 for sizes, for places, for the number of members, for all of it."""
    content = packed(limit, members)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert held.testzip() is None
        assert {name: held.read(name) for name in held.namelist()} == CONTENT
        assert {member.date_time for member in held.infolist()} == {(2026, 6, 1, 10, 20, 30)}
    assert (b"PK\6\6" in content) == ((limit, members) != (LIMIT, MEMBERS))
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    subprocess.run([program("unzip"), "-tq", str(path)], check=True, capture_output=True)


class Sparse(io.RawIOBase):
    """Counts what it need not keep: a member of zeros, whose sum is not asked for here."""

    def __init__(self, file: io.BufferedRandom) -> None:
        self._file = file

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._file.seek(len(data), 1) if not any(data[:1]) and len(data) > 2**20 else self._file.write(data)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)


def test_a_member_beyond_four_gigabytes_is_found(tmp_path: Path) -> None:
    path, piece = tmp_path / "large.zip", bytes(2**28)
    with path.open("w+b") as file:
        made = StoredZip(Sparse(file))  # type: ignore[arg-type]
        made.begin("zeros", 17 * len(piece), WHEN)
        for _ in range(17):
            made.write(piece)
        made.end()
        made.begin("after", 5, WHEN)
        made.write(b"hello")
        made.end()
        size = made.close()
    assert path.stat().st_size == size
    with zipfile.ZipFile(path) as held:
        assert held.getinfo("zeros").file_size == 17 * 2**28
        assert held.getinfo("after").header_offset > LIMIT
        assert held.read("after") == b"hello"


def test_a_date_before_the_format_is_its_first() -> None:
    file = io.BytesIO()
    made = StoredZip(file)
    made.begin("a", 0, datetime(1970, 1, 1, tzinfo=UTC))
    made.end()
    made.close()
    with zipfile.ZipFile(file) as held:
        assert held.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
