import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctserver.testing.frames import read
from ctserver.video.i420 import Array
from ctserver.video.mark import Mark, paint

MARK = Mark(camera=513, stream=2, number=123_456, ms=0x89ABCDEF)


def picture(mark: Mark = MARK, width: int = 640, height: int = 360) -> Array:
    """BGR of a picture that carries a mark."""
    canvas = np.full((height * 3 // 2, width), 90, np.uint8)
    paint(mark, canvas)
    return cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)


def jpeg(image: Array, quality: int) -> Array:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded


def scaled(image: Array, factor: float) -> Array:
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


@settings(max_examples=50)
@given(st.integers(0, 2**16 - 1), st.integers(0, 15), st.integers(0, 2**24 - 1), st.integers(0, 2**32 - 1))
def test_every_mark_is_read_back_from_its_picture(camera: int, stream: int, number: int, ms: int) -> None:
    mark = Mark(camera, stream, number, ms)
    assert read(picture(mark)) == mark


def test_a_grey_picture_is_read_like_a_coloured_one() -> None:
    assert read(cv2.cvtColor(picture(), cv2.COLOR_BGR2GRAY)) == MARK


@pytest.mark.parametrize("quality", range(1, 11))
def test_a_mark_survives_the_worst_jpeg(quality: int) -> None:
    assert read(jpeg(picture(), quality)) == MARK


@pytest.mark.parametrize("divisor", [2, 3, 4])
def test_a_mark_survives_shrinking_down_to_two_pixels_a_cell(divisor: int) -> None:
    assert read(scaled(picture(), 1 / divisor), cell=8 / divisor) == MARK


@pytest.mark.parametrize("quality", [5, 10])
def test_a_mark_survives_shrinking_and_jpeg(quality: int) -> None:
    assert read(jpeg(scaled(picture(), 1 / 3), quality), cell=8 / 3) == MARK


@pytest.mark.parametrize(("right", "down"), [(2, 0), (0, 2), (2, 2), (1, 1), (-2, -1), (-1, 2)])
def test_a_mark_is_found_two_pixels_from_its_place(right: int, down: int) -> None:
    assert read(np.roll(picture(), (down, right), axis=(0, 1))) == MARK


def test_a_slightly_wrong_scale_is_found() -> None:
    assert read(scaled(picture(), 0.985)) == MARK


def test_a_tile_of_a_mosaic_is_read_from_its_slice() -> None:
    tiles = [scaled(picture(Mark(camera, 0, 1, 2)), 0.5) for camera in range(4)]
    mosaic = np.vstack([np.hstack(tiles[:2]), np.hstack(tiles[2:])])
    assert read(mosaic[180:, 320:], cell=4) == Mark(3, 0, 1, 2)


def test_noise_holds_no_mark() -> None:
    rng = np.random.default_rng(1)
    reads = [read(rng.integers(0, 256, (64, 224), np.uint8)) for _ in range(1_000)]
    assert reads == [None] * 1_000


def test_random_cells_hold_no_mark() -> None:
    rng = np.random.default_rng(2)
    for _ in range(200):
        cells = np.pad(rng.choice(np.array((16, 235), np.uint8), (4, 24)), 2, constant_values=128)
        assert read(cells.repeat(8, axis=0).repeat(8, axis=1)) is None


@pytest.mark.parametrize("shape", [(64, 224), (720, 1280, 3), (10, 10), (0, 0)])
def test_a_flat_or_tiny_image_holds_no_mark(shape: tuple[int, ...]) -> None:
    assert read(np.full(shape, 128, np.uint8)) is None
