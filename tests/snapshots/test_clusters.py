"""What counts as one character, and that lines are never broken inside one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.snapshots.clusters import LONGEST, MARKS, clusters


@pytest.mark.parametrize(
    "whole",
    [
        "e\u0301", "한", "\u1112\u1161\u11ab", "👩🏽‍🚒", "👨‍👩‍👧‍👦", "🇫🇷", "1️⃣", "❤️", "🏴\U000e0067\U000e0062\U000e0073\U000e007f",
        "क्षि", "ক্ষ", "ക്ഷ", "ශ්‍රී", "กี่", "น้ำ", "เห", "ស្រ្តី", "န်", "သ္မ", "སྒྲུ", "ไม้", "\u0600١", "நி",
    ],
)  # fmt: skip
def test_what_stands_together_is_one_cluster(whole: str) -> None:
    assert list(clusters(f"x{whole}x")) == ["x", whole, "x"]


@pytest.mark.parametrize(
    "apart", [["🇫🇷", "🇯🇵", "🇩"], ["a", "b"], ["車", "両"], ["க", "ட"], ["한", "국"], ["\r\n", "a"]]
)
def test_what_stands_apart_is_not(apart: list[str]) -> None:
    assert list(clusters("".join(apart))) == apart


def test_marks_without_end_are_cut() -> None:
    pieces = list(clusters("a" + "\u0301" * 5000))
    assert len(pieces) > 100
    assert all(len(piece) <= MARKS + 1 for piece in pieces)
    assert all(len(piece) <= LONGEST for piece in clusters("क्" * 3000))


@given(st.text(max_size=60))
def test_nothing_is_lost(text: str) -> None:
    pieces = list(clusters(text))
    assert "".join(pieces) == text
    assert all(pieces)
