"""Lines of any script, and where they are broken."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.snapshots.clusters import clusters
from ctserver.snapshots.lettering import drawn, width
from ctserver.snapshots.wrapping import paragraphs, wrapped

SIZE = 46


def columns(text: str, *, right_to_left: bool = False) -> list[bool]:
    """Which columns of the line have ink."""
    return [bool(column.any()) for column in (drawn(text, SIZE, right_to_left=right_to_left) < 128).T]


def letters(text: str, **how: bool) -> list[bytes]:
    """The ink between columns without any, as pictures."""
    image, inked = drawn(text, SIZE, **how), columns(text, **how)
    edges = [number for number, (a, b) in enumerate(pairwise([False, *inked, False])) if a != b]
    return [image[:, begin:end].tobytes() for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def test_right_to_left_text_stands_from_the_right() -> None:
    alone = letters("ב")
    first = letters("בדד", right_to_left=True)
    assert len(first) == 3
    assert [first[-1]] == alone
    assert first[0] == first[1]


@pytest.mark.parametrize(("mixed", "right_to_left"), [("a בד c", False), ("בד a c", True)])
def test_numbers_and_latin_keep_their_order(mixed: str, right_to_left: bool) -> None:
    shown = letters(mixed, right_to_left=right_to_left)
    assert shown.index(letters("a")[0]) < shown.index(letters("c")[0])


def left_edge(text: str) -> float:
    """How much of a line's height is ink in the first column that has some."""
    dark = (drawn(text, SIZE) < 128).mean(axis=0)
    return float(dark[dark > 0][0])


@pytest.mark.parametrize("character", ["ह", "ไ", "🚗", "\ue000"])
def test_what_the_font_lacks_is_a_box_with_its_number(character: str) -> None:
    assert left_edge(character) > 0.6


@pytest.mark.parametrize("character", ["\x80", "\u200b", "\u202e", "\ufe0f"])
def test_what_only_steers_is_not_shown(character: str) -> None:
    assert np.array_equal(drawn(f"a{character}Ж", SIZE), drawn("aЖ", SIZE))


def test_boxes_differ_by_their_character() -> None:
    assert not np.array_equal(drawn("क", SIZE), drawn("ख", SIZE))


@pytest.mark.parametrize("text", ["Ж", "中", "か", "한", "ע", "ب", "Ω", "ễ", "?"])
def test_what_the_font_has_is_drawn(text: str) -> None:
    assert 0 < left_edge(text) < 0.6


@given(st.text(max_size=30))
def test_any_text_is_drawn_in_the_room_that_was_measured(text: str) -> None:
    for right_to_left in (False, True):
        height, room = drawn(text, 20, right_to_left=right_to_left).shape
        assert height == 28
        assert abs(room - 2 - width(text, 20)) <= 1 + len(text)  # each piece is rounded


def lines(text: str, room: int = 8) -> list[str]:
    """Where each cluster takes the same room."""
    pieces = list(clusters(text))
    return list(wrapped(pieces, [1.0] * len(pieces), room))


@given(st.text(alphabet="ab 中。\u00a0\u0301क्षी🇫🇷(\u200b", max_size=60), st.integers(1, 12))
def test_no_line_is_wider_than_the_room_and_no_cluster_is_cut(text: str, room: int) -> None:
    found = lines(text, room)
    assert all(len(list(clusters(line))) <= room for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert [piece for line in found for piece in clusters(line) if not piece.isspace()] == [
        piece for piece in clusters(text) if not piece.isspace()
    ]


def test_lines_end_after_words_and_ideographs() -> None:
    assert lines("one two three") == ["one two", "three"]
    assert lines("incomprehensible") == ["incompre", "hensible"]
    assert lines("ab 停车场停留超过") == ["ab 停车场停留", "超过"]
    assert lines("停车场停留超过了。好") == ["停车场停留超过", "了。好"]
    assert lines("停车场停留超过「好」") == ["停车场停留超过", "「好」"]
    assert lines("") == [""]


def test_lines_end_between_clusters_of_scripts_without_spaces() -> None:
    assert lines("พบรถยนต์สีขาวที่", 5) == ["พบรถย", "นต์สีขา", "วที่"]
    assert lines("བོད་ཡིག་རྒྱ", 5) == ["བོད་", "ཡིག་རྒྱ"]
    assert lines("ឡាន\u200bពណ៌ស", 4) == ["ឡាន\u200b", "ពណ៌ស"]
    assert lines("👩🏽‍🚒🇫🇷🔥", 2) == ["👩🏽‍🚒🇫🇷", "🔥"]


def test_at_most_one_line_is_empty_between_two() -> None:
    assert list(paragraphs("\n\na\r\n\r\n\r\n\tb\u2028c\n")) == ["a", "", "    b", "c"]
