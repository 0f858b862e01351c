"""All that stands before a file's pictures (RFC 9559, section 5.1).

FFmpeg, GStreamer and VLC alike find their way by SeekHead and Cues, and need no more than one request for it where both stand
in front. VLC's demuxer seeks by the Cues alone; where one is missing, or a Segment or Cluster is of unknown size, it walks
through the file from the beginning, cluster by cluster.
"""

from struct import Struct

from ctserver.video.matroska.ebml import LEAST_VOID, VOID, WIDE, element, length, real, text, unsigned, void
from ctserver.video.matroska.layout import CUES_HEADER_SIZE, HEAD_SIZE, Layout
from ctserver.video.matroska.tracks import tracks
from ctserver.video.strip_clock import clock_text
from ctserver.video.view import View

PRODUCT = "CT-Server emulator"
TITLE_BYTES = 512
"""What a title may take; a longer one is cut."""
MILLISECOND = 1_000_000
"""Nanoseconds of a tick: the unit of all timestamps."""

_EPOCH_US = 978_307_200_000_000
"""2001-01-01 00:00 UTC, from which dates are counted (RFC 8794, section 7.6), in microseconds of Unix time."""
_INFO, _TRACKS, _CUES = "1549A966", "1654AE6B", "1C53BB6B"
_POINT = Struct(">4sQ7sQ")
_POINT_HEAD, _POINT_TRACK = bytes.fromhex("BB99 B388"), bytes.fromhex("B78D F78101 F188")
"""A CuePoint with its time, and its position in track 1, both of eight octets."""
_SEEK_HEAD_SIZE = 5 + 3 * 21


def head(view: View, layout: Layout, uid: bytes, parameter_sets: tuple[bytes, ...]) -> bytes:
    """Everything before the first cluster. `uid`, 16 bytes, tells this file from every other."""
    ebml = element("1A45DFA3", b"".join((
        unsigned("4286", 1), unsigned("42F7", 1), unsigned("42F2", 4), unsigned("42F3", 8),
        text("4282", "matroska"), unsigned("4287", 4), unsigned("4285", 2),
    )))  # fmt: skip
    start = len(ebml) + 4 + 8  # of the segment's content, from which positions are counted
    segment = bytes.fromhex("18538067") + length(layout.size - start, 8)
    info = element(_INFO, _info(view, layout, uid))
    track = tracks(view, parameter_sets)
    info_at = _SEEK_HEAD_SIZE
    seek_head = _seek_head({_INFO: info_at, _TRACKS: info_at + len(info), _CUES: HEAD_SIZE - start})
    front = b"".join((ebml, segment, seek_head, info, track))
    return front + void(HEAD_SIZE - len(front)) + _cues(view, layout, start)


def ticks(view: View, number: int, since: int) -> int:
    """Milliseconds, to the nearest, from picture `since` to picture `number`."""
    return (view.instant_us(number) - view.instant_us(since) + 500) // 1000


def tail(layout: Layout, first: int, last: int) -> bytes:
    """The file's bytes from `first` to before `last`, which lie in its last Void."""
    header = VOID + length(layout.size - layout.tail_at - LEAST_VOID, WIDE)
    begun = header[first - layout.tail_at : last - layout.tail_at]
    return begun + bytes(last - first - len(begun))


def _seek_head(positions: dict[str, int]) -> bytes:
    entries = [
        element("4DBB", element("53AB", bytes.fromhex(identifier)) + unsigned("53AC", position, 8))
        for identifier, position in positions.items()
    ]
    return element("114D9B74", b"".join(entries))


def _info(view: View, layout: Layout, uid: bytes) -> bytes:
    begin_us = view.instant_us(layout.first)
    return b"".join((
        element("73A4", uid),
        unsigned("2AD7B1", MILLISECOND),
        real("4489", (view.instant_us(layout.end) - begin_us) / 1000),
        element("4461", ((begin_us - _EPOCH_US) * 1000).to_bytes(8, signed=True)),
        text("7BA9", title(view, begin_us)),
        text("4D80", PRODUCT),
        text("5741", PRODUCT),
    ))  # fmt: skip


def title(view: View, begin_us: int) -> str:
    """The camera's name, and the site's wall clock at the file's begin."""
    clock = " " + clock_text(begin_us, view.utc_offset(begin_us // 1_000_000))[:-4]
    return view.name.encode()[: TITLE_BYTES - len(clock)].decode(errors="ignore") + clock


def _cues(view: View, layout: Layout, start: int) -> bytes:
    """A point for each cluster: its time, and its place in the segment."""
    content = b"".join(
        _POINT.pack(_POINT_HEAD, ticks(view, cluster.first, layout.first), _POINT_TRACK, cluster.at - start)
        for cluster in layout.clusters
    )
    return bytes.fromhex(_CUES) + length(len(content), CUES_HEADER_SIZE - 4) + content
