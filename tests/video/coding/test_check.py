"""A scene is tried before a strip is spliced onto it."""

from collections.abc import Callable

import av
import cv2
import numpy as np
import pytest

from ctserver.video.coding import h264
from ctserver.video.coding.check import open_check
from ctserver.video.coding.coders import open_splice
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.picture import START_CODE, Codec, StreamFormat
from ctserver.video.strip import HEIGHT
from tests.support.decoding import packet

H264 = StreamFormat(Codec.H264, 320, 240, 10)
JPEG = StreamFormat(Codec.JPEG, 320, 240, 10)

_noise = cv2.GaussianBlur(np.random.default_rng(7).integers(0, 256, (480, 320), dtype=np.uint8), (0, 0), 3)
TEXTURE = cv2.normalize(_noise, _noise, 20, 230, cv2.NORM_MINMAX)


def still(place: int) -> Array:
    """Something to look at, in which nothing moves."""
    canvas = np.full((360, 320), NEUTRAL, np.uint8)
    canvas[:240] = TEXTURE[:240]
    return canvas


def sliding(rows: int) -> Callable[[int], Array]:
    """What is seen comes out from under the strip, so many rows with each picture."""

    def draw(place: int) -> Array:
        canvas = np.full((360, 320), NEUTRAL, np.uint8)
        canvas[:240] = TEXTURE[240 - rows * place : 480 - rows * place]
        return canvas

    return draw


def verdicts(shown: StreamFormat, draw: Callable[[int], Array], group: int = 0) -> list[bool]:
    """Of ten pictures of a scene."""
    splice = open_splice(shown, 65)
    assert splice
    coder, check = splice.scene_coder(group), open_check(shown, 65, group)
    return [check.passes(coder.encode(draw(place), key=place == 0)) for place in range(10)]


def below(shown: StreamFormat, draw: Callable[[int], Array], strip: int) -> list[Array]:
    """The whole pictures with a strip of this luma, decoded, from the strip's border on."""
    splice = open_splice(shown, 65)
    assert splice
    scene, strips = splice.scene_coder(0), splice.strip_coder(0)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    images = []
    for place in range(10):
        canvas = np.full((HEIGHT * 3 // 2, 320), strip, np.uint8)
        rest = splice.rest(scene.encode(draw(place), key=place == 0))
        units = splice.join(strips.encode(canvas, key=place == 0), rest)
        head = scene.parameter_sets if place == 0 else ()
        images += decoder.decode(packet(b"".join(START_CODE + unit for unit in (*head, *units))))
    images += decoder.decode(None)
    return [image.to_ndarray(format="yuv420p")[HEIGHT:240] for image in images]


@pytest.mark.parametrize("group", [0, 1])
def test_a_scene_that_is_still_below_the_strip_passes(group: int) -> None:
    assert all(verdicts(H264, still, group))


def test_motion_from_under_the_strip_does_not() -> None:
    shown = verdicts(H264, sliding(2))
    assert shown[0]  # a key picture refers to nothing
    assert not all(shown)


@pytest.mark.parametrize("draw", [still, sliding(1), sliding(2), sliding(4)], ids=["still", "1", "2", "4"])
def test_the_verdict_is_that_of_whole_pictures(draw: Callable[[int], Array]) -> None:
    one, other = (below(H264, draw, luma) for luma in (16, 200))
    same = [np.array_equal(a, b) for a, b in zip(one, other, strict=True)]
    found = verdicts(H264, draw)
    assert all(found) == all(same)
    assert found[: found.index(False)] == same[: found.index(False)] if False in found else True


def test_no_vector_is_longer_than_the_slice_below_the_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(h264, "_SPLICEABLE", h264._SPLICEABLE.replace("merange=4", "merange=64").replace("dia", "umh"))
    splice = open_splice(H264, 0)
    assert splice
    coder = splice.scene_coder(0)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.options = {"flags2": "+export_mvs"}
    longest = []
    for place in range(10):
        units = coder.encode(sliding(20)(place), key=place == 0)
        head = coder.parameter_sets if place == 0 else ()
        for frame in decoder.decode(packet(b"".join(START_CODE + unit for unit in (*head, *units)))):
            vectors = frame.side_data.get("MOTION_VECTORS")
            longest += [abs(vector["motion_y"]) for vector in vectors.to_ndarray()] if vectors else []
    assert (
        16 * 4 < max(longest) <= h264.VECTOR_LIMIT * 4
    )  # quarters of a sample; there are long ones, but none too long
    assert h264.VECTOR_LIMIT + 3 <= HEIGHT  # with the samples that interpolation needs


def test_jpeg_passes() -> None:
    assert all(verdicts(JPEG, still))


def test_jpeg_whose_rows_depend_on_each_other_does_not() -> None:
    options = [cv2.IMWRITE_JPEG_RST_INTERVAL, 40]  # two rows of MCUs
    coded, data = cv2.imencode(".jpg", cv2.cvtColor(still(0), cv2.COLOR_YUV2BGR_I420), options)
    assert coded
    assert not open_check(JPEG, 65, 0).passes((data.tobytes(),))
