from datetime import datetime

from fastapi import APIRouter, Depends, Request
from pydantic_core import to_json
from starlette.responses import Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import identify
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.cameras.service import find
from ctserver.errors import Forbidden
from ctserver.http.fields import iso
from ctserver.http.language import RequestLanguage
from ctserver.http.origin import RequestOrigin
from ctserver.http.peer import peer_of
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, ReadingSession, WritingSession
from ctserver.recordings.dependencies import CurrentArchive
from ctserver.snapshots import service
from ctserver.snapshots.dependencies import (
    ConsultingAccount,
    RequestedSnapshots,
    SizedPhotograph,
    UncommentedSnapshot,
    VisiblePhotograph,
)
from ctserver.snapshots.models import Snapshot
from ctserver.snapshots.schemas import RemarkBody, SnapshotAnswer, SnapshotBody, SnapshotList, SnapshotOut

router = APIRouter(route_class=LateRoute, prefix="/snapshots", tags=["Snapshots"], dependencies=[Depends(identify)])


@router.get("", response_model=SnapshotList)
def list_snapshots(
    account: ConsultingAccount, session: ReadingSession, catalogue: CurrentCatalogue, sought: RequestedSnapshots
) -> Response:
    """Those of the cameras that the user may see, newest first."""
    shown, paging = service.snapshots(session, catalogue, account, sought)
    return Response(to_json({"snapshots": shown, "paging": paging}), media_type="application/json")


@router.post("", status_code=201)
def take_snapshot(
    account: ConsultingAccount,
    body: SnapshotBody,
    archive: CurrentArchive,
    session: WritingSession,
    request: Request,
    record: Record,
    response: Response,
) -> SnapshotAnswer:
    """Of what the camera shows now, or of what was recorded at an earlier `time`."""
    asked = body.snapshot
    at_us = archive.now if asked.time is None else asked.time
    camera, rights = find(archive.catalogue, account, asked.camera_id, at_us / 1e6)
    if not rights.live:
        raise Forbidden(right="right.live")
    stream = service.stream_at(archive, camera, rights, at_us)
    row = Snapshot(at_us=at_us, camera_id=camera.id, stream_id=stream.id, address=peer_of(request))
    row.user_id, row.user_name = account.id, account.name
    row.remark(asked.comment)
    session.add(row)
    session.flush()
    record("LogSnapshotCreate", id=row.id, name=camera.name, time=iso(at_us), comment=row.comment or "")
    response.headers["Location"] = f"{service.HREF}/{row.id}"
    return _answer(row)


@router.get("/{snapshot_id}.jpg", response_class=Response)
def read_image(photograph: SizedPhotograph) -> Response:
    """A JPEG, as large as fits into `width` and `height`, of which one is enough; without them in the stream's own size."""
    return Response(photograph.jpeg, media_type="image/jpeg")


@router.get("/{snapshot_id}.pdf", response_class=Response)
def read_report(
    photograph: VisiblePhotograph,
    catalogue: CurrentCatalogue,
    origin: RequestOrigin,
    language: RequestLanguage,
    clock: CurrentClock,
) -> Response:
    """A page to print, in the client's language: the picture, where and when it was taken, by whom, and the comment."""
    from ctserver.snapshots.report import Report, printed  # noqa: PLC0415 (takes as long as half a start)

    row, zone = photograph.row, catalogue.site.timezone
    report = Report(
        number=row.id,
        site=catalogue.site.name,
        camera_id=row.camera_id,
        camera_name=photograph.camera_name,
        taken=datetime.fromtimestamp(row.at_us // 1_000_000, zone),
        user=row.user_name,
        address=row.address,
        server=origin.netloc,
        comment=row.comment,
        picture=photograph.jpeg,
        made=datetime.fromtimestamp(int(clock.now()), zone),
    )
    headers = {"Content-Disposition": f'inline; filename="snapshot-{row.id}.pdf"'}
    return Response(printed(report, language), media_type="application/pdf", headers=headers)


@router.get("/{snapshot_id}", response_model=SnapshotOut)
def read_snapshot(
    snapshot_id: int, session: ReadingSession, catalogue: CurrentCatalogue, account: ConsultingAccount
) -> Response:
    told = service.told_one(session, catalogue, account, snapshot_id)
    return Response(to_json(told), media_type="application/json")


@router.put("/{snapshot_id}")
def comment_snapshot(row: UncommentedSnapshot, body: RemarkBody, record: Record) -> SnapshotAnswer:
    """Once: what has a comment stays as it is."""
    row.remark(body.snapshot.comment)
    if row.comment is not None:
        record("LogSnapshotUpdate", id=row.id, comment=row.comment)
    return _answer(row)


def _answer(row: Snapshot) -> SnapshotAnswer:
    return SnapshotAnswer(snapshot=SnapshotOut.model_validate(service.told(row)))
