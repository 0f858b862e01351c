"""The directory of coded loops. Several servers may share it: a file appears whole, and one that has gone is not there.

Files that have not been used for longest make room for new ones. Nothing that happens to the directory is a failure: what
cannot be read is coded, what cannot be written is not kept.
"""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from ctserver.video.cache.segment import Segment, pack, unpack

log = logging.getLogger("ctserver.video")

LIMIT = 2**30
"""Bytes that the directory may hold."""
_SCAN_SHARE = 16
"""The directory is measured again after a sixteenth of its limit has been written to it."""
_SUFFIX = ".loop"


class Shelf(Protocol):
    """Where one loop's segments are kept; they are counted from the loop's first second. For worker threads."""

    def load(self, number: int) -> Segment | None: ...

    def save(self, number: int, segment: Segment) -> None:
        """Returns before it is written."""
        ...


class LoopCache:
    """The directory is made when the first loop is written."""

    def __init__(self, directory: Path, limit: int = LIMIT, engine: Callable[[], bytes] | None = None) -> None:
        """`limit` in bytes; `engine` tells apart what codes the same loop to other bytes; by default what this process has."""
        self._directory = directory
        self._limit = limit
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, "cache")
        self._unmeasured = limit  # bytes that may have come since the directory was measured: at first, any number
        self._complained = False

    def shelf(self, loop: object) -> Shelf:
        """Of a loop that is known by its `repr`: all that makes it differ from another must stand there."""
        return _Shelf(self, repr(loop))

    def close(self) -> None:
        """Nothing is written any more; what is being written is finished."""
        self._writer.shutdown(cancel_futures=True)

    def name(self, loop: str, number: int) -> str:
        digest = blake2b(self._tell_engine(), digest_size=20)
        digest.update(f"{loop} {number}".encode())
        return digest.hexdigest() + _SUFFIX

    def _tell_engine(self) -> bytes:
        if self._engine is None:
            from ctserver.video.cache.engine import engine_digest  # noqa: PLC0415 (it asks NumPy, OpenCV and PyAV)

            self._engine = engine_digest
        return self._engine()

    def read(self, name: str) -> Segment | None:
        path = self._directory / name
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._complain(error)
            return None
        with suppress(OSError):  # it has gone meanwhile, or we may only read
            os.utime(path)  # it is in use: others go first
        segment = unpack(data, name)
        if segment is None:
            log.warning("%s is damaged; the loop is coded again", path)
        return segment

    def write_later(self, name: str, segment: Segment) -> None:
        with suppress(RuntimeError):  # closed meanwhile
            self._writer.submit(self._write, name, segment)

    def _write(self, name: str, segment: Segment) -> None:
        if self._complained:
            return
        data = pack(segment, name)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            if self._make_room(len(data)):
                _write_whole(self._directory / name, data)
        except FileNotFoundError:
            return  # somebody cleans up at this very moment
        except OSError as error:
            self._complain(error)

    def _make_room(self, size: int) -> bool:
        """False for what is too large to be kept at all."""
        share = self._limit // _SCAN_SHARE
        if size > share:
            return False
        if self._unmeasured + size > share:
            _shrink(self._directory, self._limit - share)
            self._unmeasured = 0
        self._unmeasured += size
        return True

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            log.warning("coded loops are not kept in %s: %s", self._directory, error.strerror or error)


class _Shelf:
    def __init__(self, cache: LoopCache, loop: str) -> None:
        self._cache = cache
        self._loop = loop

    def load(self, number: int) -> Segment | None:
        return self._cache.read(self._cache.name(self._loop, number))

    def save(self, number: int, segment: Segment) -> None:
        self._cache.write_later(self._cache.name(self._loop, number), segment)


def _write_whole(path: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, suffix=_SUFFIX, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _shrink(directory: Path, size: int) -> None:
    """Removes the files that were not used for longest, until the others take at most `size` bytes."""
    found = []
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIX):  # the user may have put something of his own beside them
                with suppress(FileNotFoundError):  # another server makes room, too
                    status = entry.stat()
                    found.append((status.st_mtime_ns, status.st_size, entry.path))
    total = sum(size for _, size, _ in found)
    for _, taken, path in sorted(found):
        if total <= size:
            break
        Path(path).unlink(missing_ok=True)
        total -= taken
