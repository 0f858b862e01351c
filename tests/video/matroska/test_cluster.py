"""Pictures that do not fit into their budget are left out: what remains can be decoded, and the file is as long as said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.cluster import ClusterWriter, fitting
from ctserver.video.matroska.layout import CLUSTER_OVERHEAD, Layout, Span
from ctserver.video.picture import Codec, Picture
from ctserver.video.view import View
from tests.video.matroska import walk
from tests.video.matroska.files import NOON_US, VIEWS

PARAMETER_SETS = (b"sequence", b"picture")
groups_of_sizes = st.lists(st.lists(st.integers(10, 3000), min_size=1, max_size=12), min_size=1, max_size=4)


def blocks_of(groups: list[list[int]]) -> tuple[list[bytes], list[bool]]:
    """Each block is told by its first bytes."""
    sizes = [size for group in groups for size in group]
    keys = [place == 0 for group in groups for place in range(len(group))]
    return [number.to_bytes(4) + bytes(size) for number, size in enumerate(sizes)], keys


@given(groups_of_sizes, st.floats(0, 1))
@settings(deadline=None, derandomize=True)
def test_what_remains_fits_and_lacks_only_the_ends_of_groups(groups: list[list[int]], share: float) -> None:
    blocks, keys = blocks_of([*groups, [1, 1]])
    room = int(sum(map(len, blocks)) * share)
    kept = fitting(blocks, keys, room)
    assert sum(map(len, kept)) <= room
    for number, key in enumerate(keys):
        assert key or blocks[number] not in kept or blocks[number - 1] in kept


@given(st.lists(st.integers(900, 1100), min_size=1, max_size=60), st.floats(0, 1))
@settings(deadline=None, derandomize=True)
def test_of_key_pictures_some_at_even_distances_remain(sizes: list[int], share: float) -> None:
    blocks, keys = blocks_of([[size] for size in sizes])
    room = int(sum(map(len, blocks)) * share)
    kept = fitting(blocks, keys, room)
    places = [blocks.index(block) for block in kept]
    assert sum(map(len, kept)) <= room
    assert len(kept) >= room // 1200 - 1, "as many as there is room for"
    assert len({*np.diff(places)}) <= 2


def test_every_group_loses_the_same_share() -> None:
    blocks, keys = blocks_of([[100] * 10, [1000] * 10])
    kept = fitting(blocks, keys, sum(map(len, blocks)) // 2)
    assert [blocks.index(block) for block in kept] == [*range(5), *range(10, 15)]


def pictures(view: View, span: Span, size: int) -> list[Picture]:
    group = view.format.fps
    return [
        Picture(n, view.instant_us(n), view.format, (bytes(size),), n % group == 0, PARAMETER_SETS)
        for n in range(span.first, span.end)
    ]


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("size", [1, 1500, 40_000, 10_000_000])
def test_a_cluster_is_as_long_as_it_must_be_whatever_its_pictures_take(codec: Codec, size: int) -> None:
    view = VIEWS[codec]
    layout = Layout(view, Activity.RESTING, NOON_US, NOON_US + 8_000_000)
    writer = ClusterWriter(view, layout, PARAMETER_SETS)
    span = layout.clusters[1]
    data = writer.write(span, pictures(view, span, size))
    (cluster,) = walk.elements(data)
    kept = cluster.all("SimpleBlock")
    assert len(data) == span.size
    assert cluster.one("Timestamp").number * 1000 == view.instant_us(span.first) - view.instant_us(layout.first)
    assert len(kept) + writer.left_out == span.end - span.first
    assert (writer.left_out == 0) == ((size + 16) * (span.end - span.first) <= span.size - CLUSTER_OVERHEAD)


def test_a_picture_with_other_parameter_sets_brings_them_along() -> None:
    view = VIEWS[Codec.H264]
    layout = Layout(view, Activity.RESTING, NOON_US, NOON_US + 1_000_000)
    (span,) = layout.clusters
    first, second = pictures(view, span, 5)[:2]
    (cluster,) = walk.elements(ClusterWriter(view, layout, (b"other", b"sets")).write(span, [first, second]))
    payloads = [block.content[4:] for block in cluster.all("SimpleBlock")]
    assert payloads[0] == b"\0\0\0\x08sequence\0\0\0\x07picture\0\0\0\x05" + bytes(5)
    assert payloads[1] == b"\0\0\0\x05" + bytes(5)
