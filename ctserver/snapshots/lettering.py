"""Lines of any script as pixels, in OpenCV's own font: Latin, Greek, Cyrillic, Hebrew, Arabic, Chinese, Japanese, Korean.

Right-to-left text stands in its visual order (UAX #9), with Arabic letters in their isolated forms: the font has no others.
What it has no letter for (Indic scripts, Thai, emoji) is a box with the character's number, so that nothing is lost.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from unicodedata import bidirectional, category, mirrored, normalize

import cv2
import numpy as np
from fpdf.bidi import BIDI_BRACKETS

from ctserver.snapshots.bidi import levels, reordered
from ctserver.video.i420 import Array

REGULAR, BOLD = 400, 700
ASCENT, DESCENT = 1.05, 0.35
"""What a line has above and below its base, by its size."""
_PROBE = 24
_TURNING = {"R", "AL", "RLE", "RLO", "RLI"}
"""Classes of UAX #9 without which a line stands as it is."""
_WITHOUT_INK = {"BN", "B"}
"""Controls, and what is no character at all: the algorithm of UAX #9 leaves them out too."""


def width(text: str, size: int, weight: int = REGULAR) -> int:
    """Pixels that a line takes."""
    return sum(_advance(run, size, weight, boxed) for run, boxed in _runs(normalize("NFC", text)))


def drawn(text: str, size: int, weight: int = REGULAR, *, right_to_left: bool = False) -> Array:
    """A line in black on white, height (ASCENT + DESCENT) * size: grey, one byte a pixel. Its paragraph runs as is said."""
    runs = list(_runs(_visual(normalize("NFC", text), right_to_left)))
    room = sum(_advance(run, size, weight, boxed) for run, boxed in runs)
    line = np.full((round((ASCENT + DESCENT) * size), max(1, room + size // 8)), 255, np.uint8)
    x, base = 0, round(ASCENT * size)
    for run, boxed in runs:
        if boxed:
            _draw_box(line, x, base, run, size)
        else:
            _put(line, x, base, run, size, weight)
        x += _advance(run, size, weight, boxed)
    return line


def _visual(text: str, right_to_left: bool) -> str:
    if not any(bidirectional(character) in _TURNING for character in text):
        return text
    turned = [(level, _turned(one, level)) for one, level in zip(text, levels(text, int(right_to_left)), strict=True)]
    return "".join(character for _, character in reordered(turned))


def mirrored_text(text: str) -> str:
    """Right-to-left text as it stands from the left."""
    return "".join(_turned(character, 1) for character in reversed(text))


def _turned(character: str, level: int) -> str:
    """A bracket of right-to-left text opens to the left."""
    is_turned = level % 2 and mirrored(character) and character in BIDI_BRACKETS
    return BIDI_BRACKETS[character]["pair"] if is_turned else character


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces that the font can draw, and single characters (True) that it cannot."""
    for is_known, run in groupby("".join(map(_shown, text)), key=has_letter):
        if is_known:
            yield "".join(run), False
        else:
            yield from ((character, True) for character in run)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    """What stands for it: nothing where it only steers, what it is composed of where the font has just that."""
    if category(character) == "Cf" or bidirectional(character) in _WITHOUT_INK or _is_selector(character):
        return ""
    parts = normalize("NFKC", character)
    return parts if not has_letter(character) and all(map(has_letter, parts)) else character


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@lru_cache(maxsize=4096)
def has_letter(character: str) -> bool:
    """OpenCV draws a question mark for what it does not have."""
    if not character.isprintable():
        return character == "\xa0" or category(character) == "Zs"
    return character == "?" or _probe(character) != _probe("?")


def _probe(character: str) -> bytes:
    image = np.full((2 * _PROBE, 3 * _PROBE), 255, np.uint8)
    _put(image, _PROBE // 2, _PROBE, character, _PROBE, REGULAR)
    return image.tobytes()


@lru_cache(maxsize=4096)
def _advance(run: str, size: int, weight: int, boxed: bool) -> int:
    if boxed:
        return round(_box(run, size)[0] + 0.15 * size)
    framed, frame = (
        cv2.getTextSize((0, 0), text, (0, 0), cv2.FontFace("sans"), size, weight)[2] for text in (f"|{run}|", "||")
    )
    return int(framed - frame)


def _put(image: Array, x: int, base: int, text: str, size: int, weight: int) -> None:
    cv2.putText(image, text, (x, base), (0, 0, 0), cv2.FontFace("sans"), size, weight)


def _box(character: str, size: int) -> tuple[int, int, list[str]]:
    """Width, size of the digits and the digits' two rows: a character's number, as fonts of last resort write it."""
    number = f"{ord(character):04X}" if ord(character) > 0xFF else f"{ord(character):02X}"
    half = -(-len(number) // 2)
    rows, digits = [number[:half], number[half:]], max(8, round(0.42 * size))
    across = max(_advance(row, digits, REGULAR, False) for row in rows)
    return across + max(4, digits // 2), digits, rows


def _draw_box(image: Array, x: int, base: int, character: str, size: int) -> None:
    across, digits, rows = _box(character, size)
    left, top, bottom = x + round(0.05 * size), base - round(0.82 * size), base + round(0.12 * size)
    cv2.rectangle(image, (left, top), (left + across, bottom), (0, 0, 0), max(1, size // 24))
    for number, row in enumerate(rows, 1):
        inset = (across - _advance(row, digits, REGULAR, False)) // 2
        _put(image, left + inset, top + round(number * 0.44 * size), row, digits, REGULAR)
