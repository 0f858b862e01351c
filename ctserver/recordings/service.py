"""The list of slices as JSON. A day of a large site has tens of thousands: each is written once, straight into the answer."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.http.fields import iso_ms
from ctserver.recordings.archive import Archive
from ctserver.recordings.files import recorded_stream, size_rule
from ctserver.recordings.intervals import KINDS, Kind
from ctserver.recordings.slices import Slice
from ctserver.spans import Span, touched

BATCH = 10_000
"""Slices that are in memory at a time."""

END = b"]}"

Writer = Callable[[Slice], str]
_time = lru_cache(maxsize=8192)(iso_ms)
"""Regular slices of all cameras begin and end at the same instants."""


def written(archive: Archive, cameras: Sequence[Camera], span: Span, kinds: Iterable[Kind] = KINDS) -> Iterator[bytes]:
    """The answer, part by part, the last one `END`: the slices of these cameras and kinds that `span` touches."""
    writers = {
        (camera.id, kind): _writer(archive, camera, stream, kind)
        for camera in cameras
        for kind in kinds
        if (stream := recorded_stream(camera, kind))
    }
    slices = archive.slices([camera.id for camera in cameras], span, kinds)
    yield b'{"slices":['
    comma = ""
    while batch := list(islice(slices, BATCH)):
        yield (comma + ",".join([writers[one.camera_id, one.kind](one) for one in batch])).encode()
        comma = ","
    yield END


def _writer(archive: Archive, camera: Camera, stream: Stream, kind: Kind) -> Writer:
    size_of = size_rule(camera, stream)
    protected = archive.protected.get((camera.id, kind), ())
    head = f'{{"cameraId":{camera.id},"cameraName":{json.dumps(camera.name, ensure_ascii=False)},'
    path = f"/api/v1.2/slices/{camera.id}/"

    def write(one: Slice) -> str:
        begin, end = one.begin_us, one.end_us
        start = _time(begin)
        spared = "true" if protected and any(touched([Span(begin, end)], protected)) else "false"
        return (
            f'{head}"start":"{start}","stop":"{_time(end)}","type":"{kind}",'
            f'"downloadUrl":"{path}{start.replace(":", "%3A")}/{kind}/download",'
            f'"size":{size_of(begin, end)},"protected":{spared}}}'
        )

    return write
