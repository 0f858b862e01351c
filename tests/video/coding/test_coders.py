"""Coded pictures: what is in them, and what must not be."""

import struct
from collections.abc import Iterator
from itertools import pairwise

import av
import numpy as np
import pytest

from ctserver.testing import frames
from ctserver.video.coding.coders import open_coder, open_splice
from ctserver.video.coding.h264 import IDR, SEI, X264, split_annexb
from ctserver.video.coding.jpeg import Libjpeg
from ctserver.video.coding.mpeg4 import VOP, Mpeg4
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.painter import Painter
from ctserver.video.picture import START_CODE, Codec, StreamFormat
from tests.support.decoding import packet
from tests.video.yard import NOON, YARD

FORMAT = StreamFormat(Codec.H264, 320, 240, 10)
AUD, NON_IDR = 9, 1
APP1, DHT, DRI, SOF0, SOI, EOI, SOS = 0xE1, 0xC4, 0xDD, 0xC0, 0xD8, 0xD9, 0xDA


@pytest.fixture(scope="module")
def canvases() -> list[Array]:
    """Two seconds of the yard."""
    painter = Painter(YARD)
    return [painter.paint(YARD.number_at(NOON) + index).copy() for index in range(20)]


@pytest.fixture
def coded(canvases: list[Array]) -> list[tuple[bytes, ...]]:
    """The same, as H.264 with a key picture at the start and at the second second."""
    encoder = X264(320, 240, 10)
    return [encoder.encode(canvas, key=index % 10 == 0) for index, canvas in enumerate(canvases)]


def kinds(units: tuple[bytes, ...]) -> set[int]:
    return {unit[0] & 31 for unit in units}


def test_each_canvas_gives_its_picture_at_once(coded: list[tuple[bytes, ...]]) -> None:
    assert len(coded) == 20
    assert all(coded)


def test_a_picture_holds_slices_and_nothing_else(coded: list[tuple[bytes, ...]]) -> None:
    assert [kinds(units) for units in coded] == [{IDR} if index % 10 == 0 else {NON_IDR} for index in range(20)]


def test_no_unit_carries_a_start_code_or_ends_in_zero(coded: list[tuple[bytes, ...]]) -> None:
    units = [unit for picture in coded for unit in picture]
    assert not [unit for unit in units if b"\0\0\1" in unit or unit.endswith(b"\0")]


def test_the_settings_of_the_encoder_are_nowhere_to_be_read(coded: list[tuple[bytes, ...]]) -> None:
    assert not any(b"x264" in unit or unit[0] & 31 == SEI for picture in coded for unit in picture)


def test_parameter_sets_are_sps_and_pps_beside_the_picture(canvases: list[Array]) -> None:
    encoder = X264(320, 240, 10)
    encoder.encode(canvases[0], key=True)
    assert [unit[0] & 31 for unit in encoder.parameter_sets] == [7, 8]


def test_parameter_sets_stay_the_same(canvases: list[Array]) -> None:
    encoder, again = X264(320, 240, 10), X264(320, 240, 10)
    for canvas in canvases:
        encoder.encode(canvas, key=True)
    again.encode(canvases[0], key=True)
    assert encoder.parameter_sets == again.parameter_sets


def test_a_decoder_shows_each_picture_in_order(canvases: list[Array]) -> None:
    encoder, decoder = X264(320, 240, 10), av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.options = {"flags": "low_delay"}
    shown = []
    for index, canvas in enumerate(canvases):
        units = encoder.encode(canvas, key=index == 0)
        stream = b"".join(START_CODE + unit for unit in (*(encoder.parameter_sets if index == 0 else ()), *units))
        shown += decoder.decode(packet(stream))
    shown += decoder.decode(None)
    marks = [frames.read(frame.to_ndarray(format="gray")) for frame in shown]
    numbers = [mark.number for mark in marks if mark]
    assert len(numbers) == 20
    assert all(after - before == 1 for before, after in pairwise(numbers))


SPLIT: dict[bytes, list[bytes]] = {
    b"": [],
    b"\0\0\1": [],
    b"\0\0\0\1": [],
    b"\0\0\1\x65": [b"\x65"],
    b"\0\0\0\1\x65": [b"\x65"],
    b"\0\0\0\1\x67a\0\0\1\x68b": [b"\x67a", b"\x68b"],
    b"\0\0\1\x67a\0\0\0\1\x68b": [b"\x67a", b"\x68b"],
    b"\0\0\1\x67a\0\0\0\0\0\1\x68b\0\0": [b"\x67a", b"\x68b"],
    b"\0\0\1\x65a\0\0\3\1b": [b"\x65a\0\0\3\1b"],
    b"\0\0\1\x65\0\1\0\1": [b"\x65\0\1\0\1"],
    b"\0\0\1\0\0\1\x65": [b"\x65"],
}


