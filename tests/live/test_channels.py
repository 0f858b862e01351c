"""Live, delayed, in alarm, and the last alarm: what each path of the document shows, over RTSP and PUSH HTTP."""

import time

import av
import pytest

from ctserver.testing import frames
from ctserver.video.mark import Mark
from tests.live.watching import Watcher
from tests.support.serving import Server

ADMIN = "user=admin&pass=camtrace"


def first_mark(server: Server, path: str, codec_wait: int = 12) -> Mark:
    """Of the first pictures that PyAV decodes; the test fails if none has a mark."""
    address = server.rtsp.replace("rtsp://", "rtsp://admin:camtrace@")
    with av.open(f"{address}{path}", options={"rtsp_transport": "tcp"}, timeout=20) as container:
        for count, frame in enumerate(container.decode(video=0)):
            mark = frames.read(frame.to_ndarray(format="gray"))
            if mark:
                return mark
            assert count < codec_wait
    raise AssertionError(path)


def ago(mark: Mark) -> float:
    """Seconds since the picture's instant; the server runs on the machine's clock."""
    return ((int(time.time() * 1000) - mark.ms) % 2**32) / 1000


@pytest.mark.parametrize("path", ["/live/view/2.6", "/2.6"])
def test_live_is_now(server: Server, path: str) -> None:
    mark = first_mark(server, path)
    assert (mark.camera, mark.stream) == (2, 6)
    assert ago(mark) < 5


def test_delayed_is_ten_seconds_ago(server: Server) -> None:
    assert 9 < ago(first_mark(server, "/live/delayed/2.6")) < 16


@pytest.mark.parametrize("path", ["/replay/view/2.6", "/r?id=2"])
def test_replay_shows_the_last_alarm(server: Server, path: str) -> None:
    mark = first_mark(server, path)
    assert mark.camera == 2
    assert 300 < ago(mark) < 3600  # the demo site's alarm was eight minutes before its start


@pytest.mark.parametrize("path", ["/replay/view/5.1", "/r?id=5", "/live/nothing/2.6", "/replay/view/2.7", "/2.6/7"])
def test_what_there_is_not_is_not_found(server: Server, path: str) -> None:
    with pytest.raises(av.error.HTTPNotFoundError):
        first_mark(server, path)


@pytest.mark.parametrize(("codec", "stream"), [("mjpeg", "5.1"), ("mpeg4", "6.1"), ("h264", "3.2")])
def test_each_camera_is_sent_as_it_codes(server: Server, codec: str, stream: str) -> None:
    address = server.rtsp.replace("rtsp://", "rtsp://admin:camtrace@")
    with av.open(f"{address}/live/view/{stream}", options={"rtsp_transport": "tcp"}, timeout=20) as container:
        assert container.streams.video[0].codec_context.name == codec


@pytest.mark.parametrize("path", ["/live/delayed/2.6", "/live/alarm/8.2", "/live/alarm/2.6", "/replay/view/2.6", "/r"])
def test_push_serves_the_same_paths(server: Server, path: str) -> None:
    with Watcher(server.http, f"{path}?{ADMIN}{'&id=2' if path == '/r' else ''}") as watcher:
        assert watcher.status == 200
