"""One picture in RTP packets, and the forms in which it is handed to viewers: built once, shared by all of them."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

_FRAME = struct.Struct("!BBH")
GSO_SEGMENTS = 64
GSO_BYTES = 65_000
"""A UDP datagram's 65,507 bytes bound what one `sendmsg` may carry before the kernel cuts it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Datagrams of `segment` bytes each, only the last one shorter, in one piece (udp(7), UDP_SEGMENT)."""

    data: bytes
    segment: int

    def datagrams(self) -> Iterator[bytes]:
        return (self.data[at : at + self.segment] for at in range(0, len(self.data), self.segment))


@dataclass(frozen=True)
class PacketizedPicture:
    """`sequence` is the first packet's; `timestamp` in RTP's 90 kHz ticks and `time_us` are the same instant."""

    packets: tuple[bytes, ...]
    key: bool
    time_us: int
    timestamp: int
    sequence: int
    _blocks: dict[int, bytes] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """Bytes on the wire, as interleaved data."""
        return sum(map(len, self.packets)) + 4 * len(self.packets)

    def block(self, channel: int) -> bytes:
        """All packets as interleaved data on `channel` (RFC 2326 §10.12).

        One write per picture and viewer costs a fifth of one per packet.
        """
        block = self._blocks.get(channel)
        if block is None:
            parts: list[bytes] = []
            for packet in self.packets:
                parts += (_FRAME.pack(0x24, channel, len(packet)), packet)
            block = self._blocks[channel] = b"".join(parts)
        return block

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        return tuple(_runs(self.packets))


def interleave(channel: int, packet: bytes) -> bytes:
    return _FRAME.pack(0x24, channel, len(packet)) + packet


def _runs(packets: Iterable[bytes]) -> Iterator[Run]:
    run: list[bytes] = []
    for packet in packets:
        if run and not _fits(run, packet):
            yield Run(b"".join(run), len(run[0]))
            run = []
        run.append(packet)
    if run:
        yield Run(b"".join(run), len(run[0]))


def _fits(run: list[bytes], packet: bytes) -> bool:
    size = len(run[0])
    ended = len(run[-1]) < size
    return not ended and len(packet) <= size and len(run) < GSO_SEGMENTS and size * (len(run) + 1) <= GSO_BYTES
