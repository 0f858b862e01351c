"""What an export's file holds: the slices that cover its time, as they are listed, and a manifest."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ctserver.cameras.catalogue import Camera
from ctserver.cameras.views import Views
from ctserver.exports.models import Export
from ctserver.http.fields import iso, iso_exact, iso_ms
from ctserver.recordings.archive import Archive
from ctserver.recordings.files import recorded_stream, slice_file
from ctserver.recordings.intervals import Kind
from ctserver.spans import Span
from ctserver.video.clips import Clips

if TYPE_CHECKING:
    from ctserver.video.matroska.slice import SliceFile

MANIFEST = "manifest.json"
MEMBER_BYTES = 2048
"""What a slice takes beside its own bytes, more than enough: its heads, and its lines in the manifest."""


@dataclass(frozen=True, slots=True)
class Job:
    """An export that is being written by a task; instants in microseconds of Unix time."""

    export_id: int
    task_id: int | None
    camera_id: int
    disk_id: int | None
    begin_us: int
    end_us: int
    kind: Kind
    comment: str
    created_us: int


def job_of(row: Export) -> Job:
    kind: Kind = "a" if row.type == "a" else "r"
    return Job(
        row.id, row.task_id, row.camera_id, row.disk_id, row.begin_us, row.end_us, kind, row.comment, row.created_us
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A slice in the file. Its name is its own alone, and one that every system takes."""

    name: str
    begin_us: int
    end_us: int
    file: "SliceFile"

    @property
    def recorded(self) -> datetime:
        return datetime.fromtimestamp(self.begin_us // 1_000_000, UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    job: Job
    camera: Camera | None
    parts: tuple[Part, ...]
    made: datetime
    """The archive's present, of which it is."""

    @property
    def slices_size(self) -> int:
        return sum(part.file.size for part in self.parts)

    @property
    def most(self) -> int:
        """Bytes that the whole file takes at most."""
        return self.slices_size + MEMBER_BYTES * (len(self.parts) + 1) + 4 * len(self.job.comment.encode())


def make_plan(job: Job, archive: Archive, views: Views, clips: Clips) -> Plan:
    """Of the slices that there are now; those that retention has taken meanwhile are left out."""
    camera = archive.catalogue.camera(job.camera_id, archive.now / 1e6)
    made = datetime.fromtimestamp(archive.now // 1_000_000, UTC)
    stream = recorded_stream(camera, job.kind) if camera else None
    if camera is None or stream is None:
        return Plan(job, camera, (), made)
    view = views.view(camera, stream)
    slices = archive.slices([camera.id], Span(job.begin_us, job.end_us), [job.kind])
    parts = (
        Part(_name(job, one.begin_us), one.begin_us, one.end_us, slice_file(view, clips, camera, one.begin_us, one.end_us))
        for one in slices
    )  # fmt: skip
    return Plan(job, camera, tuple(parts), made)


def manifest(plan: Plan, sums: Iterable[str]) -> bytes:
    """JSON; `sums` are the MD5 sums of the slices, in their order."""
    job = plan.job
    told = {
        "export": {
            "id": job.export_id, "cameraId": job.camera_id, "cameraName": plan.camera.name if plan.camera else None,
            "from": iso_exact(job.begin_us), "to": iso_exact(job.end_us), "type": job.kind, "comment": job.comment,
            "createdAt": iso(job.created_us),
        },
        "slices": [
            {"file": part.name, "start": iso_ms(part.begin_us), "stop": iso_ms(part.end_us), "type": job.kind,
             "size": part.file.size, "md5": md5}
            for part, md5 in zip(plan.parts, sums, strict=True)
        ],
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False).encode() + b"\n"


def _name(job: Job, begin_us: int) -> str:
    return f"camera-{job.camera_id}_{iso_ms(begin_us).replace(':', '-')}_{job.kind}.mkv"
