"""Where the files of exports lie, and how much room there is."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.db import Database
from ctserver.exports.models import ExportDisk


@dataclass(frozen=True, slots=True)
class Disk:
    """As its row; `id` None is the server's own."""

    id: int | None
    name: str
    path: str | None
    fstype: str
    size: int | None


OWN = Disk(None, "", None, "", None)


@dataclass(frozen=True, slots=True)
class Space:
    """In bytes."""

    total: int
    free: int


class Disks:
    """Those of a site; what is the server's lies below `data`, its data directory. Asks the file system: not for the event
    loop, but for `known` and `file`."""

    def __init__(self, database: Database, data: Path) -> None:
        self._database = database
        self._data = data

    @property
    def known(self) -> Mapping[int, Disk]:
        """The external ones."""
        return self._database.remember(read_disks)

    def file(self, disk_id: int | None, export_id: int) -> Path:
        return self._directory(self._disk(disk_id)) / f"{export_id}.zip"

    def prepare(self) -> list[Path]:
        """Makes the directories that are the server's own, and names them. An operator's may be a disk that is not there."""
        own = [self._directory(disk) for disk in (OWN, *self.known.values()) if disk.path is None]
        for directory in own:
            directory.mkdir(parents=True, exist_ok=True)
        return own

    def space(self, disk: Disk) -> Space:
        """None at all where its directory is missing. A disk of the data directory is as large as the site says."""
        try:
            return self._space(disk)
        except OSError:
            return Space(0, 0)

    def room(self, disk_id: int | None) -> int:
        """Bytes that a new file may take; OSError where the directory is missing."""
        return self._space(self._disk(disk_id)).free

    def _space(self, disk: Disk) -> Space:
        directory = self._directory(disk)
        usage = shutil.disk_usage(directory)
        if disk.size is None:
            return Space(usage.total, usage.free)
        left = max(0, disk.size - sum(map(_bytes, directory.glob("*.zip"))))
        return Space(disk.size, left if disk.path is None else min(left, usage.free))

    def _disk(self, disk_id: int | None) -> Disk:
        return OWN if disk_id is None else self.known[disk_id]

    def _directory(self, disk: Disk) -> Path:
        if disk.path is not None:
            return Path(disk.path)
        return self._data / "exports" if disk.id is None else self._data / "disks" / str(disk.id)


def _bytes(path: Path) -> int:
    """None where it has gone meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_disks(session: Session) -> Mapping[int, Disk]:
    table = ExportDisk.__table__
    rows = session.connection().execute(select(table).order_by(table.c.id))  # past the ORM: a start reads it
    return MappingProxyType({row.id: Disk(row.id, row.name, row.path, row.fstype, row.size) for row in rows})


def partial_of(path: Path) -> Path:
    """The name of a file that is still being written."""
    return path.with_name(f".{path.name}.part")
