"""How many bytes a file keeps for its pictures: by the stream's format, and by what a camera may do.

The figures are those of the busiest four seconds of every kind of scene, by day and at night, in alarm and upside down, as
`python -m benchmarks.picture_sizes` measures them, with a margin of a tenth. On the average a scene takes 55 to 65 % of
them. A camera that turns needs far more while it does: a picture whose content has moved further than the coder looks
for it is coded nearly as a key picture is. JPEG takes as much at any time.
"""

from bisect import bisect
from dataclasses import dataclass
from enum import Enum

from ctserver.video.picture import Codec, StreamFormat


class Activity(Enum):
    """What a camera's pictures may hold: a drawn scene before a camera that rests, or that may turn too, or a file's pictures."""

    RESTING = "resting"
    TURNING = "turning"
    FOOTAGE = "footage"


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes for each group (its key picture), for each picture, and more for each that is taken while the camera moves."""

    group: int
    picture: int
    moving: int = 0


_SIZES = (76_800, 307_200, 921_600, 2_073_600)
"""Pixels, from 320x240 to 1920x1080; between them, and beyond, the budget runs straight."""
_BUDGETS = {
    Codec.H264: ((35_000, 89_000, 176_000, 320_000), (1_000, 1_850, 2_950, 4_750)),
    Codec.MPEG4: ((22_000, 55_000, 95_000, 170_000), (1_200, 2_100, 2_600, 3_700)),
    Codec.JPEG: ((0, 0, 0, 0), (15_500, 46_000, 100_000, 185_000)),
}
_FOOTAGE = {Codec.H264: (2, 6), Codec.MPEG4: (2, 6), Codec.JPEG: (1, 2)}
"""By which footage takes more. It may take any more: `cluster.fitting` says what is done then."""
_SPEED = 0.4
"""Of its width, what a picture moves by in a second at most (`ptz.motion`)."""
_REACH = 24
"""Pixels by which a picture may move so that the coder finds again what it has shown before."""


def budget_of(shown: StreamFormat, activity: Activity) -> Budget:
    pixels = shown.width * shown.height
    group, picture = (_between(pixels, figures) for figures in _BUDGETS[shown.codec])
    if activity is Activity.FOOTAGE:
        more = _FOOTAGE[shown.codec]
        return Budget(group * more[0], picture * more[1])
    if activity is Activity.RESTING or shown.codec is Codec.JPEG:
        return Budget(group, picture)
    is_lost = shown.width * _SPEED > _REACH * shown.fps
    return Budget(group, picture, group // 2 if is_lost else 4 * picture)


def _between(pixels: int, figures: tuple[int, ...]) -> int:
    right = min(max(1, bisect(_SIZES, pixels)), len(_SIZES) - 1)
    low, high = _SIZES[right - 1 : right + 1]
    return figures[right - 1] + (figures[right] - figures[right - 1]) * (pixels - low) // (high - low)
