"""Groups of which only the rows are coded in which something moves."""

from collections.abc import Callable, Iterator, Sequence

import av
import numpy as np
import pytest

from ctserver.video import scene_group
from ctserver.video.coding.check import open_check
from ctserver.video.coding.coders import open_splice
from ctserver.video.coding.encoders import Encoders
from ctserver.video.coding.h264 import X264
from ctserver.video.coding.key_pictures import KeyPictures, slices_of
from ctserver.video.coding.moving_region import MovingRegion, NotSkippedError
from ctserver.video.coding.regions import MARGIN, TILE, TILES, Region, region_of
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.slices import all_skipped
from ctserver.video.i420 import Array, part_of, planes
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
    """A bright square that rolls by four pixels with each picture in a textured room, with its upper left corner at a place."""

    def __init__(self, top: int = 250, size: int = 40, left: int = 100) -> None:
        self.top, self.size, self.left = top, size, left
        self.ground = np.random.default_rng(3).integers(60, 90, (720, 640), dtype=np.uint8)
        self.ground[480:] = 128

    def rest(self, canvas: Array) -> None:
        np.copyto(canvas, self.ground)

    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        for instant in seconds:
            left = self.left + 4 * round(instant * PICTURES)
            box = Box(left, self.top, min(left + self.size, 640), self.top + self.size)
            canvas[box.window] = 200
            yield [box]

    def draw(self, seconds: float, canvas: Array) -> None:
        self.rest(canvas)
        next(self.motion([seconds], canvas))


class Nothing(Ball):
    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        return iter([[] for _ in seconds])


def group_of(
    scene: MovingScene, shown: StreamFormat = SHOWN, number: int = 0, encoders: Encoders | None = None
) -> MovingGroup:
    encoders = encoders or Encoders()
    splice = open_splice(shown, 0)
    assert splice
    instants = [number + place / shown.fps for place in range(splice.group)]

    def whole(draw: Callable[[int], Array]) -> WholeGroup:
        return WholeGroup(draw, splice.scene_coder(number), open_check(shown, 0, number), splice.rest)

    sketch = Sketch(scene, shown.width, shown.height)
    keys = KeyPictures(shown, sketch.ground, encoders)
    return MovingGroup(sketch, instants, shown, keys, encoders, number % 2, whole)


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


SCENES = [Ball(), Ball(130), Ball(438), Ball(150, 200), Ball(left=0), Ball(left=560), Ball(200, 250, 300), Nothing()]


@pytest.mark.parametrize("scene", SCENES)
def test_what_was_drawn_is_what_is_decoded(scene: Ball) -> None:
    for shown, drawn in zip(
        decoded(group_of(scene), SHOWN, 200, PICTURES), canvases(scene, SHOWN, PICTURES), strict=True
    ):
        assert np.abs(below(shown) - below(drawn)).mean() < 3


@pytest.mark.parametrize("top", [66, 96, 130, 250, 438])
def test_nothing_below_the_strip_depends_on_it(top: int) -> None:
    dark, bright = (decoded(group_of(Ball(top)), SHOWN, strip, PICTURES) for strip in (16, 235))
    assert all((below(one) == below(other)).all() for one, other in zip(dark, bright, strict=True))


def test_what_is_beyond_the_region_stays_as_the_key_picture_shows_it() -> None:
    first, *others = decoded(group_of(Ball(250)), SHOWN, 200, PICTURES)
    for other in others:
        changed = np.argwhere(below(other) != below(first))
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        assert (top + HEIGHT) // 16 >= 250 // 16 - MARGIN
        assert (bottom + HEIGHT) // 16 < -(-290 // 16) + MARGIN
        assert left // 16 >= 100 // 16 - MARGIN
        assert right // 16 < 100 // 16 + 2 * TILE + MARGIN


