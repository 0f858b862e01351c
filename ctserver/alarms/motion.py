"""When cameras see something move: a rule, so that the history of a new server and what comes after it are one.

In a drawn scene the intruder comes at the same place of each turn of its loop. An alarm begins when he is there to be seen,
so that its first picture shows him.
"""

from collections.abc import Iterator
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

SHORTEST_US, LONGEST_US = 5_000_000, 30_000_000
"""How long a motion alarm lasts."""
BUSY = 0.6
"""The share of a camera's time that they take at most, where it has many."""
HOUR_US = 3_600_000_000
LOOP_US, SEEN_US = 8_000_000, 5_000_000
"""A turn of a scene's loop, and where in it the intruder is seen best."""


class Motion(NamedTuple):
    """Microseconds of Unix time."""

    begin_us: int
    end_us: int


def motions(seed: int, camera_id: int, per_hour: float, begin_us: int, end_us: int) -> Iterator[Motion]:
    """Those that begin from `begin_us` until before `end_us`, in order; none falls into another.

    The time is parted so that one is due in each part, somewhere in it.
    """
    if not per_hour:
        return
    part = round(HOUR_US / per_hour)
    for number in range(begin_us // part, -(-end_us // part)):
        motion = _motion(seed, camera_id, part, number)
        if begin_us <= motion.begin_us < end_us:
            yield motion


def next_motion(seed: int, camera_id: int, per_hour: float, after_us: int) -> Motion:
    """The first one that begins at `after_us` or later; `per_hour` is above 0."""
    parts = round(HOUR_US / per_hour)
    return next(motions(seed, camera_id, per_hour, after_us, after_us + 2 * parts))


_TWO = Struct(">QQ")


def _motion(seed: int, camera_id: int, part: int, number: int) -> Motion:
    place, length = _TWO.unpack_from(sha256(b"motion:%d:%d:%d" % (seed, camera_id, number)).digest())
    lasts = min(SHORTEST_US + (length * (LONGEST_US - SHORTEST_US) >> 64), int(part * BUSY))
    room = part - lasts - LOOP_US
    begin = number * part + (place * (room if room > 0 else part - lasts) >> 64)
    if room > 0:
        begin += (SEEN_US - begin) % LOOP_US
    return Motion(begin, begin + lasts)
