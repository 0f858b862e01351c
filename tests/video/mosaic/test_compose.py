"""Rows of tiles become rows of one picture."""

import re

import pytest

from ctserver.video.coding.jpeg import EOI
from ctserver.video.mosaic.compose import Composer
from ctserver.video.mosaic.layout import Layout

HEAD = b"\xff\xd8\xff\xc0\0\x11\x08\0\xf0\x01\x40\x03 and the rest of the head"
LAYOUT = Layout(columns=3, rows=2, tile_width=320, tile_height=240)


def tile(name: str) -> list[bytes]:
    return [f"<{name}{row}>".encode() for row in range(15)]


def composed() -> bytes:
    composer = Composer(LAYOUT, HEAD)
    composer.keep([4, 5], tile("still"))
    return composer.compose([((0, 3), tile("twice")), ((1,), tile("b")), ((2,), tile("c"))])


def test_the_head_is_the_tiles_but_for_the_size() -> None:
    assert composed().startswith(HEAD[:7] + (480).to_bytes(2) + (960).to_bytes(2) + HEAD[11:])


def test_rows_stand_side_by_side() -> None:
    names = re.findall(rb"<([a-z]+)(\d+)>", composed())
    assert names[:6] == [(b"twice", b"0"), (b"b", b"0"), (b"c", b"0"), (b"twice", b"1"), (b"b", b"1"), (b"c", b"1")]
    assert names[-3:] == [(b"twice", b"14"), (b"still", b"14"), (b"still", b"14")]
    assert len(names) == 90


def test_markers_count_on_through_the_picture() -> None:
    markers = re.findall(rb">\xff(.)", composed()[len(HEAD) :], re.DOTALL)
    assert markers == [bytes([0xD0 + index % 8]) for index in range(89)] + [EOI[1:]]


def test_a_still_tile_stays_when_others_change() -> None:
    composer = Composer(LAYOUT, HEAD)
    composer.keep(range(6), tile("still"))
    assert composer.compose([((0,), tile("other"))]).count(b"<still") == 75
    assert composer.compose([]).count(b"<still") == 90


def test_a_tile_of_another_height_is_refused() -> None:
    with pytest.raises(ValueError, match="slice"):
        Composer(LAYOUT, HEAD).keep([0], tile("short")[:-1])
