"""What stands where in a slice's file, and how long it is, by arithmetic alone.

    head      HEAD_SIZE: EBML header, SeekHead, Info, Tracks, Void
    cues      a point for each cluster
    clusters  of some seconds each, of one size, but where the camera moves and at the end
    tail      of a camera that turns: Void, as long as what was kept for its movements and has not been needed

A file begins with the key picture at or before its begin, and ends before the first picture at or after its end.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from ctserver.video.matroska.budget import Activity, Budget, budget_of
from ctserver.video.matroska.ebml import LEAST_VOID
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.view import View

HEAD_SIZE = 4096
CUES_HEADER_SIZE = 12
POINT_SIZE = 27
CLUSTER_OVERHEAD = 28
"""Bytes of a cluster without pictures: its header, its timestamp, and the header of its Void."""
CLUSTER_SECONDS = 4
"""Several groups share a budget, as no scene is equally busy in each second. A player seeks to a cluster."""
JPEG_CLUSTERS = 4
"""In a second: these pictures are large, and all of a size."""
MOVING_SHARE = 30
"""A camera that turns is thought to do so for a second in each file, and for a thirtieth of its length."""
_LOOKS = 5
"""In a second, at whether the camera moves."""
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Sizes of all files of one format. `group` is pictures from a key picture to the next, `span` pictures of a cluster."""

    fps: int
    group: int
    span: int
    budget: Budget

    def first(self, begin_us: int) -> int:
        """The number of the key picture at or before an instant."""
        return ((begin_us + 1) * self.fps - 1) // _SECOND_US // self.group * self.group

    def end(self, end_us: int) -> int:
        """The number of the first picture at or after an instant."""
        return -(-end_us * self.fps // _SECOND_US)

    def size(self, begin_us: int, end_us: int) -> int:
        """Bytes of the file of pictures from `begin_us` to before `end_us`, microseconds of Unix time.

        NumPy's arrays of 64-bit integers are taken as well, element by element.
        """
        pictures = self.end(end_us) - self.first(begin_us)
        full, rest = pictures // self.span, pictures % self.span
        clusters = full * self.cluster_size(self.span) + (rest > 0) * self.cluster_size(rest)
        return HEAD_SIZE + self.cues_size(full + (rest > 0)) + clusters + self.spare(pictures)

    def cues_size(self, clusters: int) -> int:
        return CUES_HEADER_SIZE + clusters * POINT_SIZE

    def cluster_size(self, pictures: int) -> int:
        """Where the camera rests."""
        return CLUSTER_OVERHEAD + -(-pictures // self.group) * self.budget.group + pictures * self.budget.picture

    def spare(self, pictures: int) -> int:
        """Bytes that a file keeps for when the camera moves, and a Void's head for the rest of them."""
        return self.budget.moving and LEAST_VOID + self.budget.moving * (self.fps + pictures // MOVING_SHARE)


@lru_cache(maxsize=4096)
def rule_of(shown: StreamFormat, activity: Activity) -> Rule:
    budget = budget_of(shown, activity)
    if shown.codec is Codec.JPEG:
        return Rule(shown.fps, 1, -(-shown.fps // JPEG_CLUSTERS), budget)
    return Rule(shown.fps, shown.fps, shown.fps * CLUSTER_SECONDS, budget)


@dataclass(frozen=True, slots=True)
class Span:
    """Pictures `first` to before `end`, which make a cluster at `at`, of `size` bytes."""

    first: int
    end: int
    at: int
    size: int


class Layout:
    """Of one file: pictures `first` to before `end`."""

    def __init__(self, view: View, activity: Activity, begin_us: int, end_us: int) -> None:
        """Looks up when the camera moves, if it may: tens of milliseconds for ten minutes."""
        rule = rule_of(view.format, activity)
        self.first, self.end = rule.first(begin_us), rule.end(end_us)
        self.size = rule.size(begin_us, end_us)
        cuts = [*range(self.first, self.end, rule.span), self.end]
        self.clusters_at = HEAD_SIZE + rule.cues_size(len(cuts) - 1)
        spare = rule.spare(self.end - self.first)
        more = _shared(spare - LEAST_VOID, rule.budget.moving, _moving(view, cuts)) if spare else [0] * (len(cuts) - 1)
        sizes = [
            rule.cluster_size(end - first) + extra for (first, end), extra in zip(pairwise(cuts), more, strict=True)
        ]
        self._starts = list(accumulate(sizes, initial=self.clusters_at))
        self.clusters = [Span(*span) for span in zip(cuts[:-1], cuts[1:], self._starts[:-1], sizes, strict=True)]

    @property
    def tail_at(self) -> int:
        return self._starts[-1]

    def between(self, first: int, last: int) -> list[Span]:
        """The clusters that have bytes from `first` to before `last`."""
        return self.clusters[max(0, bisect(self._starts, first) - 1) : bisect(self._starts, last - 1)]


def _moving(view: View, cuts: list[int]) -> Iterator[int]:
    """How many pictures of each cluster are taken while the camera moves, or nearly so many."""
    step = max(1, view.format.fps // _LOOKS)
    for first, end in pairwise(cuts):
        yield step * sum(view.moment_at(view.instant_us(number) / 1e6).moving for number in range(first, end, step))


def _shared(spare: int, each: int, moving: Iterator[int]) -> list[int]:
    """What each cluster gets of the spare bytes: so many for each picture of a moving camera, fewer if there are too many."""
    counts = list(moving)
    each = min(each, spare // max(1, sum(counts)))
    return [each * count for count in counts]
