"""Our residuals, decoded by FFmpeg: what it shows is what the standard's inverse transform makes of their levels."""

from itertools import pairwise

import av
import numpy as np
import pytest

from ctserver.video.coding.cavlc import nal_unit, se, ue
from ctserver.video.coding.cavlc_tables import COEFF_TOKEN, RUN_BEFORE, TOTAL_ZEROS, Code
from ctserver.video.coding.h264 import X264
from ctserver.video.coding.levels import Levels, levels_of
from ctserver.video.coding.macroblocks import NONE, Update, code_update
from ctserver.video.coding.slice_header import SliceHeaders, UnsupportedError, read_headers
from ctserver.video.i420 import Array
from ctserver.video.picture import START_CODE
from ctserver.video.strip import HEIGHT
from tests.support.decoding import packet

QUANTISER = 16
WIDTH, GREY = 64, 128
ZIGZAG = [(0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (0, 2), (0, 3), (1, 2), (2, 1), (3, 0), (3, 1), (2, 2), (1, 3), (2, 3),
          (3, 2), (3, 3)]  # fmt: skip
"""Row and column (figure 8-8)."""
BLOCKS = [(0, 0), (0, 4), (4, 0), (4, 4), (0, 8), (0, 12), (4, 8), (4, 12), (8, 0), (8, 4), (12, 0), (12, 4), (8, 8), (8, 12),
          (12, 8), (12, 12)]  # fmt: skip
SCALES = {0: (10, 16, 13), 1: (11, 18, 14), 2: (13, 20, 16), 3: (14, 23, 18), 4: (16, 25, 20), 5: (18, 29, 23)}
"""normAdjust (equation 8-315): both places even, both odd, others."""


INSIDE = [address for address in range(16) if address % (WIDTH // 16)]


def scaled(levels: list[int], quantiser: int) -> list[list[int]]:
    """Clause 8.5.12.1."""
    even, odd, other = SCALES[quantiser % 6]
    block = [[0] * 4 for _ in range(4)]
    for (y, x), level in zip(ZIGZAG, levels, strict=True):
        scale = other if (y + x) % 2 else odd if y % 2 else even
        block[y][x] = level * scale << quantiser // 6
    return block


def line(a: int, b: int, c: int, d: int) -> list[int]:
    e, f, g, h = a + c, a - c, (b >> 1) - d, b + (d >> 1)
    return [e + h, f + g, f - g, e - h]


def residual(levels: list[int], quantiser: int) -> Array:
    """Clause 8.5.12.2."""
    rows = [line(*row) for row in scaled(levels, quantiser)]
    columns = [line(*column) for column in zip(*rows, strict=True)]
    difference: Array = np.array([[(value + 32) >> 6 for value in column] for column in columns]).T
    return difference


def shown(luma: Array, levels: Levels) -> Array:
    """A macroblock after an update."""
    after = luma.astype(int)
    for (y, x), block in zip(BLOCKS, levels.tolist(), strict=True):
        after[y : y + 4, x : x + 4] += residual(block, QUANTISER)
    limited: Array = np.clip(after, 0, 255)
    return limited


def key_picture() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    coder = X264(WIDTH, HEIGHT, 25)
    units = coder.encode(np.full((HEIGHT * 3 // 2, WIDTH), GREY, np.uint8), key=True)
    return coder.parameter_sets, units


PARAMETER_SETS, KEY = key_picture()


def decoded(updates: dict[int, Levels]) -> Array:
    """The luma of a grey picture after updates of macroblocks by their address, none of them at its left border."""
    columns = WIDTH // 16
    bits, following = ue(0) + read_headers(PARAMETER_SETS).predicted(1, QUANTISER), 0
    coded: dict[int, Update] = {}
    for address, levels in sorted(updates.items()):
        left, above = coded.get(address - 1), coded.get(address - columns)
        over = above.bottom if above else NONE if address >= columns else None
        update = code_update(levels, left.right if left else NONE, over)
        if update:
            coded[address] = update
            bits += ue(address - following) + update.plain
            following = address + 1
    bits += ue(columns * (HEIGHT // 16) - following) if following < columns * (HEIGHT // 16) else ""
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    data = b"".join(START_CODE + unit for unit in (*PARAMETER_SETS, *KEY))
    frames = (
        decoder.decode(packet(data)) + decoder.decode(packet(START_CODE + nal_unit(0x41, bits))) + decoder.decode(None)
    )
    assert len(frames) == 2
    return frames[1].to_ndarray(format="yuv420p")[:HEIGHT, :WIDTH]


def some_levels(numbers: np.random.Generator) -> Levels:
    """Blocks of all densities, of small levels and of larger ones, as far as a decoder's sixteen bits go."""
    limit = numbers.choice([1, 3, 12])
    levels = numbers.integers(-limit, limit + 1, (16, 16)).astype(np.int32)
    levels[numbers.random((16, 16)) > numbers.random((16, 1))] = 0
    return levels


@pytest.mark.parametrize("seed", range(40))
def test_ffmpeg_shows_what_the_levels_say(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    updates = {address: some_levels(numbers) for address in INSIDE if numbers.random() < 0.5}
    picture = decoded(updates)
    for address in range(16):
        y, x = address // 4 * 16, address % 4 * 16
        before = np.full((16, 16), GREY, np.uint8)
        expected = shown(before, updates[address]) if address in updates else before
        assert np.array_equal(picture[y : y + 16, x : x + 16], expected), address


@pytest.mark.parametrize("level", [1, 2, 7, 8, 14, 15, 16, 30, 31, 100])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("count", [1, 11])
def test_levels_of_every_length(level: int, sign: int, count: int) -> None:
    """Of eleven coefficients and more the first code is longer (clause 9.2.2.1)."""
    levels = np.zeros((16, 16), np.int32)
    levels[0, :count] = sign * min(level, 100 if count == 1 else 5)  # more would leave sixteen bits
    levels[5, 3] = -sign * level
    assert np.array_equal(decoded({5: levels})[16:32, 16:32], shown(np.full((16, 16), GREY), levels))


@pytest.mark.parametrize("codes", [*(table.values() for table in COEFF_TOKEN), *TOTAL_ZEROS, *RUN_BEFORE])
def test_no_code_begins_another(codes: list[Code]) -> None:
    texts = sorted(f"{value:0{length}b}" for length, value in codes)
    assert not any(later.startswith(text) for text, later in pairwise(texts))


def test_differences_of_levels_bring_one_picture_to_another() -> None:
    """However often: nothing is left behind."""
    numbers = np.random.default_rng(4)
    pictures = [levels_of(numbers.integers(0, 256, (16, 16)).astype(np.uint8), QUANTISER) for _ in range(5)]
    way = [pictures[i] for i in (0, 3, 1, 4, 2, 0)]
    assert not np.sum([after - before for before, after in pairwise(way)], axis=0).any()


@pytest.mark.parametrize(
    ("bits", "unit"),
    [
        ("0" * 23, b"\x41\0\0\3\1"),
        ("0" * 22 + "1", b"\x41\0\0\3\3"),
        ("0" * 45 + "1", b"\x41\0\0\3\0\0\3\0\6"),
        ("00000001" * 2, b"\x41\1\1\x80"),
        ("0" * 16 + "00000100", b"\x41\0\0\4\x80"),
    ],
)
def test_a_nal_unit_never_holds_a_start_code(bits: str, unit: bytes) -> None:
    assert nal_unit(0x41, bits) == unit


@pytest.mark.parametrize(("value", "code"), [(0, "1"), (1, "010"), (2, "011"), (3, "00100"), (7, "0001000")])
def test_unsigned_exp_golomb(value: int, code: str) -> None:
    assert ue(value) == code


@pytest.mark.parametrize(("value", "code"), [(0, "1"), (1, "010"), (-1, "011"), (2, "00100"), (-2, "00101")])
def test_signed_exp_golomb(value: int, code: str) -> None:
    assert se(value) == code


def test_the_header_is_what_the_parameter_sets_ask_for() -> None:
    assert read_headers(PARAMETER_SETS) == SliceHeaders(0, 4, 25, names_deblocking=True)


def test_what_another_encoder_asks_for_is_refused() -> None:
    high = bytes((PARAMETER_SETS[0][0], 100)) + PARAMETER_SETS[0][2:]
    with pytest.raises(UnsupportedError, match="profile_idc is 100, expected 66"):
        read_headers((high, PARAMETER_SETS[1]))
