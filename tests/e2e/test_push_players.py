"""ffmpeg and GStreamer over PUSH HTTP."""

from pathlib import Path

import pytest

from ctserver.video.mark import Mark
from tests.e2e.players import check_fresh, grey_pictures, marks_in, missing, program, push_url, run, steps
from tests.support.serving import Server


def check_pushed(marks: list[Mark], server: Server) -> None:
    """Ten of 25 pictures per second are pushed: each is two or three after the one before, or more where one was left out."""
    assert {(mark.camera, mark.stream) for mark in marks} == {(2, 2)}
    assert all(step > 0 for step in steps(marks))
    check_fresh(marks[-1], server)


def test_ffmpeg_shows_pushed_pictures(server: Server, tmp_path: Path) -> None:
    told = [program("ffmpeg"), "-hide_banner", "-loglevel", "error", "-i", push_url(server)]
    result = run(*told, "-frames:v", "20", "-pix_fmt", "gray", "-f", "rawvideo", str(tmp_path / "grey"))
    assert (result.returncode, result.stderr) == (0, "")
    marks = marks_in(grey_pictures(tmp_path / "grey"))
    assert len(marks) == 20
    check_pushed(marks, server)


def test_ffmpeg_takes_the_pictures_as_they_are(server: Server, tmp_path: Path) -> None:
    told = [program("ffmpeg"), "-hide_banner", "-loglevel", "error", "-f", "mpjpeg", "-i", push_url(server)]
    assert run(*told, "-frames:v", "3", "-c", "copy", "-f", "image2", str(tmp_path / "%d.jpg")).returncode == 0
    pictures = [(tmp_path / f"{number}.jpg").read_bytes() for number in (1, 2, 3)]
    assert all(picture.startswith(b"\xff\xd8") and picture.endswith(b"\xff\xd9") for picture in pictures)


def test_gstreamer_shows_pushed_pictures(server: Server, tmp_path: Path) -> None:
    source = [program("gst-launch-1.0"), "-q", "souphttpsrc", f"location={push_url(server)}", "!", "multipartdemux"]
    decoder = ["!", "jpegdec", "!", "videoconvert", "!", "video/x-raw,format=GRAY8", "!", "identity", "eos-after=11"]
    result = run(*source, *decoder, "!", "filesink", f"location={tmp_path / 'grey'}")
    if "no element" in result.stderr:
        missing("GStreamer's HTTP source")
    assert result.returncode == 0, result.stderr
    check_pushed(marks_in(grey_pictures(tmp_path / "grey")), server)


@pytest.mark.parametrize(
    ("query", "stream", "reason"),
    [
        ("user=admin&pass=wrong", "2.2", "401 Unauthorized"),
        ("user=guest&pass=guest", "3.2", "404 Not Found"),
    ],
)
def test_ffmpeg_is_told_why_it_may_not(server: Server, query: str, stream: str, reason: str) -> None:
    url = push_url(server, stream, query)
    result = run(program("ffmpeg"), "-hide_banner", "-loglevel", "error", "-i", url, "-f", "null", "-")
    assert result.returncode == 1
    assert reason in result.stderr