def test_what_rests_between_slices_that_are_coded_is_one() -> None:
    group = group_of(Ball(256, size=32))  # as high as two rows of macroblocks
    assert len(group.code()) == 7
    rows = 2 * MARGIN + 2
    assert len(group.code()) == rows * 2 + rows + 1  # two slices a row, and what is before, between and after them
    assert [len(group.code()) for _ in range(PICTURES - 2)] == [5] * (PICTURES - 2)
    still = group_of(Nothing())
    still.code()
    assert all(len(units) == 1 and len(units[0]) < 12 for units in (still.code() for _ in range(PICTURES - 1)))


class Noted:
    """What the coder of a region is given, as its own decoder shows it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.regions: list[Region] = []
        self._coder: X264 | None = None
        self._units: list[bytes] = []
        encode, opened = X264.encode, MovingRegion.__init__

        def open_noted(region: MovingRegion, shown: StreamFormat, sets: tuple[bytes, ...], *rest: object) -> None:
            opened(region, shown, sets, *rest)  # type: ignore[arg-type]
            assert isinstance(rest[0], Region)
            self.regions.append(rest[0])
            self._coder, self._units = region._coder, []

        def noted(coder: X264, canvas: Array, *, key: bool) -> tuple[bytes, ...]:
            units = encode(coder, canvas, key=key)
            if coder is self._coder:
                self._units.append(b"".join(START_CODE + u for u in (*(coder.parameter_sets if key else ()), *units)))
            return units

        monkeypatch.setattr(MovingRegion, "__init__", open_noted)
        monkeypatch.setattr(X264, "encode", noted)

    def decoded(self) -> list[Array]:
        decoder = av.CodecContext.create("h264", "r")
        assert isinstance(decoder, av.VideoCodecContext)
        frames = [frame for units in self._units for frame in decoder.decode(packet(units))] + decoder.decode(None)
        return [frame.to_ndarray(format="yuv420p") for frame in frames]


def assert_alike(pictures: list[Array], noted: Noted, shown: StreamFormat) -> None:
    """What a decoder shows of a region is what its coder has, in all planes."""
    box = noted.regions[-1].box(shown)
    seen = noted.decoded()
    assert len(seen) == len(pictures) - 1
    for picture, part in zip(pictures[1:], seen, strict=True):
        for step, whole, own in zip((1, 2, 2), planes(picture), planes(part), strict=True):
            window = np.s_[box.top // step : box.bottom // step, box.left // step : box.right // step]
            assert (whole[window] == own).all()


@pytest.mark.parametrize("scene", [scene for scene in SCENES if type(scene) is Ball])
def test_what_x264_predicts_from_is_what_is_decoded(scene: Ball, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = Noted(monkeypatch)
    assert_alike(decoded(group_of(scene), SHOWN, 200, PICTURES), noted, SHOWN)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_moves_what_x264_predicts_from_is_what_is_decoded(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noted, encoders, alike = Noted(monkeypatch), Encoders(), 0
    shown = StreamFormat(Codec.H264, 704, 400, 25)
    scene = open_scene(Look(kind, 4, alarm=True), 704, 400)
    assert isinstance(scene, MovingScene)
    for number in (0, 1, 5):
        noted.regions.clear()
        pictures = decoded(group_of(scene, shown, number, encoders), shown, 200, 25)
        if noted.regions:  # otherwise nothing moves, or it does next to the strip
            assert_alike(pictures, noted, shown)
            alike += 1
    assert alike


def test_a_coder_that_has_been_used_codes_as_a_new_one() -> None:
    encoders = Encoders()
    for number in range(3):
        used, new = group_of(Ball(), SHOWN, number, encoders), group_of(Ball(), SHOWN, number)
        assert [used.code() for _ in range(PICTURES)] == [new.code() for _ in range(PICTURES)]


def test_next_to_the_strip_whole_pictures_are_coded_and_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def noted(*arguments: object) -> MovingRegion:
        opened.append(arguments)
        raise AssertionError

    monkeypatch.setattr(scene_group, "MovingRegion", noted)
    group = group_of(Ball(top=90))
    assert [len(group.code()) for _ in range(PICTURES)] == [7] * PICTURES
    assert not opened


def test_a_margin_that_changes_makes_the_region_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Region] = []
    code = MovingRegion.code

    def changed_at_first(self: MovingRegion, canvas: Array) -> tuple[bytes, ...]:
        asked.append(self._region)
        if self._region == asked[0] and len(asked) == 2:
            raise NotSkippedError("slice 3 of picture 2")
        return code(self, canvas)

    monkeypatch.setattr(MovingRegion, "code", changed_at_first)
    shown = decoded(group_of(Ball(top=260)), SHOWN, 200, PICTURES)
    small, large = asked[0], asked[-1]
    assert asked == [small] * 2 + [large] * (PICTURES - 1)
    assert (large.rows.start, large.columns.start) == (small.rows.start - 1, small.columns.start - 1)
    assert np.abs(below(shown[-1]) - below(canvases(Ball(top=260), SHOWN, PICTURES)[-1])).mean() < 3


@pytest.mark.parametrize(
    ("across", "down"),
    [(-1, 0), (-2, 0), (0, -1), (0, -2), (0, 2), (0, 3), (TILE, 0), (2 * TILE - 3, 1)],
)
def test_a_margin_that_changes_is_noticed(across: int, down: int) -> None:
    """Macroblocks from that in which something moves, two rows high."""
    box = Box(128, 256, 160, 288)
    region = region_of([box], SHOWN)
    assert region
    encoders, ground = Encoders(), Ball().ground
    keys = KeyPictures(SHOWN, ground, encoders)
    part = region.box(SHOWN)
    canvas = part_of(ground, range(part.top, part.bottom), range(part.left, part.right))
    coder = MovingRegion(SHOWN, keys.parameter_sets, region, encoders)
    coder.code(canvas)
    coder.code(canvas)
    left, top = 16 * (8 + across) - part.left, 16 * (16 + down) - part.top
    canvas[top : top + 16, left : left + 16] = 250
    with pytest.raises(NotSkippedError, match="of picture 3"):
        coder.code(canvas)


def test_what_is_skipped_is_the_same_however_much_is_asked_for() -> None:
    headers = read_headers(KeyPictures(SHOWN, Ball().ground, Encoders()).parameter_sets)
    few, many = (all_skipped(headers, 3, TILE, count) for count in (5, 200))
    assert many[: len(few)] == few
    assert len(few) >= 5
    assert len({*many}) == len(many) >= 200


def test_ffmpeg_has_nothing_to_say_of_a_region_as_wide_as_can_be() -> None:
    shown = StreamFormat(Codec.H264, 1280, 720, PICTURES)
    assert region_of([Box(160, 100, 880, 700)], shown).tiles == TILES  # type: ignore[union-attr]
    with av.logging.Capture(local=False) as said:
        av.logging.set_level(av.logging.WARNING)
        try:
            decoded(group_of(Wide(), shown), shown, 200, PICTURES)
        finally:
            av.logging.set_level(None)
    assert not said


class Wide:
    """Noise that changes all over a wide box."""

    def __init__(self) -> None:
        self.ground = np.full((1080, 1280), 128, np.uint8)

    def rest(self, canvas: Array) -> None:
        np.copyto(canvas, self.ground)

    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        for instant in seconds:
            box = Box(160, 100, 880, 700)
            canvas[box.window] = np.random.default_rng(round(instant * 100)).integers(0, 255, (600, 720))
            yield [box]

    def draw(self, seconds: float, canvas: Array) -> None:
        self.rest(canvas)
        next(self.motion([seconds], canvas))


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


def test_slices_of_rows() -> None:
    assert slices_of([]) == range(0)
    assert slices_of([(128, 192)]) == range(2, 3)
    assert slices_of([(100, 130), (300, 321)]) == range(1, 6)