@pytest.mark.parametrize(("stream", "units"), SPLIT.items())
def test_a_byte_stream_is_split_at_its_start_codes(stream: bytes, units: list[bytes]) -> None:
    assert split_annexb(stream) == units


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and payload of each segment before the scan."""
    assert jpeg[:2] == bytes([0xFF, SOI])
    at = 2
    while jpeg[at + 1] != SOS:
        length = struct.unpack_from(">H", jpeg, at + 2)[0]
        yield jpeg[at + 1], jpeg[at + 4 : at + 2 + length]
        at += 2 + length


@pytest.mark.parametrize("quality", [1, 5, 35, 65, 95, 100])
def test_a_jpeg_has_the_standard_huffman_tables(canvases: list[Array], quality: int) -> None:
    (jpeg,) = Libjpeg(320, quality).encode(canvases[0])
    tables = [payload for marker, payload in segments(jpeg) if marker == DHT]
    # ITU-T T.81, annex K.3: 28 values and 162 for luma and for chroma. With two bytes of length per segment 418 in one.
    assert sum(map(len, tables)) == 2 * (17 + 12) + 2 * (17 + 162) == 416
    assert sum(len(table) + 2 for table in tables) == 416 + 2 * len(tables)


def test_a_jpeg_is_what_rtp_can_carry(canvases: list[Array]) -> None:
    (jpeg,) = Libjpeg(320, 65).encode(canvases[0])
    found = dict(segments(jpeg))
    precision, height, width, components, *sampling = struct.unpack(">BHHB" + "BBB" * 3, found[SOF0])
    assert (precision, height, width, components) == (8, 240, 320, 3)
    assert sampling[1::3] == [0x22, 0x11, 0x11]
    assert found[DRI] == (320 // 16).to_bytes(2)  # one restart interval for each row


def test_a_jpeg_holds_no_thumbnail_and_ends_where_it_ends(canvases: list[Array]) -> None:
    (jpeg,) = Libjpeg(320, 65).encode(canvases[0])
    assert APP1 not in dict(segments(jpeg))
    assert b"Exif" not in jpeg
    assert jpeg.index(b"\xff\xd9") == len(jpeg) - 2
    assert jpeg.count(b"\xff\xd8") == 1


def test_a_better_quality_is_larger(canvases: list[Array]) -> None:
    sizes = [len(Libjpeg(320, quality).encode(canvases[0])[0]) for quality in (1, 20, 40, 60, 80, 95)]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("quality", [1, 5, 65, 95])
def test_the_mark_survives_every_quality(canvases: list[Array], quality: int) -> None:
    decoder = av.CodecContext.create("mjpeg", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    (frame,) = decoder.decode(packet(Libjpeg(320, quality).encode(canvases[0])[0]))
    mark = frames.read(frame.to_ndarray(format="gray"))
    assert mark
    assert (mark.camera, mark.stream, mark.number) == (7, 2, YARD.number_at(NOON) % 2**24)


def test_the_same_canvas_gives_the_same_jpeg(canvases: list[Array]) -> None:
    assert Libjpeg(320, 65).encode(canvases[0]) == Libjpeg(320, 65).encode(np.copy(canvases[0]))


def test_mpeg4_gives_one_vop_and_its_configuration(canvases: list[Array]) -> None:
    coder = Mpeg4(320, 240, 10)
    coded = [coder.encode(canvas, key=index % 10 == 0) for index, canvas in enumerate(canvases)]
    assert all(len(units) == 1 and units[0].startswith(VOP) for units in coded)
    assert [units[0][4] >> 6 for units in coded] == [0 if index % 10 == 0 else 1 for index in range(20)]
    assert b"\0\0\1\x20" in coder.parameter_sets[0]  # video_object_layer_start_code


@pytest.mark.parametrize("codec", Codec)
def test_each_codec_has_its_coder(canvases: list[Array], codec: Codec) -> None:
    assert open_coder(StreamFormat(codec, 320, 240, 10), 65, idr_pic_id=0).encode(canvases[0], key=True)


def test_mpeg4_cannot_be_spliced() -> None:
    assert [open_splice(StreamFormat(codec, 320, 240, 10), 65) is None for codec in Codec] == [False, True, False]


@pytest.mark.parametrize("codec", [Codec.H264, Codec.MPEG4])
@pytest.mark.parametrize("height", [240, 242, 244, 250])
def test_pictures_of_any_even_height_are_coded_row_by_row(codec: Codec, height: int) -> None:
    """PyAV would scale what it takes for two rows fewer."""
    canvas = np.full((height * 3 // 2, 320), NEUTRAL, np.uint8)
    canvas[:height] = np.where(np.arange(height) % 8 < 4, 60, 190)[:, None]
    shown = StreamFormat(codec, 320, height, 5)
    coder = open_coder(shown, 0, idr_pic_id=0)
    units = coder.encode(canvas, key=True)
    decoder = av.CodecContext.create("h264" if codec is Codec.H264 else "mpeg4", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    start = START_CODE if codec is Codec.H264 else b""
    images = decoder.decode(packet(b"".join(start + unit for unit in (*coder.parameter_sets, *units))))
    images += decoder.decode(None)
    luma = images[0].to_ndarray(format="yuv420p")[:height]
    assert np.abs(luma.astype(int) - canvas[:height]).max() < 40
