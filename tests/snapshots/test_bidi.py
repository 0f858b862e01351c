"""Directions by UAX #9, against another implementation and what the standard's text says."""

import unicodedata

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from hypothesis import given
from hypothesis import strategies as st

from ctserver.snapshots.bidi import is_right_to_left, levels, reordered

REMOVED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
ALPHABET = "ab12אבجد١٢ (),.[]+-$%\u0301\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b"


def shown(text: str, base: int = 0) -> str:
    found = reordered(list(zip(levels(text, base), text, strict=True)))
    return "".join(character for _, character in found)


@given(st.text(alphabet=ALPHABET, max_size=14).filter(lambda text: "\u0301\u0301" not in text), st.booleans())
def test_levels_are_those_of_another_implementation(text: str, turned: bool) -> None:
    """Of all but runs of marks behind a bracket, of which it turns the first alone."""
    other = BidiParagraph(text, base_direction=TextDirection.RTL if turned else TextDirection.LTR)
    kept = [
        level
        for level, character in zip(levels(text, int(turned)), text, strict=True)
        if unicodedata.bidirectional(character) not in REMOVED
    ]
    assert kept == [character.embedding_level for character in other.characters]


@pytest.mark.parametrize(
    ("text", "base", "order"),
    [
        ("car אבג 12", 0, "car 12 גבא"),
        ("אב 12 ab", 1, "ab 12 בא"),
        ("אב (12) ג", 1, "ג )12( בא"),
        ("a (אב) c", 0, "a (בא) c"),
        ("אב [ab] ג", 1, "ג ]ab[ בא"),
        ("\u202eabc\u202c", 0, "\u202ecba\u202c"),
    ],
)
def test_order_on_the_line(text: str, base: int, order: str) -> None:
    assert shown(text, base).strip("\u202e\u202c") == order.strip("\u202e\u202c")


def test_a_paragraph_runs_as_its_first_strong_letter() -> None:
    assert is_right_to_left("12 (שלום) world")
    assert not is_right_to_left("hello שלום")
    assert not is_right_to_left("\u2067אב\u2069 a")
    assert not is_right_to_left("12")


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "א" + ")" * 5000, "\u2068" * 5000 + "א", "א\u202e" * 5000, "א" + " " * 9999]
)
def test_what_is_nested_without_end_is_judged_too(text: str) -> None:
    assert max(levels(text, 0)) <= 127
