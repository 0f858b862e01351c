"""What the engine asks of a codec."""

from typing import Protocol

from ctserver.video.coding.h264 import X264, H264Splice
from ctserver.video.coding.jpeg import JpegSplice, Libjpeg
from ctserver.video.coding.mpeg4 import Mpeg4
from ctserver.video.i420 import Array
from ctserver.video.picture import Codec, StreamFormat


class Coder(Protocol):
    """Codes whole canvases, in order."""

    parameter_sets: tuple[bytes, ...]

    def encode(self, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        """The units of an I420 canvas, as `Picture.units` holds them."""
        ...


class Splice(Protocol):
    """Puts a strip onto a scene in the compressed domain. Groups of pictures are numbered on the global timeline."""

    group: int
    """Pictures from one key picture to the next."""
    cycle: int
    """Pictures after which the coding of a loop can begin again."""

    def scene_coder(self, group: int) -> Coder: ...

    def strip_coder(self, group: int) -> Coder:
        """For canvases of the strip alone. One coder may go on from its group to the next."""
        ...

    def rest(self, units: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """What is kept of a scene's picture."""
        ...

    def join(self, strip: tuple[bytes, ...], rest: tuple[bytes, ...]) -> tuple[bytes, ...]: ...


def open_splice(shown: StreamFormat, quality: int) -> Splice | None:
    """None for a codec whose pictures cannot be taken apart. `quality` is JPEG's."""
    if shown.codec is Codec.H264:
        return H264Splice(shown.width, shown.height, shown.fps)
    if shown.codec is Codec.JPEG:
        return JpegSplice(shown.width, quality)
    return None


def open_coder(shown: StreamFormat, quality: int, *, idr_pic_id: int) -> Coder:
    """For whole pictures; `idr_pic_id` as for `X264`."""
    if shown.codec is Codec.H264:
        return X264(shown.width, shown.height, shown.fps, idr_pic_id=idr_pic_id)
    if shown.codec is Codec.JPEG:
        return Libjpeg(shown.width, quality)
    return Mpeg4(shown.width, shown.height, shown.fps)
