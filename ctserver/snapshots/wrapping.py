"""Breaks text into lines, in any script."""

import re
from collections.abc import Callable, Iterator

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_WIDE}][、。，．：；！？」』）】》〉]*\s*|[^\s{_WIDE}]+\s*|\s+")
"""Up to where a line may end: after spaces, and after each ideograph with the punctuation that must not begin a line."""

Measure = Callable[[str], float]
"""The room that one character takes."""


def wrapped(text: str, room: float, measure: Measure) -> Iterator[str]:
    """The lines of a paragraph, none wider than `room`; a word that does not fit alone is cut."""
    line, taken = "", 0.0
    for piece in _PIECE.findall(text):
        if line and taken + sum(map(measure, piece.rstrip())) > room:
            yield line.rstrip()
            line, taken = "", 0.0
        for character in piece:
            advance = measure(character)
            if line and taken + advance > room and not character.isspace():
                yield line
                line, taken = "", 0.0
            line += character
            taken += advance
    yield line.rstrip()


def paragraphs(text: str) -> Iterator[str]:
    """Lines as they were typed, with at most one that is empty between two."""
    was_empty = True
    for line in text.expandtabs(4).splitlines():
        if line.strip() or not was_empty:
            yield line.rstrip()
        was_empty = not line.strip()
