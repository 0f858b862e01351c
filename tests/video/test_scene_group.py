"""Groups of which only the rows are coded in which something moves."""

from collections.abc import Callable, Iterator, Sequence

import av
import numpy as np
import pytest

from ctserver.video import scene_group
from ctserver.video.coding.bands import KeyPictures, slices_of, with_idr_pic_id
from ctserver.video.coding.check import open_check
from ctserver.video.coding.coders import open_splice
from ctserver.video.coding.h264 import X264
from ctserver.video.coding.moving_rows import MovingRows, NotSkippedError
from ctserver.video.i420 import Array, planes
from ctserver.video.picture import START_CODE, Codec, StreamFormat
from ctserver.video.scene import KINDS, Look, MovingScene, open_scene
from ctserver.video.scene.patch import Box
from ctserver.video.scene_group import MovingGroup, WholeGroup
from ctserver.video.sketch import Sketch
from ctserver.video.strip import HEIGHT
from tests.support.decoding import packet

PICTURES = 6
SHOWN = StreamFormat(Codec.H264, 640, 480, PICTURES)


class Ball:
    """A bright square that rolls by four pixels with each picture in a textured room, with its upper edge at a row."""

    def __init__(self, top: int = 250, size: int = 40) -> None:
        self.top, self.size = top, size
        self.ground = np.random.default_rng(3).integers(60, 90, (720, 640), dtype=np.uint8)
        self.ground[480:] = 128

    def rest(self, canvas: Array) -> None:
        np.copyto(canvas, self.ground)

    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        for instant in seconds:
            left = 100 + 4 * round(instant * PICTURES)
            box = Box(left, self.top, left + self.size, self.top + self.size)
            canvas[box.window] = 200
            yield [box]

    def draw(self, seconds: float, canvas: Array) -> None:
        self.rest(canvas)
        next(self.motion([seconds], canvas))


class Nothing(Ball):
    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        return iter([[] for _ in seconds])


def group_of(scene: MovingScene, shown: StreamFormat = SHOWN, number: int = 0) -> MovingGroup:
    splice = open_splice(shown, 0)
    assert splice
    instants = [number + place / shown.fps for place in range(splice.group)]

    def whole(draw: Callable[[int], Array]) -> WholeGroup:
        return WholeGroup(draw, splice.scene_coder(number), open_check(shown, 0, number), splice.rest)

    sketch = Sketch(scene, shown.width, shown.height)
    return MovingGroup(sketch, instants, shown, KeyPictures(shown, sketch.ground), number % 2, whole)


