"""Snapshots in a site file: what users put aside before the server's first start."""

from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.auth.models import User
from ctserver.cameras.models import Camera
from ctserver.cameras.streams import largest
from ctserver.sites.section import At, Id, Misplaced, Name, Section, distinct
from ctserver.snapshots.models import Snapshot


class SnapshotSection(Section):
    """Of what a camera showed at a date or so many minutes ago, whether that was recorded or not."""

    id: Id | None = None
    camera: Id
    user: Name
    at: At | None = None
    minutes_ago: Annotated[float, Field(gt=0, le=525_600)] | None = None
    comment: Annotated[str, Field(max_length=2000)] | None = None
    address: Name = "127.0.0.1"

    @model_validator(mode="after")
    def _is_of_one_instant(self) -> "SnapshotSection":
        if (self.at is None) == (self.minutes_ago is None):
            raise ValueError("expected either at or minutes_ago")
        return self

    def instant(self, now: float) -> int:
        """Microseconds; `now` in seconds of Unix time."""
        return self.at if self.at is not None else round((now - (self.minutes_ago or 0) * 60) * 1e6)


def check_snapshots(sections: list[SnapshotSection], cameras: set[int], users: set[str]) -> None:
    """Misplaced for a camera or a user that there is not, and for an id that stands twice, or on some snapshots only."""
    numbered = [section for section in sections if section.id is not None]
    distinct("snapshot", "id", numbered, "snapshots")
    for number, section in enumerate(sections):
        if section.camera not in cameras:
            raise Misplaced(("snapshots", number, "camera"), f"expected the id of a camera, got {section.camera}")
        if section.user not in users:
            raise Misplaced(("snapshots", number, "user"), f"expected one of the users, got {section.user}")
        if numbered and section.id is None:
            raise Misplaced(("snapshots", number), "expected an id, as the other snapshots have")


def seed_snapshots(
    session: Session, sections: list[SnapshotSection], cameras: list[Camera], users: list[User], now: float
) -> None:
    """To be called when users are there; numbered as they were taken where they have no ids."""
    known, ids = {camera.id: camera for camera in cameras}, {user.name: user.id for user in users}
    for section in sorted(sections, key=lambda section: section.instant(now)):
        at_us = section.instant(now)
        camera = known[section.camera]
        numbered = {} if section.id is None else {"id": section.id}
        row = Snapshot(**numbered, at_us=at_us, camera_id=camera.id, stream_id=largest(camera.streams).id)
        row.address = section.address
        row.user_id, row.user_name = ids[section.user], section.user
        row.remark(section.comment)
        session.add(row)  # rows are inserted in the order in which they are added
