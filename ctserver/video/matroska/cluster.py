"""Some seconds of pictures as a Cluster (RFC 9559, section 5.1.3) whose size is known before they are made."""

from bisect import bisect
from itertools import accumulate, pairwise
from struct import pack

from ctserver.video.matroska.ebml import LEAST_VOID, length, unsigned, void
from ctserver.video.matroska.head import ticks
from ctserver.video.matroska.layout import CLUSTER_OVERHEAD, Layout, Span
from ctserver.video.matroska.tracks import payload
from ctserver.video.picture import Picture
from ctserver.video.view import View

_ID = bytes.fromhex("1F43B675")
_HEADER_SIZE = len(_ID) + 8
_TIMESTAMP_OCTETS = 5

_BLOCK = b"\xa3"
_LENGTH_OCTETS = 4
_KEY, _OTHER = 0x80, 0x00


class ClusterWriter:
    """Of one file. `left_out` counts the pictures for which there was no room."""

    def __init__(self, view: View, layout: Layout, parameter_sets: tuple[bytes, ...]) -> None:
        self.left_out = 0
        self._view = view
        self._layout = layout
        self._parameter_sets = parameter_sets

    def write(self, span: Span, pictures: list[Picture]) -> bytes:
        """The whole cluster, `span.size` bytes."""
        begin = ticks(self._view, span.first, self._layout.first)
        blocks = [self._block(picture, begin) for picture in pictures]
        room = span.size - CLUSTER_OVERHEAD
        taken = sum(map(len, blocks))
        if taken > room:
            blocks = fitting(blocks, [picture.key for picture in pictures], room)
            taken = sum(map(len, blocks))
            self.left_out += len(pictures) - len(blocks)
        head = (_ID, length(span.size - _HEADER_SIZE, 8), unsigned("E7", begin, _TIMESTAMP_OCTETS))
        return b"".join((*head, *blocks, void(room - taken + LEAST_VOID)))

    def _block(self, picture: Picture, begin: int) -> bytes:
        parts = payload(picture, self._parameter_sets)
        time = ticks(self._view, picture.number, self._layout.first) - begin
        size = length(4 + sum(map(len, parts)), _LENGTH_OCTETS)
        return b"".join((_BLOCK, size, b"\x81", pack(">hB", time, _KEY if picture.key else _OTHER), *parts))


def fitting(blocks: list[bytes], keys: list[bool], room: int) -> list[bytes]:
    """As many of a cluster's pictures as there is room for, so chosen that all can be decoded.

    Of pictures that are all key pictures, some at even distances. Of others each group loses its last ones, so that each
    has the same share of its bytes.
    """
    if all(keys):
        return _thinned(blocks, room)
    starts = [n for n, key in enumerate(keys) if key]
    groups = [blocks[start:end] for start, end in pairwise((*starts, len(blocks)))]
    share = room / sum(map(len, blocks))
    return [block for group in groups for block in _shortened(group, share)]


def _shortened(group: list[bytes], share: float) -> list[bytes]:
    sizes = list(accumulate(map(len, group)))
    return group[: bisect(sizes, sizes[-1] * share)]


def _thinned(blocks: list[bytes], room: int) -> list[bytes]:
    count = len(blocks)
    for wanted in range(count - 1, 0, -1):
        kept = [block for n, block in enumerate(blocks) if n * wanted // count != (n - 1) * wanted // count]
        if sum(map(len, kept)) <= room:
            return kept
    return []
