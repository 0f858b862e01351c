"""Reads a Matroska file strictly, with nothing of the writer's: every element must lie within the one that holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MASTERS = {
    0x1A45DFA3: "EBML", 0x18538067: "Segment", 0x114D9B74: "SeekHead", 0x4DBB: "Seek", 0x1549A966: "Info",
    0x1654AE6B: "Tracks", 0xAE: "TrackEntry", 0xE0: "Video", 0x1C53BB6B: "Cues", 0xBB: "CuePoint",
    0xB7: "CueTrackPositions", 0x1F43B675: "Cluster",
}  # fmt: skip
VALUES = {
    0x4286: "EBMLVersion", 0x42F7: "EBMLReadVersion", 0x42F2: "EBMLMaxIDLength", 0x42F3: "EBMLMaxSizeLength",
    0x4282: "DocType", 0x4287: "DocTypeVersion", 0x4285: "DocTypeReadVersion", 0xEC: "Void", 0x53AB: "SeekID",
    0x53AC: "SeekPosition", 0x73A4: "SegmentUUID", 0x2AD7B1: "TimestampScale", 0x4489: "Duration", 0x4461: "DateUTC",
    0x7BA9: "Title", 0x4D80: "MuxingApp", 0x5741: "WritingApp", 0xD7: "TrackNumber", 0x73C5: "TrackUID",
    0x83: "TrackType", 0x9C: "FlagLacing", 0x22B59C: "Language", 0x536E: "Name", 0x86: "CodecID",
    0x63A2: "CodecPrivate", 0x23E383: "DefaultDuration", 0xB0: "PixelWidth", 0xBA: "PixelHeight",
    0x9A: "FlagInterlaced", 0xB3: "CueTime", 0xF7: "CueTrack", 0xF1: "CueClusterPosition", 0xE7: "Timestamp",
    0xA3: "SimpleBlock",
}  # fmt: skip


@dataclass(frozen=True)
class Element:
    name: str
    at: int
    content: bytes
    content_at: int
    identifier: int

    @cached_property
    def children(self) -> list["Element"]:
        return list(elements(self.content, self.content_at))

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> "Element":
        (found,) = self.all(name)
        return found

    @property
    def number(self) -> int:
        return int.from_bytes(self.content)


@dataclass(frozen=True)
class Block:
    ms: int
    key: bool
    payload: bytes


def elements(data: bytes, at: int = 0) -> Iterator[Element]:
    """All of `data`, which begins at byte `at` of the file; AssertionError for one that is unknown or ends elsewhere."""
    position = 0
    while position < len(data):
        width = 9 - data[position].bit_length()
        assert width <= 4
        identifier = int.from_bytes(data[position : position + width])
        assert identifier in MASTERS or identifier in VALUES, hex(identifier)
        start = position + width
        octets = 9 - data[start].bit_length()
        size = int.from_bytes(data[start : start + octets]) - (1 << 7 * octets)
        assert size != (1 << 7 * octets) - 1, "of unknown size"
        content = data[start + octets : start + octets + size]
        assert len(content) == size, "reaches beyond what holds it"
        name = MASTERS.get(identifier) or VALUES[identifier]
        yield Element(name, at + position, content, at + start + octets, identifier)
        position = start + octets + size


def segment(data: bytes) -> Element:
    """Of a whole file, checked: what SeekHead and Cues point at is there."""
    ebml, found = elements(data)
    assert (ebml.name, found.name) == ("EBML", "Segment")
    assert (ebml.one("DocType").content, ebml.one("DocTypeReadVersion").number) == (b"matroska", 2)
    places = {child.at - found.content_at: child for child in found.children}
    for seek in found.one("SeekHead").children:
        assert places[seek.one("SeekPosition").number].identifier == seek.one("SeekID").number
    clusters = found.all("Cluster")
    points = found.one("Cues").children
    assert len(points) == len(clusters)
    for point, cluster in zip(points, clusters, strict=True):
        position = point.one("CueTrackPositions").one("CueClusterPosition").number
        assert places[position] is cluster
        assert point.one("CueTime").number == cluster.one("Timestamp").number
    return found


def blocks(found: Element) -> list[Block]:
    """Of all clusters, in order."""
    return [
        _block(block.content, cluster.one("Timestamp").number)
        for cluster in found.all("Cluster")
        for block in cluster.all("SimpleBlock")
    ]


def _block(content: bytes, cluster_ms: int) -> Block:
    assert content[0] == 0x81, "of track 1"
    assert content[3] in (0x00, 0x80), "key picture or not, without lacing"
    return Block(cluster_ms + int.from_bytes(content[1:3], signed=True), content[3] == 0x80, content[4:])
