"""One encode for all who ask for the same, and none for nobody."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ctserver.live import http_protocol, mjpeg
from ctserver.video import feed as feed_module
from tests.live.inside import Inside, inside, until
from tests.live.watching import ADMIN, PATIENCE, Watcher, watch


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with inside(tmp_path_factory.mktemp("inside")) as product:
        yield product


def test_compressions_that_round_to_the_same_share_an_encode(product: Inside) -> None:
    feed = product.pushed(stream=2, quality=65)
    with ExitStack() as stack:
        viewers = [stack.enter_context(watch(product.http, "1.2", f"{ADMIN}&compr={compr}")) for compr in range(33, 38)]
        before = feed.statistics.pictures
        numbers = [part.mark.number for viewer in viewers for part in viewer.parts(10)]
        made = feed.statistics.pictures - before
    assert made <= max(numbers) - min(numbers) + 3


def test_those_who_share_get_the_same_bytes(product: Inside) -> None:
    with watch(product.http, "1.2") as one, watch(product.http, "1.2") as other:
        seen = [{part.timestamp: part.jpeg for part in viewer.parts(10)} for viewer in (one, other)]
    shared = seen[0].keys() & seen[1].keys()
    assert len(shared) >= 3
    assert all(seen[0][instant] == seen[1][instant] for instant in shared)


def test_a_viewer_who_comes_later_sees_a_picture_at_once_and_harms_nobody(product: Inside) -> None:
    with watch(product.http, "1.2") as early:
        early.parts(3)
        for _ in range(5):
            with watch(product.http, "1.2") as late:
                assert late.part().mark.camera == 1
        assert early.parts(5)


def test_a_feed_stops_when_its_last_viewer_has_gone(product: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    feed = product.pushed(stream=2, quality=50)
    with watch(product.http, "1.2", f"{ADMIN}&compr=50") as one, watch(product.http, "1.2", f"{ADMIN}&compr=50"):
        one.parts(2)
        assert feed.hub.last
    until(lambda: feed.hub.last is None)


def test_a_feed_stops_when_its_viewers_connection_breaks(product: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    feed = product.pushed(stream=2, quality=45)
    viewer = watch(product.http, "1.2", f"{ADMIN}&compr=55")
    with viewer:
        viewer.parts(2)
        viewer.reset_on_close()
    until(lambda: feed.hub.last is None)


def test_a_feed_stops_though_its_viewer_had_asked_for_more_on_the_same_connection(
    product: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    feed = product.pushed(stream=2, quality=40)
    with watch(product.http, "1.2", f"{ADMIN}&compr=60") as viewer:
        viewer.send(b"GET /api/ HTTP/1.1\r\nHost: a\r\n\r\n")
        viewer.parts(2)
    until(lambda: feed.hub.last is None)


def test_a_head_request_starts_no_feed(product: Inside) -> None:
    feed = product.pushed(stream=2, quality=20)
    with Watcher(product.http, f"/live/view/1.2?{ADMIN}&compr=80", method="HEAD") as watcher:
        assert watcher.rest() == b""
    assert feed.statistics.pictures == 0


def test_who_takes_nothing_is_dropped_after_a_while(product: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GRACE_SECONDS", 0)
    monkeypatch.setattr(mjpeg, "STALLED_SECONDS", 0.5)
    feed = product.pushed(stream=1, quality=95)
    with Watcher(product.http, f"/live/view/1.1?{ADMIN}&compr=1", receive_buffer=4096):
        until(lambda: feed.hub.last)
        until(lambda: feed.hub.last is None)  # though the client is still connected


def test_who_never_ends_his_request_is_cut_off(product: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.2)
    for beginning in (b"", b"G", b"GET /live/view/1.2 HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n"):
        with socket.create_connection(("127.0.0.1", product.emulator.http_port), PATIENCE) as slow:
            slow.sendall(beginning)
            assert slow.recv(100) == b""


def test_a_stream_goes_on_beyond_the_time_for_heads(product: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.2)
    with watch(product.http, "1.2") as viewer:
        assert len(viewer.parts(12)) == 12
