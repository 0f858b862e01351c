"""Sizes of coded pictures, from which `ctserver.video.matroska.budget` was set.

For each codec, size and frame rate: every kind of scene by day, at night, in alarm, upside down, turning and zooming. A line
for each: bytes of the largest key picture, of a second in the mean, and of one of the busiest four in a row.

    python -m benchmarks.picture_sizes CODECS SIZES RATES [CASES [SEEDS]]
    python -m benchmarks.picture_sizes H264,MPEG4 640x480,1280x720 5,25 day,turning 1,2
"""

import sys
from collections.abc import Iterator
from itertools import product
from zoneinfo import ZoneInfo

from ctserver.video.clips import Clips
from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.producer import Producer
from ctserver.video.scene import KINDS, LOOP_SECONDS, Viewport
from ctserver.video.state import State
from ctserver.video.view import Moment, View

DAY = 1_790_000_000 // 86400 * 86400
NOON, NIGHT, DUSK = DAY + 12 * 3600, DAY + 2 * 3600, DAY + 6 * 3600
ALARM = Moment(State.ALARM | State.RECORDING)


def _turning(seconds: float) -> Moment:
    return Moment(viewport=Viewport(pan=-1 + seconds % 3 * 2 / 3), moving=True)


def _zooming(seconds: float) -> Moment:
    return Moment(viewport=Viewport(0.3, 0.2, 30 ** (seconds % 4 / 4)), moving=True)


CASES = {
    "day": (NOON, lambda _: Moment()),
    "night": (NIGHT, lambda _: Moment()),
    "dusk": (DUSK, lambda _: Moment()),
    "alarm": (NOON, lambda _: ALARM),
    "alarm at night": (NIGHT, lambda _: ALARM),
    "upside down": (NOON, lambda _: Moment(upside_down=True)),
    "close up": (NOON, lambda _: Moment(viewport=Viewport(0.4, -0.3, 6.0))),
    "turning": (NOON, _turning),
    "zooming": (NOON, _zooming),
}


def sizes(shown: StreamFormat, kind: str, case: str, seed: int) -> Iterator[list[int]]:
    """Of the pictures of each group of a loop."""
    begin, moment_at = CASES[case]
    view = View(16, 3, "A camera with a rather long name", shown, kind, seed, ZoneInfo("UTC"), moment_at)
    producer = Producer(view, Clips(), 65)
    first = begin * shown.fps
    seconds = 4 if case in ("turning", "zooming") else LOOP_SECONDS
    step = 1 if shown.codec is not Codec.JPEG else shown.fps // 2 + 1
    for number in range(first, first + seconds * shown.fps, producer.group * step):
        pictures = [producer.produce(number + place) for place in range(producer.group)]
        yield [sum(len(unit) + 4 for unit in _units(picture)) + 8 for picture in pictures if picture]


def _units(picture: Picture) -> tuple[bytes, ...]:
    return picture.nal_units if picture.format.codec is Codec.H264 else picture.units


def main() -> None:
    codecs = [Codec(name) for name in sys.argv[1].split(",")]
    formats = [tuple(size.split("x")) for size in sys.argv[2].split(",")]
    rates = [int(rate) for rate in sys.argv[3].split(",")]
    cases = sys.argv[4].split(",") if len(sys.argv) > 4 else list(CASES)
    seeds = [int(seed) for seed in sys.argv[5].split(",")] if len(sys.argv) > 5 else [7]
    for codec, size, fps, case, seed, kind in product(codecs, formats, rates, cases, seeds, KINDS):
        groups = list(sizes(StreamFormat(codec, int(size[0]), int(size[1]), fps), kind, case, seed))
        keys, totals = [group[0] for group in groups], [sum(group) for group in groups]
        if codec is Codec.JPEG:
            totals = [total * fps for total in totals]
        windows = [sum(totals[n : n + 4]) // 4 for n in range(len(totals) - 3)]
        print(
            f"{codec} {size[0]}x{size[1]} {fps:2d} {case:15s}{kind:10s} key {max(keys):7d}"
            f"  second mean {sum(totals) // len(totals):8d}  of the busiest four {max(windows):8d}",
            flush=True,
        )


main()
