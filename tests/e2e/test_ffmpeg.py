"""ffmpeg's command line, over RTSP."""

from pathlib import Path

import pytest

from ctserver.video.mark import Mark
from tests.e2e.players import HEIGHT, PICTURES, WIDTH, check, grey_pictures, marks_in, program, rtsp_url, run
from tests.support.serving import Server


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    return program("ffmpeg")


def play(
    url: str, target: Path, transport: str = "tcp", size: tuple[int, int] = (WIDTH, HEIGHT), count: int = PICTURES
) -> list[Mark]:
    """Decodes `count` pictures into a file of raw grey ones, and reads them."""
    told = ["-hide_banner", "-loglevel", "warning", "-rtsp_transport", transport, "-i", url]
    result = run(
        program("ffmpeg"), *told, "-frames:v", str(count), "-pix_fmt", "gray", "-f", "rawvideo", "-y", str(target)
    )
    assert result.returncode == 0, result.stderr
    return marks_in(grey_pictures(target, *size))


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_shows_every_picture(server: Server, tmp_path: Path, transport: str) -> None:
    check(play(rtsp_url(server), tmp_path / "grey", transport), server)


def test_ffmpeg_is_free_to_choose_its_transport(server: Server, tmp_path: Path) -> None:
    url = rtsp_url(server, "2.6")
    check(play(url, tmp_path / "grey", "udp+tcp", (320, 240), 5), server, stream=6, count=5)


@pytest.mark.parametrize(
    ("stream", "size"),
    [("1.1", (1920, 1080)), ("11.2", (640, 360)), ("12.1", (1280, 720))],
    ids=["1.1", "11.2", "12.1"],
)
def test_ffmpeg_shows_streams_of_other_sizes_and_rates(
    server: Server, tmp_path: Path, stream: str, size: tuple[int, int]
) -> None:
    camera, number = map(int, stream.split("."))
    url = rtsp_url(server, stream)
    check(play(url, tmp_path / "grey", "tcp", size, 12), server, camera, number, 12)


def test_ffmpeg_records_without_decoding(ffmpeg: str, server: Server, tmp_path: Path) -> None:
    recording, grey = tmp_path / "recording.mkv", tmp_path / "grey"
    quiet = [ffmpeg, "-hide_banner", "-loglevel", "error"]
    told = ["-rtsp_transport", "tcp", "-i", rtsp_url(server), "-c", "copy", "-frames:v", "50", "-y", str(recording)]

    def record() -> list[Mark]:
        assert run(*quiet, *told).returncode == 0
        assert run(*quiet, "-i", str(recording), "-pix_fmt", "gray", "-f", "rawvideo", "-y", str(grey)).returncode == 0
        return marks_in(grey_pictures(grey))

    check(record(), server, count=48)


REFUSED = {
    "a wrong password": ("admin", "wrong", "2.6", "401 Unauthorized"),
    "an unknown user": ("nobody", "camtrace", "2.6", "401 Unauthorized"),
    "a camera without right": ("guest", "guest", "3.2", "404 Not Found"),
    "records without live": ("monitor", "monitor", "1.3", "403 Forbidden"),
    "an unknown stream": ("admin", "camtrace", "2.5", "404 Not Found"),
    "an ignored camera": ("admin", "camtrace", "9.1", "404 Not Found"),
}


@pytest.mark.parametrize(("user", "password", "stream", "reason"), REFUSED.values(), ids=REFUSED)
def test_ffmpeg_is_told_why_it_may_not(
    ffmpeg: str, server: Server, user: str, password: str, stream: str, reason: str
) -> None:
    url = rtsp_url(server, stream, user, password)
    result = run(ffmpeg, "-hide_banner", "-loglevel", "error", "-i", url, "-f", "null", "-")
    assert result.returncode == 1
    assert f"method DESCRIBE failed: {reason}" in result.stderr


@pytest.mark.parametrize(("user", "stream"), [("demo", "3.2"), ("guard", "3.2"), ("guest", "1.3"), ("guest", "2.6")])
def test_ffmpeg_shows_each_user_what_he_may_see(ffmpeg: str, server: Server, user: str, stream: str) -> None:
    url = rtsp_url(server, stream, user, user)
    assert run(ffmpeg, "-loglevel", "error", "-i", url, "-frames:v", "1", "-f", "null", "-").returncode == 0
