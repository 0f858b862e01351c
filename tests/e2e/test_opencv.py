"""OpenCV's VideoCapture, over RTSP and over PUSH HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import pytest

from ctserver.video.mark import Mark
from tests.e2e.players import PICTURES, check, check_fresh, marks_in, push_url, rtsp_url, steps
from tests.support.serving import Server


@contextmanager
def capture(url: str) -> Iterator[cv2.VideoCapture]:
    opened = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    try:
        yield opened
    finally:
        opened.release()


def pictures(opened: cv2.VideoCapture, count: int) -> Iterator[cv2.typing.MatLike]:
    for _ in range(count):
        read, picture = opened.read()
        assert read
        yield picture


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_opencv_shows_every_picture(server: Server, monkeypatch: pytest.MonkeyPatch, transport: str) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", f"rtsp_transport;{transport}")

    def play() -> list[Mark]:
        with capture(rtsp_url(server)) as opened:
            assert opened.isOpened()
            return marks_in(pictures(opened, PICTURES))

    check(play(), server)


def test_opencv_shows_pushed_pictures(server: Server) -> None:
    with capture(push_url(server)) as opened:
        assert opened.isOpened()
        marks = marks_in(pictures(opened, 20))
    assert all(step > 0 for step in steps(marks))
    assert {(mark.camera, mark.stream) for mark in marks} == {(2, 2)}
    check_fresh(marks[-1], server)


@pytest.mark.parametrize(("user", "password", "stream"), [("admin", "wrong", "2.2"), ("guest", "guest", "3.2")])
def test_opencv_cannot_open_what_it_may_not(server: Server, user: str, password: str, stream: str) -> None:
    for url in (rtsp_url(server, stream, user, password), push_url(server, stream, f"user={user}&pass={password}")):
        with capture(url) as opened:
            assert not opened.isOpened()
