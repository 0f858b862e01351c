"""What a reader takes for one character: extended grapheme clusters (UAX #29), tailored so that no line is broken inside one.

Beyond the standard a cluster is not cut after any zero-width joiner, between the letters of a conjunct of any script (the
standard knows six scripts of these), nor behind a vowel that is written before its consonant (Thai, Lao). It has at most
MARKS marks.
"""

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, combining

MARKS = 30
"""As in the Stream-Safe Text Format of UAX #15: no language has more; what goes on is a cluster of its own."""
LONGEST = 4 * MARKS
ZWJ = "\u200d"
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
    "เแโใไເແໂໃໄꪵꪶꪹꪻꪼ"
)
_VIRAMA = 9
"""The combining class of what joins two letters to a conjunct."""


def clusters(text: str) -> Iterator[str]:
    begin, marks, regional = 0, 0, 0
    for at in range(1, len(text)):
        before, character = text[at - 1], text[at]
        marks = marks + 1 if _extends(character) else 0
        regional = regional + 1 if _is_regional(before) else 0
        pairs = regional % 2 == 1 and _is_regional(character)
        if marks > MARKS or at - begin >= LONGEST or not (pairs or _joined(before, character)):
            yield text[begin:at]
            begin, marks = at, 0
    if text:
        yield text[begin:]


def _joined(before: str, character: str) -> bool:
    """GB3 to GB9c; flags, of two regional indicators each, are counted by the caller."""
    if before == "\r" and character == "\n":
        return True
    if _is_control(before) or _is_control(character):
        return False
    return (
        _extends(character)
        or before == ZWJ
        or (before in _PREPENDED and not character.isspace())
        or (_joins(before) and category(character) == "Lo")
        or _is_syllable(before, character)
    )


@lru_cache(maxsize=4096)
def _extends(character: str) -> bool:
    return (
        category(character) in {"Mn", "Me", "Mc"}
        or character in {ZWJ, "\u200c", "\u0e33", "\u0eb3", "\uff9e", "\uff9f"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # colours of skin
        or "\U000e0020" <= character <= "\U000e007f"  # the letters of a region's flag
    )


def _joins(character: str) -> bool:
    return combining(character) == _VIRAMA


@lru_cache(maxsize=4096)
def _is_control(character: str) -> bool:
    return category(character) in {"Cc", "Zl", "Zp"}


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_syllable(before: str, character: str) -> bool:
    """Hangul that is written in its parts: leading consonants, a vowel, trailing consonants."""
    a, b = _part(before), _part(character)
    return (a == "L" and b in {"L", "V", "S"}) or (a in {"V", "S"} and b in {"V", "T"}) or (a == "T" == b)


@lru_cache(maxsize=4096)
def _part(character: str) -> str:
    if "\uac00" <= character <= "\ud7a3":
        return "S"
    for part, ranges in _PARTS.items():
        if any(first <= character <= last for first, last in ranges):
            return part
    return ""


_PARTS = {
    "L": (("\u1100", "\u115f"), ("\ua960", "\ua97c")),
    "V": (("\u1160", "\u11a7"), ("\ud7b0", "\ud7c6")),
    "T": (("\u11a8", "\u11ff"), ("\ud7cb", "\ud7fb")),
}