def decoded(group: MovingGroup, shown: StreamFormat, strip: int, count: int) -> list[Array]:
    """Whole pictures with a strip of that luma."""
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    strips = X264(shown.width, HEIGHT, shown.fps)
    images = []
    for place in range(count):
        canvas = np.full((HEIGHT * 3 // 2, shown.width), strip, np.uint8)
        rest = group.code()
        head = group.parameter_sets if place == 0 else ()
        units = (*head, *strips.encode(canvas, key=place == 0), *rest)
        images += decoder.decode(packet(b"".join(START_CODE + unit for unit in units)))
    images += decoder.decode(None)
    assert len(images) == count
    return [image.to_ndarray(format="yuv420p") for image in images]


def canvases(scene: MovingScene, shown: StreamFormat, count: int) -> list[Array]:
    drawn = []
    for place in range(count):
        canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        scene.draw(place / shown.fps, canvas)
        drawn.append(canvas)
    return drawn


def below(canvas: Array) -> Array:
    return planes(canvas)[0][HEIGHT:].astype(int)


@pytest.mark.parametrize("scene", [Ball(), Ball(top=130), Ball(top=438), Ball(top=150, size=200), Nothing()])
def test_what_was_drawn_is_what_is_decoded(scene: Ball) -> None:
    for shown, drawn in zip(
        decoded(group_of(scene), SHOWN, 200, PICTURES), canvases(scene, SHOWN, PICTURES), strict=True
    ):
        assert np.abs(below(shown) - below(drawn)).mean() < 3


@pytest.mark.parametrize("top", [66, 130, 250, 438])
def test_nothing_below_the_strip_depends_on_it(top: int) -> None:
    dark, bright = (decoded(group_of(Ball(top)), SHOWN, strip, PICTURES) for strip in (16, 235))
    assert all((below(one) == below(other)).all() for one, other in zip(dark, bright, strict=True))


def test_rows_where_nothing_moves_stay_as_the_key_picture_shows_them() -> None:
    first, *others = decoded(group_of(Ball(250)), SHOWN, 200, PICTURES)
    for other in others:
        assert (below(other)[: 192 - HEIGHT] == below(first)[: 192 - HEIGHT]).all()
        assert (other[384:480] == first[384:480]).all()


def test_the_slices_of_what_rests_are_one() -> None:
    group = group_of(Ball(260))
    assert len(group.code()) == 7
    assert [len(group.code()) for _ in range(PICTURES - 1)] == [3] * (PICTURES - 1)  # above, the ball's, below
    still = group_of(Nothing())
    still.code()
    assert all(len(units) == 1 and len(units[0]) < 12 for units in (still.code() for _ in range(PICTURES - 1)))


def test_what_x264_predicts_from_is_what_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The band decoded by itself, as its coder saw it, and as a part of the picture."""
    coded: list[tuple[bytes, ...]] = []
    encode = X264.encode

    def noted(self: X264, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
        units = encode(self, canvas, key=key)
        if canvas.shape == (160 * 3 // 2, 640):  # a slice above, the ball's, and half a slice below
            coded.append((*self.parameter_sets, *units) if key else units)
        return units

    monkeypatch.setattr(X264, "encode", noted)
    whole = decoded(group_of(Ball(top=200, size=50)), SHOWN, 200, PICTURES)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    frames = [
        frame for units in coded for frame in decoder.decode(packet(b"".join(START_CODE + unit for unit in units)))
    ]
    frames += decoder.decode(None)
    assert len(frames) == PICTURES
    for picture, frame in zip(whole, frames, strict=True):
        band = frame.to_ndarray(format="yuv420p")
        moving = slice(HEIGHT, 2 * HEIGHT)  # what rests was coded better by the band's own key picture at most
        assert (picture[128 + HEIGHT : 128 + 2 * HEIGHT] == band[moving]).all()


def test_next_to_the_strip_whole_pictures_are_coded_and_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def noted(*arguments: object) -> MovingRows:
        opened.append(arguments)
        raise AssertionError

    monkeypatch.setattr(scene_group, "MovingRows", noted)
    group = group_of(Ball(top=90))
    assert [len(group.code()) for _ in range(PICTURES)] == [7] * PICTURES
    assert not opened


def test_a_slice_that_changes_at_the_edge_widens_the_band(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    code = MovingRows.code

    def changed_at_first(self: MovingRows, canvas: Array) -> tuple[bytes, ...]:
        asked.append(self._moving)
        if self._moving == range(4, 5):
            raise NotSkippedError("slice 3 of picture 1")
        return code(self, canvas)

    monkeypatch.setattr(MovingRows, "code", changed_at_first)
    shown = decoded(group_of(Ball(top=260)), SHOWN, 200, PICTURES)
    assert asked == [range(4, 5)] + [range(3, 6)] * (PICTURES - 1)
    assert np.abs(below(shown[-1]) - below(canvases(Ball(top=260), SHOWN, PICTURES)[-1])).mean() < 3


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (322, 242)])
@pytest.mark.parametrize("number", [0, 1])
def test_all_sizes_and_both_phases_of_key_pictures(size: tuple[int, int], number: int) -> None:
    shown = StreamFormat(Codec.H264, *size, PICTURES)
    scene = open_scene(Look("fence", 1), *size)
    assert isinstance(scene, MovingScene)
    images = decoded(group_of(scene, shown, number), shown, 100, PICTURES)
    assert {image.shape for image in images} == {(size[1] * 3 // 2, size[0])}


@pytest.mark.parametrize("upside_down", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sketch_is_the_scene_below_the_strip(kind: str, upside_down: bool) -> None:
    scene = open_scene(Look(kind, 5, upside_down=upside_down, alarm=True), 640, 360)
    assert isinstance(scene, MovingScene)
    sketch = Sketch(scene, 640, 360)
    kept = [*sketch.moves((1.0, 2.5, 4.0))]
    for second, moves in zip((1.0, 2.5, 4.0), kept, strict=True):
        canvas = np.empty((540, 640), np.uint8)
        scene.draw(second, canvas)
        assert (below(sketch.draw(second)) == below(canvas)).all()
        assert (sketch.show(moves)[HEIGHT:360] == canvas[HEIGHT:360]).all()
        assert all(
            (a[32:] == b[32:]).all() for a, b in zip(planes(sketch.draw(second))[1:], planes(canvas)[1:], strict=True)
        )


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("top", [90, 250, 438])
def test_a_key_picture_has_the_bytes_of_one_that_is_coded_whole(top: int, number: int) -> None:
    splice = open_splice(SHOWN, 0)
    assert splice
    sketch = Sketch(Ball(top), 640, 480)
    whole = splice.scene_coder(number).encode(sketch.draw(number), key=True)
    assert group_of(Ball(top), number=number).code() == whole[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_key_pictures_of_all_kinds_have_the_bytes_of_whole_ones(kind: str) -> None:
    shown = StreamFormat(Codec.H264, 640, 360, PICTURES)
    scene, splice = open_scene(Look(kind, 3), 640, 360), open_splice(shown, 0)
    assert isinstance(scene, MovingScene)
    assert splice
    for number in (0, 3):
        whole = splice.scene_coder(number).encode(Sketch(scene, 640, 360).draw(number), key=True)
        assert group_of(scene, shown, number).code() == whole[1:]


@pytest.mark.parametrize("idr_pic_id", [1, 2, 3])
def test_an_idr_pic_id_is_written(idr_pic_id: int) -> None:
    key = X264(640, 480, 5).encode(np.zeros((720, 640), np.uint8), key=True)
    assert with_idr_pic_id(key[0], 0) == key[0]
    written = [with_idr_pic_id(unit, idr_pic_id) for unit in key]
    if idr_pic_id < 3:  # the coder itself knows these
        assert tuple(written) == X264(640, 480, 5, idr_pic_id=idr_pic_id).encode(
            np.zeros((720, 640), np.uint8), key=True
        )
    assert all(a[-1] and a != b for a, b in zip(written, key, strict=True))


def test_slices_of_rows() -> None:
    assert slices_of([]) == range(0)
    assert slices_of([(128, 192)]) == range(2, 3)
    assert slices_of([(100, 130), (300, 321)]) == range(1, 6)
