"""All that a file's bytes depend on, in one digest."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from ctserver.video.cache.engine import engine_digest
from ctserver.video.matroska.layout import Layout
from ctserver.video.view import View

_VIDEO = Path(__file__).parents[1]


def digest(view: View, quality: int, layout: Layout) -> bytes:
    """Of a view's pictures in a file so laid out: 32 bytes, the same in every process that makes the same file.

    What the camera was doing is looked up for each second. (The past is only ever added to, so a state that lasted for less
    cannot have come to be there since.)
    """
    shown = (view.camera_id, view.stream_id, view.name, view.format, view.scene, view.seed, view.timezone.key)
    found = blake2b(_engine(), digest_size=32)
    found.update(repr((*shown, view.footage, quality, layout.first, layout.end, layout.size)).encode())
    before = None
    for number in range(layout.first, layout.end, view.format.fps):
        seconds = view.instant_us(number) / 1e6
        now = view.moment_at(seconds), view.utc_offset(int(seconds))
        if now != before:
            found.update(repr((number, now)).encode())
        before = now
    return found.digest()


@cache
def _engine() -> bytes:
    """Of what codes a loop, and of all the engine's sources: which of them have no part in it may change."""
    found = blake2b(engine_digest(), digest_size=32)
    for path in sorted(_VIDEO.rglob("*.py")):
        found.update(path.read_bytes())
    return found.digest()
