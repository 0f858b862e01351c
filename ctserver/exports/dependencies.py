"""Who may have to do with exports, and with which: as types in an endpoint's signature."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from ctserver.auth.dependencies import require
from ctserver.auth.service import Account
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.errors import ExportUnfinished, Forbidden, UnknownResource
from ctserver.exports.disks import Disks
from ctserver.exports.files import StoredFile
from ctserver.exports.jobs import ExportJobs
from ctserver.exports.service import Entry, check_finished, read_exports
from ctserver.http.session import CurrentDatabase

ExportingAccount = Annotated[Account, Depends(require("protection"))]


async def _disks(request: Request) -> Disks:
    return request.app.state.disks  # type: ignore[no-any-return]


async def _jobs(request: Request) -> ExportJobs:
    return request.app.state.exports  # type: ignore[no-any-return]


CurrentDisks = Annotated[Disks, Depends(_disks)]
CurrentJobs = Annotated[ExportJobs, Depends(_jobs)]


async def _reachable(
    export_id: int, account: ExportingAccount, database: CurrentDatabase, catalogue: CurrentCatalogue
) -> Entry:
    """Who may not know of the camera does not know of its exports."""
    entry = database.remember(read_exports).get(export_id)
    rights = catalogue.rights_of(account, entry.camera_id) if entry else None
    if entry is None or rights is None or not rights.may_see:
        raise UnknownResource("export", export_id)
    if not rights.records:
        raise Forbidden(right="right.records")
    return entry


ReachableExport = Annotated[Entry, Depends(_reachable)]


async def _finished(entry: ReachableExport, jobs: CurrentJobs) -> Entry:
    check_finished(entry)
    if entry.state == "listed" and not await jobs.made(entry.id):
        raise ExportUnfinished(export=entry.id)
    return entry


FinishedExport = Annotated[Entry, Depends(_finished)]
"""One whose file is there, or was when it was written."""


async def _file(entry: FinishedExport, disks: CurrentDisks) -> AsyncIterator[StoredFile]:
    """Open until the answer is sent."""
    try:
        file = disks.file(entry.disk_id, entry.id).open("rb")
    except OSError:
        raise UnknownResource("export_file", entry.id) from None
    with file:
        yield StoredFile(file)


ExportFile = Annotated[StoredFile, Depends(_file)]
