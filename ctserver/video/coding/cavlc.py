"""Bits of H.264: Exp-Golomb codes (ITU-T H.264, clause 9.1), residual blocks in CAVLC (9.2) and NAL units (7.4.1).

Bits are text of zeros and ones: what is coded with them is short, mostly looked up, and joined quickly.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from ctserver.video.coding.cavlc_tables import COEFF_TOKEN, RUN_BEFORE, TOTAL_ZEROS, Code

_ESCAPE, _ESCAPE_BITS = 15, 12
"""The level_prefix after which a level stands in so many bits."""
_EMULATION = re.compile(rb"\0\0(?=[\0-\3])")


@lru_cache(maxsize=4096)
def ue(value: int) -> str:
    """An unsigned Exp-Golomb code."""
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def se(value: int) -> str:
    """A signed one."""
    return ue(2 * value - 1 if value > 0 else -2 * value)


def residual_block(levels: Sequence[int], context: int) -> str:
    """The sixteen levels of a 4x4 block in zigzag order; `context` is nC, by how many coefficients the neighbours have."""
    places = [place for place, level in enumerate(levels) if level]
    values = [levels[place] for place in reversed(places)]
    ones = _trailing_ones(values)
    token = _bits(COEFF_TOKEN[_table(context)][len(values), ones])
    if not values:
        return token
    signs = "".join("1" if value < 0 else "0" for value in values[:ones])
    return token + signs + _levels(values, ones) + _zeros(places)


def nal_unit(head: int, bits: str) -> bytes:
    """A NAL unit of the payload `bits`, to which its stop bit is added; `head` is the unit's first byte."""
    padded = bits + "1" + "0" * (-(len(bits) + 1) % 8)
    return bytes((head,)) + escaped(int(padded, 2).to_bytes(len(padded) // 8))


def escaped(payload: bytes) -> bytes:
    """With bytes that prevent the emulation of start codes (clause 7.4.1.1)."""
    return _EMULATION.sub(b"\0\0\3", payload) if b"\0\0" in payload else payload


def _bits(code: Code) -> str:
    length, value = code
    return f"{value:0{length}b}"


def _table(context: int) -> int:
    return 0 if context < 2 else 1 if context < 4 else 2 if context < 8 else 3


def _trailing_ones(values: Sequence[int]) -> int:
    """How many of the last coefficients, at most three, are 1 or -1; `values` begin with the last."""
    count = 0
    while count < min(3, len(values)) and abs(values[count]) == 1:
        count += 1
    return count


def _levels(values: Sequence[int], ones: int) -> str:
    """Clause 9.2.2.1: each level's code is as long as those before it let expect."""
    suffix = 1 if len(values) > 10 and ones < 3 else 0
    coded = ""
    for index, value in enumerate(values[ones:]):
        code = 2 * value - 2 if value > 0 else -2 * value - 1
        if index == 0 and ones < 3:
            code -= 2  # it would be one more trailing one if it were 1 or -1
        coded += _level(code, suffix)
        suffix = max(suffix, 1)
        if abs(value) > 3 << (suffix - 1) and suffix < 6:
            suffix += 1
    return coded


def _level(code: int, suffix: int) -> str:
    prefix = code >> suffix
    if suffix == 0 and code < 14:
        return "0" * code + "1"
    if suffix == 0 and code < 30:
        return "0" * 14 + "1" + f"{code - 14:04b}"
    if suffix and prefix < _ESCAPE:
        return "0" * prefix + "1" + f"{code & (1 << suffix) - 1:0{suffix}b}"
    rest = code - (30 if suffix == 0 else _ESCAPE << suffix)
    return "0" * _ESCAPE + "1" + f"{rest:0{_ESCAPE_BITS}b}"


def _zeros(places: Sequence[int]) -> str:
    """Clause 9.2.3: how many zeros stand before the last coefficient, and how many of them before each."""
    total = len(places)
    left = places[-1] + 1 - total
    coded = "" if total == 16 else _bits(TOTAL_ZEROS[total - 1][left])
    for before, place in zip(reversed(places[:-1]), reversed(places[1:]), strict=True):
        if left == 0:
            break
        run = place - before - 1
        coded += _bits(RUN_BEFORE[min(left, 7) - 1][run])
        left -= run
    return coded
