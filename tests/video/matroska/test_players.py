"""What players make of a slice's file: every picture, at its time, without a message, and from wherever they are told to.

VLC cannot be had here. Its demuxer (libmatroska) wants what `head` says, and `walk.segment` holds each file to it.
"""

import json
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from ctserver.testing.frames import read
from ctserver.video.i420 import Array
from ctserver.video.picture import Codec
from tests.e2e.players import missing
from tests.video.matroska.files import EVENTFUL, NOON_US, eventful_file
from tests.video.rtsp.players import program

WIDTH, HEIGHT = 320, 240
SEEK = Path(__file__).with_name("gstreamer_seek.py")
PIXELS = {Codec.H264: "yuv420p", Codec.MPEG4: "yuv420p", Codec.JPEG: "yuvj420p"}
"""As they are coded: FFmpeg has something to say where they are converted."""
SYSTEM_PYTHON = Path("/usr/bin/python3")
DECODER = {Codec.H264: "avdec_h264", Codec.MPEG4: "avdec_mpeg4", Codec.JPEG: "jpegdec"}


@pytest.fixture(params=list(Codec))
def codec(request: pytest.FixtureRequest) -> Codec:
    return Codec(request.param)


@pytest.fixture
def path(codec: Codec, tmp_path: Path) -> Path:
    path = tmp_path / "slice.mkv"
    path.write_bytes(eventful_file(codec))
    return path


def run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=True, timeout=60)


def shown_ms(luma: Array) -> int:
    """Milliseconds from the file's begin to the instant that the picture's mark tells."""
    mark = read(luma)
    assert mark
    return (mark.ms - NOON_US // 1000) % 2**32


def expected_ms(codec: Codec) -> list[int]:
    fps = EVENTFUL[codec].format.fps
    times = [n * 1000 // fps for n in range(12 * fps)]
    thin = range(7501, 9200) if codec is not Codec.JPEG else range(0)  # of the slate, the first and one a second
    return [ms for ms in times if ms not in thin or ms % 1000 == 0]


def test_ffmpeg_decodes_every_picture_without_a_message(codec: Codec, path: Path) -> None:
    command = [program("ffmpeg"), "-nostdin", "-loglevel", "warning", "-i", str(path), "-fps_mode", "passthrough"]
    done = run(*command, *f"-pix_fmt {PIXELS[codec]} -f rawvideo -".split())
    assert done.stderr == b""
    pictures = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT * 3 // 2, WIDTH)
    assert [shown_ms(picture) for picture in pictures] == expected_ms(codec)


def test_ffprobe_knows_its_length_and_each_pictures_time(codec: Codec, path: Path) -> None:
    command = [
        program("ffprobe"),
        "-loglevel",
        "warning",
        "-of",
        "json",
        "-show_format",
        "-show_streams",
        "-show_packets",
    ]
    done = run(*command, str(path))
    facts = json.loads(done.stdout)
    (stream,) = facts["streams"]
    fps = EVENTFUL[codec].format.fps
    assert done.stderr == b""
    assert float(facts["format"]["duration"]) == 12.0
    assert facts["format"]["tags"]["title"] == "Yard 2026-06-01 12:00:00"
    assert facts["format"]["tags"]["creation_time"] == "2026-06-01T10:00:00.000000Z"
    assert (stream["width"], stream["height"], stream["r_frame_rate"]) == (WIDTH, HEIGHT, f"{fps}/1")
    assert [round(float(packet["pts_time"]) * 1000) for packet in facts["packets"]] == expected_ms(codec)


@pytest.mark.parametrize("seconds", [0.0, 2.6, 4.0, 5.2, 9.9, 11.8])
def test_ffmpeg_begins_at_the_second_that_it_is_told(codec: Codec, path: Path, seconds: float) -> None:
    command = [program("ffmpeg"), "-nostdin", "-loglevel", "warning", "-ss", str(seconds), "-i", str(path)]
    done = run(*command, *f"-frames:v 1 -pix_fmt {PIXELS[codec]} -f rawvideo -".split())
    assert done.stderr == b""
    picture = np.frombuffer(done.stdout, np.uint8).reshape(HEIGHT * 3 // 2, WIDTH)
    assert shown_ms(picture) == min(ms for ms in expected_ms(codec) if ms >= seconds * 1000)


def test_pyav_seeks_there_and_back(codec: Codec, path: Path) -> None:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert container.duration == 12_000_000
        for seconds in (9.5, 0.4, 5.1):
            container.seek(round(seconds * 1_000_000))
            frame = next(container.decode(stream))
            assert frame.time is not None
            assert seconds - 4 < frame.time <= seconds
            assert shown_ms(frame.to_ndarray(format="gray")) == round(frame.time * 1000)


def test_gstreamer_sees_every_picture(codec: Codec, path: Path, tmp_path: Path) -> None:
    raw = tmp_path / "pictures"
    source = [program("gst-launch-1.0"), "filesrc", f"location={path}", "!", "matroskademux", "!", DECODER[codec]]
    done = run(*source, *f"! videoconvert ! video/x-raw,format=GRAY8 ! filesink location={raw}".split())
    assert b"WARN" not in done.stderr
    assert b"ERROR" not in done.stderr
    pictures = np.frombuffer(raw.read_bytes(), np.uint8).reshape(-1, HEIGHT, WIDTH)
    assert [shown_ms(picture) for picture in pictures] == expected_ms(codec)


def test_gstreamer_seeks_there_and_back(codec: Codec, path: Path) -> None:
    if not has_gstreamer():
        missing("GStreamer for the system's Python")
    wanted = (9500, 400, 5200)
    done = run(str(SYSTEM_PYTHON), str(SEEK), str(path), DECODER[codec], *map(str, wanted))
    for ms, line in zip(wanted, done.stdout.decode().splitlines(), strict=True):
        picture = np.frombuffer(bytes.fromhex(line), np.uint8).reshape(-1, WIDTH)
        assert shown_ms(picture) == max(at for at in expected_ms(codec) if at <= ms)


def has_gstreamer() -> bool:
    return (
        SYSTEM_PYTHON.exists()
        and subprocess.run([SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Gst', '1.0')"], check=False).returncode
        == 0
    )
