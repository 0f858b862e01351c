"""What a coded picture says of itself."""

from ctserver.video.picture import Codec, Picture, StreamFormat

FORMAT = StreamFormat(Codec.H264, 320, 240, 10)
SPS, PPS, IDR, SLICE = b"\x67sps", b"\x68pps", b"\x65idr", b"\x41slice"


def picture(*units: bytes, key: bool) -> Picture:
    return Picture(1, 100_000, FORMAT, units, key, (SPS, PPS))


def test_a_key_picture_carries_its_parameter_sets_in_a_byte_stream() -> None:
    assert picture(IDR, key=True).annexb == b"\0\0\0\1\x67sps\0\0\0\1\x68pps\0\0\0\1\x65idr"


def test_another_picture_does_not() -> None:
    assert picture(SLICE, key=False).annexb == b"\0\0\0\1\x41slice"


def test_the_size_counts_coded_data_alone() -> None:
    assert picture(IDR, SLICE, key=True).size == len(IDR) + len(SLICE)


def test_codecs_are_spelt_as_the_api_spells_them() -> None:
    assert [str(codec) for codec in Codec] == ["H264", "MPEG4", "JPEG"]
