"""A file on a disk, as a download takes it."""

import asyncio
import os
from collections.abc import AsyncGenerator
from typing import BinaryIO

PIECE = 2**18


class StoredFile:
    """Of a file that is open, and stays so until the last byte is sent: whatever becomes of its name meanwhile."""

    def __init__(self, file: BinaryIO) -> None:
        self._handle = file.fileno()
        found = os.fstat(self._handle)
        self.size = found.st_size
        self._tag = f"{found.st_ino:x}-{found.st_mtime_ns:x}-{self.size:x}"

    async def entity_tag(self) -> str:
        return self._tag

    async def chunks(self, first: int, last: int) -> AsyncGenerator[bytes, None]:
        while first < last:
            piece = await asyncio.to_thread(os.pread, self._handle, min(PIECE, last - first), first)
            if not piece:
                raise OSError(f"the file has {first} bytes, no longer {self.size}")
            first += len(piece)
            yield piece
