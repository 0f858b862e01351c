"""Cameras that loop files, in front of real players; and what becomes of one whose file goes."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from ctserver.testing import frames
from ctserver.video.mark import Mark
from tests.e2e.players import check, grey_pictures, program, rtsp_url, run, unix_ms
from tests.live.mosaics import watching
from tests.live.watching import Part, Watcher, watch
from tests.support.films import film, number_in, still
from tests.support.serving import Server, serving

SITE = """\
name: footage
profiles:
  - {name: Admins, levels: [admin]}
users:
  - {name: admin, password: camtrace, profile: Admins}
cameras:
  - id: 1
    name: Gate
    model: M
    footage: clips/gate.mp4
    device: {host: h}
    last_alarm: {minutes_ago: 10, seconds: 10}
    streams:
      - {id: 1, name: SD, size: 320x240, fps: 10, roles: [rrecord, arecord]}
      - {id: 2, name: MJPEG, encoding: JPEG, size: 320x240, fps: 10}
      - {id: 3, name: MPEG-4, encoding: MPEG4, size: 320x240, fps: 10}
  - id: 2
    name: Yard
    model: M
    footage: clips/yard.png
    device: {host: h}
    streams:
      - {id: 1, name: SD, size: 320x240, fps: 10, roles: [rrecord]}
"""
PERIOD_MS, PICTURE_MS = 3000, 50
YARD = 0b10110100
PATIENCE = 100
"""Pictures within which a change must show."""


def site(directory: Path) -> str:
    (directory / "clips").mkdir(parents=True)
    film(directory / "clips" / "gate.mp4", 60, fps=20)
    still(directory / "clips" / "yard.png", YARD)
    (directory / "site.yaml").write_text(SITE)
    return str(directory / "site.yaml")


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    directory = tmp_path_factory.mktemp("footage")
    with serving(directory / "server", "--site", site(directory)) as server:
        yield server
        assert server.stop() == 0, server.log
        assert "Traceback" not in server.log, server.log


def shows_its_second(mark: Mark, image: frames.Array) -> bool:
    return number_in(image) == unix_ms(mark) % PERIOD_MS // PICTURE_MS


def played(url: str, target: Path, *options: str, count: int = 40) -> list[tuple[Mark, frames.Array]]:
    """The pictures that ffmpeg decodes; one without a mark fails the test."""
    told = ["-hide_banner", "-loglevel", "error", *options, "-i", url, "-frames:v", str(count)]
    result = run(program("ffmpeg"), *told, "-pix_fmt", "gray", "-f", "rawvideo", "-y", str(target))
    assert result.returncode == 0, result.stderr
    assert not result.stderr
    images = list(grey_pictures(target, 320, 240))
    return [(mark, image) for image in images for mark in [frames.read(image)] if mark]


@pytest.mark.parametrize("stream", [1, 2, 3], ids=["H264", "JPEG", "MPEG4"])
def test_ffmpeg_shows_the_film_at_its_time(footage: Server, tmp_path: Path, stream: int) -> None:
    pictures = played(rtsp_url(footage, f"1.{stream}"), tmp_path / "grey", "-rtsp_transport", "tcp")
    check([mark for mark, _ in pictures], footage, 1, stream, 40)
    assert all(shows_its_second(*picture) for picture in pictures)


def test_ffmpeg_seeks_in_a_replay(footage: Server, tmp_path: Path) -> None:
    url = rtsp_url(footage).replace("/live/view/2.2", "/replay/view/1.1")
    start = played(url, tmp_path / "grey", "-rtsp_transport", "tcp", count=1)[0][0].ms
    pictures = played(url, tmp_path / "grey", "-rtsp_transport", "tcp", "-ss", "7", count=10)
    assert 6000 <= pictures[0][0].ms - start <= 7100
    assert len(pictures) == 10
    assert all(shows_its_second(*picture) for picture in pictures)


def grey(part: Part) -> frames.Array:
    image = cv2.imdecode(np.frombuffer(part.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image)


def test_push_http_shows_the_film_at_its_time(footage: Server) -> None:
    with watch(footage.http, "1.1") as watcher:
        parts = watcher.parts(20)
    assert all(shows_its_second(part.mark, grey(part)) for part in parts)


def test_a_mosaic_shows_films_and_stills(footage: Server) -> None:
    with httpx.Client(base_url=footage.http, trust_env=False) as api, watching(api, "ids=1,2") as shown:
        for picture in (next(shown) for _ in range(10)):
            gate, yard = (cv2.cvtColor(cell, cv2.COLOR_BGR2GRAY) for cell in picture.cells())
            mark = frames.read(gate)
            assert mark
            assert shows_its_second(mark, gate)
            assert number_in(yard) == YARD


def test_the_reference_image_is_of_it(footage: Server) -> None:
    answer = httpx.get(f"{footage.http}/api/v1.2/cameras/2/ref.jpg", auth=("admin", "camtrace"), trust_env=False)
    image = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    assert number_in(np.asarray(image)) == YARD


def until(watcher: Watcher, number: int) -> bool:
    """Whether one of the next pictures shows this number."""
    return any(number_in(grey(watcher.part())) == number for _ in range(PATIENCE))


def test_a_camera_whose_file_goes_shows_no_signal_until_it_is_back(tmp_path: Path) -> None:
    path, there = site(tmp_path), tmp_path / "clips" / "yard.png"
    away = there.with_suffix(".away")
    with serving(tmp_path / "server", "--site", path) as server:
        with watch(server.http, "2.1") as watcher:
            assert until(watcher, YARD)
            there.rename(away)
            assert until(watcher, 0)
            away.rename(there)
            assert until(watcher, YARD)
        assert f"camera 2: no signal, its footage {there} is gone or has changed" in server.log
        assert f"camera 2: its footage {there} is back" in server.log
        assert server.stop() == 0
        assert "Traceback" not in server.log


def test_a_long_film_is_told_in_the_log(tmp_path: Path) -> None:
    path, gate = site(tmp_path), tmp_path / "clips" / "gate.mp4"
    film(gate, 130, fps=2)
    with serving(tmp_path / "server", "--site", path) as server:
        assert f"camera 1: of its footage {gate} the first 60 seconds are shown" in server.log
        assert "camera 2" not in server.log


def test_a_data_directory_does_without_the_site_file_and_its_footage(tmp_path: Path) -> None:
    path, data = site(tmp_path), str(tmp_path / "data")
    with serving(tmp_path / "first", "--site", path, "--data", data) as server:
        assert server.stop() == 0
    (tmp_path / "clips" / "gate.mp4").unlink()
    still(tmp_path / "clips" / "yard.png", 255)
    with serving(tmp_path / "second", "--site", path, "--data", data) as server:
        for camera, name in ((1, "gate.mp4"), (2, "yard.png")):
            lost = f"WARNING ctserver.cameras - camera {camera}: no signal, its footage {tmp_path}/clips/{name} is gone"
            assert server.log.count(lost) == 1, server.log
            with watch(server.http, f"{camera}.1") as watcher:
                assert number_in(grey(watcher.part())) == 0
            url = f"{server.http}/api/v1.2/cameras/{camera}/ref.jpg"
            assert httpx.get(url, auth=("admin", "camtrace"), trust_env=False).status_code == 404
        assert server.stop() == 0
        assert "Traceback" not in server.log
