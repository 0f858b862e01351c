"""Strings of code bits, and those of flat blocks, which need no coding: enough to write a JPEG's strips without libjpeg.

A flat block has one coefficient, the difference of its mean from that of the block before (ITU-T T.81, clause F.1.2.1). Its code
is looked up in the standard Huffman tables (clause K.3), which every picture of ours has.
"""

from dataclasses import dataclass

from ctserver.video.coding.jpeg import split_scan

Bits = tuple[int, int]
"""A string of bits: its value as a number, and its length."""

_CATEGORIES: tuple[Bits, ...] = (
    (0b00, 2), (0b010, 3), (0b011, 3), (0b100, 3), (0b101, 3), (0b110, 3), (0b1110, 4), (0b11110, 5), (0b111110, 6),
    (0b1111110, 7), (0b11111110, 8), (0b111111110, 9),
)  # fmt: skip
"""Table K.3: the code of a luma difference by the number of its bits."""
_END_OF_LUMA: Bits = (0b1010, 4)
_NEUTRAL_CHROMA: Bits = (0, 8)
"""Of both blocks: no difference (table K.4), end of block (table K.6)."""
_QUANTISATION = b"\xff\xdb"


@dataclass(frozen=True, slots=True)
class Levels:
    """What the mean of a luma block becomes by quantisation: the level of its DC coefficient."""

    quantiser: int

    @classmethod
    def of(cls, jpeg: bytes) -> "Levels":
        """From a file's first quantisation table, which is luma's (8 bits, its DC entry first)."""
        head, _ = split_scan(jpeg)
        return cls(head[head.index(_QUANTISATION) + 5])

    def of_sum(self, samples: int) -> int:
        """`samples` is the sum of the block's 64 samples, of 0 to 255. Halves are rounded away from zero, as libjpeg does."""
        total = samples - 64 * 128
        level = (abs(total) + 4 * self.quantiser) // (8 * self.quantiser)
        return level if total >= 0 else -level


def difference(value: int) -> Bits:
    """A luma block's first code: by how much its level exceeds that of the block before."""
    size = abs(value).bit_length()
    code, length = _CATEGORIES[size]
    return code << size | (value if value >= 0 else value + (1 << size) - 1), length + size


def flat_mcu(before: int, levels: tuple[int, int, int, int]) -> Bits:
    """An MCU of four flat luma blocks, row by row, and neutral chroma, after a luma block of level `before`."""
    bits = (0, 0)
    for level in levels:
        bits = joined(joined(bits, difference(level - before)), _END_OF_LUMA)
        before = level
    return joined(bits, _NEUTRAL_CHROMA)


def joined(first: Bits, second: Bits) -> Bits:
    return first[0] << second[1] | second[0], first[1] + second[1]


def cut(bits: Bits, beginning: Bits) -> Bits:
    """What follows a known beginning; RuntimeError where it begins otherwise, which a libjpeg of its own mind could do."""
    value, length = bits[0], bits[1] - beginning[1]
    if length < 0 or value >> length != beginning[0]:
        raise RuntimeError("libjpeg has coded a flat block otherwise than by the standard's tables")
    return value & (1 << length) - 1, length


def unpack(interval: bytes) -> Bits:
    """The bits of a restart interval that ends in neutral chroma, by whose zeros the ones that fill the last byte are told."""
    data = interval.replace(b"\xff\0", b"\xff")
    value = int.from_bytes(data)
    filling = (value ^ (value + 1)).bit_length() - 1
    return value >> filling, len(data) * 8 - filling


def pack(bits: Bits) -> bytes:
    """A restart interval: filled up with ones to whole bytes, and a zero put after each FF (clauses F.1.2.3, B.1.1.5)."""
    value, length = bits
    filling = -length % 8
    return (value << filling | (1 << filling) - 1).to_bytes(length + filling >> 3).replace(b"\xff", b"\xff\0")


class End:
    """What an interval ends with, at least a byte of bits, packed for each place within a byte where it may begin."""

    def __init__(self, bits: Bits) -> None:
        value, length = bits
        self._packed = [
            (taken, value >> length - taken, pack((value & (1 << length - taken) - 1, length - taken)))
            for taken in (-begin % 8 for begin in range(8))
        ]

    def after(self, beginning: Bits) -> bytes:
        """The restart interval of both."""
        value, length = beginning
        taken, first, rest = self._packed[length & 7]
        return (value << taken | first).to_bytes(length + taken >> 3).replace(b"\xff", b"\xff\0") + rest
