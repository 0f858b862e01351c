"""Snapshots that the user may read or comment on, and what requests say of them, as types in an endpoint's signature."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from ctserver.auth.dependencies import CurrentAccount
from ctserver.auth.service import Account
from ctserver.cameras.dependencies import CurrentCatalogue, CurrentViews
from ctserver.cameras.stills import fitted, still
from ctserver.cameras.views import Views
from ctserver.errors import Forbidden, SnapshotCommented
from ctserver.http.fields import MAX_ID, Ids, Text
from ctserver.http.queries import Limit, Offset, RequestedPeriod
from ctserver.http.session import ReadingSession, WritingSession
from ctserver.snapshots import service
from ctserver.snapshots.models import Snapshot
from ctserver.snapshots.service import Sought

LISTED = 20


async def _consulting(account: CurrentAccount) -> Account:
    if not account.has_level("consult"):
        raise Forbidden(right="right.consult_level")
    return account


ConsultingAccount = Annotated[Account, Depends(_consulting)]


async def _sought(
    period: RequestedPeriod,
    cameras: Annotated[Ids | None, Query(alias="cameraId", description="ids by commas")] = None,
    user_id: Annotated[int | None, Query(alias="userId", ge=1, le=MAX_ID, description="who has taken it")] = None,
    comment: Annotated[Text, Query(max_length=2000, description="what it holds, in upper or lower case")] = "",
    limit: Limit = LISTED,
    offset: Offset = 0,
) -> Sought:
    return Sought(cameras, period, user_id, comment, limit or LISTED, offset)


RequestedSnapshots = Annotated[Sought, Depends(_sought)]


def _visible(
    snapshot_id: int, session: ReadingSession, catalogue: CurrentCatalogue, account: ConsultingAccount
) -> Snapshot:
    return service.find(session, catalogue, account, snapshot_id)[0]


VisibleSnapshot = Annotated[Snapshot, Depends(_visible, scope="function")]


def _uncommented(
    snapshot_id: int, session: WritingSession, catalogue: CurrentCatalogue, account: ConsultingAccount
) -> Snapshot:
    row, rights = service.find(session, catalogue, account, snapshot_id)
    if not rights.live:
        raise Forbidden(right="right.live")
    if row.comment is not None:
        raise SnapshotCommented(id=row.id)
    return row


UncommentedSnapshot = Annotated[Snapshot, Depends(_uncommented, scope="function")]
"""One that the user may comment on."""

Side = Annotated[int | None, Query(ge=16, le=4096, description="pixels; the picture keeps its shape")]


@dataclass(frozen=True, slots=True)
class Photograph:
    """A snapshot with its picture, a JPEG, and what its camera was called then."""

    row: Snapshot
    camera_name: str
    jpeg: bytes


def _taken(row: Snapshot, views: Views, width: int | None = None, height: int | None = None) -> Photograph:
    camera, stream = service.pictured(views.catalogue, row)
    view, shape = views.view(camera, stream), fitted((stream.width, stream.height), width, height)
    return Photograph(row, camera.name, still(view, view.number_at(row.at_us / 1e6), shape))


def _photograph(row: VisibleSnapshot, views: CurrentViews) -> Photograph:
    return _taken(row, views)


VisiblePhotograph = Annotated[Photograph, Depends(_photograph, scope="function")]
"""In the stream's own size."""


def _sized_photograph(row: VisibleSnapshot, views: CurrentViews, width: Side = None, height: Side = None) -> Photograph:
    return _taken(row, views, width, height)


SizedPhotograph = Annotated[Photograph, Depends(_sized_photograph, scope="function")]
"""As large as fits into the sides that the request names; in the stream's own size where it names none."""
