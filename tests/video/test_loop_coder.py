"""Which pictures of a loop are tried."""

import cv2
import numpy as np
import pytest

from ctserver.video import loop_coder
from ctserver.video.coding.coders import open_splice
from ctserver.video.coding.jpeg import JpegSplice, Libjpeg
from ctserver.video.i420 import Array
from ctserver.video.loop_coder import LoopCoder
from ctserver.video.loops import ClipKey, Unspliceable
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene import Look
from ctserver.video.scene_group import SceneGroup, WholeGroup
from tests.video.yard import Slide


def opened(codec: Codec) -> LoopCoder:
    """A loop of ten pictures a second."""
    key = ClipKey(Look("slate_no_signal", 0), StreamFormat(codec, 320, 240, 10), 65)
    splice = open_splice(key.format, key.quality)
    assert splice
    return LoopCoder(key, splice)


class Late(Slide):
    """Stands still for the first three pictures."""

    def draw(self, seconds: float, canvas: Array) -> None:
        super().draw(max(0.0, seconds - 0.2), canvas)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_coder, "open_scene", Late)


@pytest.mark.usefixtures("late")
def test_of_h264_every_picture_is_tried() -> None:
    coder = opened(Codec.H264)
    assert [coder.code(0)[0] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Unspliceable, match="picture 3 of group 0 of the loop changes with its strip"):
        coder.code(0)


@pytest.mark.usefixtures("late")
def test_of_h264_a_group_that_was_left_begins_anew_and_is_tried_again() -> None:
    coder = opened(Codec.H264)
    assert [coder.code(group)[0] for group in (0, 0, 1, 2, 3, 4, 0, 0, 0)] == [0, 1, 0, 0, 0, 0, 0, 1, 2]
    with pytest.raises(Unspliceable, match="picture 3 of group 0"):
        coder.code(0)


@pytest.mark.parametrize("first", [10, 12, 19])
def test_of_jpeg_the_first_picture_that_is_coded_of_a_second_is_tried(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    coder = opened(Codec.JPEG)
    assert [coder.code(number)[0] for number in (1, 4)] == [0, 0]
    spoilt = Libjpeg(320, 65)
    spoilt._options[spoilt._options.index(cv2.IMWRITE_JPEG_RST_INTERVAL) + 1] = 40  # two rows of MCUs
    monkeypatch.setattr(JpegSplice, "scene_coder", lambda _splice, _group: spoilt)
    coder.code(9)  # of a second that was tried
    with pytest.raises(Unspliceable, match=f"picture 0 of group {first}"):
        coder.code(first)


class Away:
    """Takes groups that are foreseen, and none that somebody waits for."""

    def announce(self, key: ClipKey) -> None: ...

    def open_group(self, key: ClipKey, number: int, *, urgent: bool) -> SceneGroup | None:
        return None if urgent else WholeGroup(lambda _: np.empty(0), Libjpeg(320, 65), None, tuple)

    def forget(self, key: ClipKey) -> None: ...


def test_a_group_that_was_begun_here_is_finished_here_whatever_is_coded_elsewhere() -> None:
    key = ClipKey(Look("slate_no_signal", 0), StreamFormat(Codec.H264, 320, 240, 10))
    splice = open_splice(key.format, 0)
    assert splice
    here, helped = LoopCoder(key, splice), LoopCoder(key, splice, elsewhere=Away())
    coded = [helped.code(0) for _ in range(2)]
    helped.foresee(1)
    coded += [helped.code(0) for _ in range(8)]
    assert coded == [here.code(0) for _ in range(10)]
