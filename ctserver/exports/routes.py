from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import identify
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.cameras.service import find
from ctserver.errors import Forbidden, InvalidField, UnknownResource
from ctserver.exports import service
from ctserver.exports.dependencies import (
    CurrentDisks,
    CurrentJobs,
    ExportFile,
    ExportingAccount,
    FinishedExport,
    ReachableExport,
)
from ctserver.exports.schemas import ChangeBody, DiskList, DiskOut, ExportAnswer, ExportBody, ExportList, Md5Sum
from ctserver.http.download import Download
from ctserver.http.empty import NoContent
from ctserver.http.fields import Ids, iso_exact
from ctserver.http.queries import From, To
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, CurrentDatabase, WritingSession

router = APIRouter(route_class=LateRoute, prefix="/exports", tags=["Exports"], dependencies=[Depends(identify)])


@router.get("/disks")
def list_disks(account: ExportingAccount, disks: CurrentDisks) -> DiskList:
    """External disks, and what is free there."""
    spaces = ((disk, disks.space(disk)) for disk in disks.known.values())
    told = [
        DiskOut(id=disk.id or 0, name=disk.name, fstype=disk.fstype, total_space=space.total, free_space=space.free)
        for disk, space in spaces
    ]
    return DiskList(disks=told)


@router.get("")
async def list_exports(
    account: ExportingAccount,
    database: CurrentDatabase,
    catalogue: CurrentCatalogue,
    cameras: Annotated[Ids | None, Query(alias="cameraId")] = None,
    begin: From = None,
    end: To = None,
) -> ExportList:
    """Those of cameras whose records the user may see, whose time touches the one that is asked for; oldest first."""
    chosen = service.chosen(database.remember(service.read_exports).values(), cameras, begin, end)
    return ExportList(
        exports=[entry.shown for entry in chosen if catalogue.rights_of(account, entry.camera_id).records]
    )


@router.post("", status_code=201)
def create_export(
    account: ExportingAccount,
    body: ExportBody,
    catalogue: CurrentCatalogue,
    clock: CurrentClock,
    disks: CurrentDisks,
    jobs: CurrentJobs,
    session: WritingSession,
    record: Record,
) -> ExportAnswer:
    """Has what a camera has recorded in a time written to a file, as soon as it is its turn."""
    asked, now = body.export, clock.now()
    camera, rights = find(catalogue, account, asked.camera_id, now)
    if not rights.records:
        raise Forbidden(right="right.records")
    service.check_interval(asked.begin, asked.end, now)
    if asked.disk_id is not None and asked.disk_id not in disks.known:
        raise InvalidField("export.diskId", "expected.existing")
    row = service.add(session, asked, account, now)
    jobs.start_after(session)
    begin, end = iso_exact(asked.begin), iso_exact(asked.end)
    record("LogExportCreate", id=row.id, name=camera.name, begin=begin, end=end, type=asked.type)
    return ExportAnswer(export=service.shown(row))


@router.get("/{export_id}")
async def read_export(entry: ReachableExport) -> ExportAnswer:
    return ExportAnswer(export=entry.shown)


@router.get("/{export_id}/download", response_class=Response)
async def download_export(entry: FinishedExport, file: ExportFile) -> Response:
    """The file, or a range of it, once it is whole."""
    shown = entry.shown
    name = f"export-{entry.id}_camera-{entry.camera_id}_{shown.begin.replace(':', '-')}_{shown.type}.zip"
    return Download(file, "application/zip", name)


@router.get("/{export_id}/md5sum")
async def sum_export(entry: FinishedExport, account: ExportingAccount, jobs: CurrentJobs) -> Md5Sum:
    """Of the file on the disk. It is known from then on, and stands with the export."""
    try:
        found = entry.shown.md5sum or await jobs.md5sum(entry.id, entry.disk_id, account)
    except OSError:
        raise UnknownResource("export_file", entry.id) from None
    return Md5Sum(md5sum=found)


@router.put("/{export_id}")
def archive_export(
    entry: ReachableExport, body: ChangeBody, jobs: CurrentJobs, session: WritingSession, record: Record
) -> ExportAnswer:
    """Its file goes, what is known of it stays."""
    if not body.export.archived:
        raise InvalidField("export.archived", "expected.true")
    row = service.archive(session, entry.id)
    jobs.drop_after(session, row.disk_id, row.id)
    record("LogExportArchive", id=row.id)
    return ExportAnswer(export=service.shown(row))


@router.patch("/{export_id}")
def relaunch_export(
    entry: ReachableExport,
    account: ExportingAccount,
    clock: CurrentClock,
    jobs: CurrentJobs,
    session: WritingSession,
    record: Record,
) -> ExportAnswer:
    """Writes the file anew, whatever has become of the last one."""
    row = service.relaunch(session, entry.id, account, clock.now())
    jobs.drop_after(session, row.disk_id, row.id)
    jobs.start_after(session)
    record("LogExportRelaunch", id=row.id)
    return ExportAnswer(export=service.shown(row))


@router.delete("/{export_id}", status_code=204)
def delete_export(
    entry: ReachableExport, clock: CurrentClock, jobs: CurrentJobs, session: WritingSession, record: Record
) -> NoContent:
    """With its file. One that is being written is not written any further."""
    row = service.remove(session, entry.id, clock.now())
    jobs.drop_after(session, row.disk_id, row.id, also_running=True)
    record("LogExportDelete", id=row.id)
    return NoContent()
