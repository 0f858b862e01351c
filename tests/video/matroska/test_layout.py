"""A file's size, and the place of each cluster, are known without a picture."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctserver.video.clips import Clips
from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.layout import CLUSTER_SECONDS, MOVING_SHARE, Layout, rule_of
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.producer import Producer
from ctserver.video.view import Moment
from tests.video.matroska.files import EVENTFUL, NOON_US, QUALITY, VIEWS, slice_of
from tests.video.yard import yard

formats = st.builds(
    StreamFormat, st.sampled_from(Codec), st.integers(160, 3840).map(lambda n: 2 * n), st.just(480), st.integers(1, 60)
)
instants = st.integers(NOON_US, NOON_US + 10**9)
lengths = st.integers(1, 700_000_000)


@given(formats, st.sampled_from(Activity), instants, lengths)
@settings(deadline=None, derandomize=True)
def test_a_file_is_as_long_as_its_parts(shown: StreamFormat, activity: Activity, begin_us: int, length_us: int) -> None:
    view = yard(codec=shown.codec, width=shown.width, height=shown.height, fps=shown.fps)
    layout = Layout(view, activity, begin_us, begin_us + length_us)
    tail = layout.size - layout.tail_at
    assert layout.clusters[0].at == layout.clusters_at
    assert sum(cluster.size for cluster in layout.clusters) == layout.tail_at - layout.clusters_at
    assert tail >= 9 if rule_of(shown, activity).budget.moving else tail == 0
    assert view.instant_us(layout.first) <= begin_us < view.instant_us(layout.first + layout_group(shown))
    assert view.instant_us(layout.end - 1) < begin_us + length_us <= view.instant_us(layout.end)


def layout_group(shown: StreamFormat) -> int:
    return rule_of(shown, Activity.RESTING).group


@pytest.mark.parametrize("codec", Codec)
def test_files_begin_where_pictures_can_be_begun_with(codec: Codec) -> None:
    assert Producer(VIEWS[codec], Clips(), QUALITY).group == layout_group(VIEWS[codec].format)


@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("codec", Codec)
def test_the_sizes_of_many_files_are_computed_at_once(codec: Codec, activity: Activity) -> None:
    rule = rule_of(VIEWS[codec].format, activity)
    begins = NOON_US + np.arange(0, 50_000_000, 333_333)
    ends = begins + np.arange(1, len(begins) + 1) * 777_777
    sizes: Any = rule.size(begins, ends)  # type: ignore[arg-type]
    assert list(sizes) == [rule.size(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


def test_sizes_grow_with_what_is_shown() -> None:
    def size(width: int, height: int, fps: int = 25, activity: Activity = Activity.RESTING) -> int:
        return rule_of(StreamFormat(Codec.H264, width, height, fps), activity).size(0, 600_000_000)

    assert size(320, 240) < size(640, 480) < size(1280, 720) < size(1920, 1080) < size(3840, 2160)
    assert size(640, 480, 5) < size(640, 480, 25)
    assert size(640, 480) < size(640, 480, activity=Activity.TURNING) < size(640, 480, activity=Activity.FOOTAGE)


def test_what_is_kept_for_movements_is_where_the_camera_moves() -> None:
    view = EVENTFUL[Codec.H264]
    layout = Layout(view, Activity.TURNING, NOON_US, NOON_US + 12_000_000)
    one, moving, three = (cluster.size for cluster in layout.clusters)
    assert one == three < moving
    assert layout.clusters[1].first == view.number_at(NOON_US / 1e6) + CLUSTER_SECONDS * view.format.fps


def test_who_moves_all_the_time_has_the_same_everywhere() -> None:
    view = yard(moment_at=lambda _: Moment(moving=True))
    layout = Layout(view, Activity.TURNING, NOON_US, NOON_US + 60_000_000)
    assert len({cluster.size for cluster in layout.clusters}) == 1
    rule = rule_of(view.format, Activity.TURNING)
    assert rule.spare(600) - 9 - 600 < 600 * (layout.clusters[0].size - rule.cluster_size(40)) // 40
    assert MOVING_SHARE > 1


def test_a_file_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="must end after it begins"):
        slice_of(VIEWS[Codec.H264], 5, 5)
