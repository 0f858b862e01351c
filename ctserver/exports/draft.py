"""An export's file while it is written: under another name, so that what bears its own is whole."""

import os
from contextlib import suppress
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import BinaryIO

from ctserver.exports.disks import partial_of
from ctserver.exports.stored_zip import StoredZip

SYNC_BYTES = 64 * 2**20
"""Written between two waits for the disk, so that none of them is long: neither the last one, nor that of others for memory."""


class Draft:
    """OSError from any of it where the disk will not have it. Blocks: not for the event loop, and for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.sums: list[str] = []
        """MD5 of the members that are whole, in hexadecimal."""
        self._path = path
        self._md5 = md5()
        self._file: BinaryIO | None = None
        self._unsynced = 0

    def open(self) -> None:
        """To call first."""
        self._file = partial_of(self._path).open("wb")
        self._zip = StoredZip(self._file)

    def begin(self, name: str, size: int, modified: datetime) -> None:
        self._md5 = md5()
        self._zip.begin(name, size, modified)

    def write(self, data: bytes) -> None:
        self._md5.update(data)
        self._zip.write(data)
        self._unsynced += len(data)
        if self._unsynced >= SYNC_BYTES:
            self._sync()

    def end(self) -> None:
        self._zip.end()
        self.sums.append(self._md5.hexdigest())

    def publish(self) -> int:
        """The file is whole, on the disk, and has its name: its bytes."""
        assert self._file
        size = self._zip.close()
        self._sync()
        self._file.close()
        partial_of(self._path).replace(self._path)
        _sync_directory(self._path.parent)
        return size

    def discard(self) -> None:
        """Leaves nothing behind, opened or not; what cannot be removed is removed at the next start."""
        with suppress(OSError):  # what is still to be written is not wanted, and the disk may be full
            if self._file:
                self._file.close()
        with suppress(OSError):
            partial_of(self._path).unlink(missing_ok=True)

    def _sync(self) -> None:
        assert self._file
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced = 0


def _sync_directory(directory: Path) -> None:
    """So that the name outlives a loss of power."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
