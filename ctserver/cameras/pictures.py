"""What a camera shows, as the video engine takes it; and the reference image."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from ctserver.cameras.catalogue import Camera, Stream
from ctserver.installation.service import SiteFacts
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.view import Moment, MomentAt, View

REFERENCE_QUALITY = 80


def view_of(camera: Camera, stream: Stream, site: SiteFacts, moment_at: MomentAt) -> View:
    return View(
        camera_id=camera.id,
        stream_id=stream.id,
        name=camera.name,
        format=format_of(stream),
        scene=camera.scene,
        seed=camera_seed(site.seed, camera.id),
        timezone=site.timezone,
        moment_at=moment_at,
        footage=camera.footage,
    )


def format_of(stream: Stream) -> StreamFormat:
    return StreamFormat(Codec(stream.encoding), stream.width, stream.height, stream.fps)


def camera_seed(site_seed: int, camera_id: int) -> int:
    """What a camera's scene differs by from another's, the same for the same site seed everywhere."""
    return int.from_bytes(sha256(f"camera:{site_seed}:{camera_id}".encode()).digest()[:4])


@lru_cache(maxsize=64)
def reference_image(camera: Camera, site: SiteFacts) -> bytes:
    """A JPEG of the camera's best stream, as it was when the camera was set up: at noon of a day in spring."""
    return _at_noon(camera, max(camera.streams, key=_pixels), site)


@lru_cache(maxsize=256)
def thumbnail(camera: Camera, site: SiteFacts) -> bytes:
    """The same in the camera's smallest stream."""
    return _at_noon(camera, min(camera.streams, key=_pixels), site)


def _pixels(stream: Stream) -> int:
    return stream.width * stream.height


def _at_noon(camera: Camera, stream: Stream, site: SiteFacts) -> bytes:
    from ctserver.video.coding.jpeg import Libjpeg  # noqa: PLC0415 (only to paint)
    from ctserver.video.painter import Painter  # noqa: PLC0415 (the same)

    view = view_of(camera, stream, site, lambda _seconds: Moment(upside_down=camera.is_upside_down))
    noon = datetime(2026, 4, 15, 12, tzinfo=site.timezone).timestamp()
    canvas = Painter(view).paint(view.number_at(noon))
    return Libjpeg(view.format.width, REFERENCE_QUALITY).encode(canvas)[0]
