"""The values that travel between the stages of the pipeline: what a stream is, and one coded picture of it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ctserver.video.aggregation import separated

START_CODE = b"\x00\x00\x00\x01"


class Codec(StrEnum):
    """A stream's encoding, spelt as the API's `hdEncoding` spells it."""

    H264 = "H264"
    MPEG4 = "MPEG4"
    JPEG = "JPEG"


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """What a viewer must know before the first picture: sizes in luma pixels, `fps` in pictures per second."""

    codec: Codec
    width: int
    height: int
    fps: int

    @property
    def group(self) -> int:
        """Pictures from one key picture to the next."""
        return 1 if self.codec is Codec.JPEG else self.fps


@dataclass(frozen=True)
class Picture:
    """One coded picture (an access unit in H.264's words).

    `units` holds NAL units without start codes for H.264, of which small ones may share an aggregate (see `aggregation`), one
    VOP for MPEG-4, one whole JFIF file for JPEG.
    `parameter_sets` is (SPS, PPS) for H.264, (decoder configuration,) for MPEG-4, () for JPEG; it is set on every
    picture, so that a viewer can start at any key picture. They are not repeated inside `units`.
    `number` counts pictures on the global timeline, `time_us` is the picture's instant in microseconds of Unix time.
    """

    number: int
    time_us: int
    format: StreamFormat
    units: tuple[bytes, ...]
    key: bool
    parameter_sets: tuple[bytes, ...] = ()

    @cached_property
    def annexb(self) -> bytes:
        """The access unit as an H.264 byte stream (ITU-T H.264 Annex B); key pictures carry their parameter sets."""
        units = (*self.parameter_sets, *self.nal_units) if self.key else self.nal_units
        return b"".join(START_CODE + unit for unit in units)

    @property
    def nal_units(self) -> tuple[bytes, ...]:
        """Of H.264: each by itself."""
        return separated(self.units)

    @cached_property
    def size(self) -> int:
        """Bytes of coded data, parameter sets left out."""
        return sum(map(len, self.units))
