"""GStreamer's rtspsrc."""

from pathlib import Path

import pytest

from ctserver.video.mark import Mark
from tests.e2e.players import check, grey_pictures, marks_in, program, rtsp_url, run
from tests.support.gstreamer import ended_well
from tests.support.serving import Server


@pytest.fixture(scope="module")
def gst_launch() -> str:
    return program("gst-launch-1.0")


def pipeline(url: str, protocols: str, target: Path) -> list[str]:
    """Decodes fifty pictures into a file of raw grey ones; `identity` ends the stream at the 51st."""
    source = ["rtspsrc", f"location={url}", f"protocols={protocols}", "latency=200", "!", "rtph264depay"]
    decoder = ["!", "h264parse", "!", "avdec_h264", "!", "videoconvert", "!", "video/x-raw,format=GRAY8"]
    return [*source, *decoder, "!", "identity", "eos-after=51", "!", "filesink", f"location={target}"]


@pytest.mark.parametrize("protocols", ["tcp", "udp", "udp+tcp"])
def test_gstreamer_shows_every_picture(gst_launch: str, server: Server, tmp_path: Path, protocols: str) -> None:
    def play() -> list[Mark]:
        result = run(gst_launch, *pipeline(rtsp_url(server), protocols, tmp_path / "grey"))
        assert ended_well(result.returncode, result.stdout + result.stderr), result.stderr
        return marks_in(grey_pictures(tmp_path / "grey"))

    check(play(), server)


def test_gstreamer_is_told_that_its_password_is_wrong(gst_launch: str, server: Server, tmp_path: Path) -> None:
    url = rtsp_url(server, password="wrong")
    result = run(gst_launch, "-q", *pipeline(url, "tcp", tmp_path / "grey"))
    assert result.returncode == 1
    assert "Unauthorized" in result.stderr


def test_gstreamer_is_told_that_there_is_no_such_stream(gst_launch: str, server: Server, tmp_path: Path) -> None:
    url = rtsp_url(server, "3.2", "guest", "guest")
    result = run(gst_launch, "-q", *pipeline(url, "tcp", tmp_path / "grey"))
    assert result.returncode == 1
    assert "Not Found" in result.stderr or "Not found" in result.stderr
