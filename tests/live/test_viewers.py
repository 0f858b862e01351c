"""All who watch, however they do, are found in one list, with the same figures."""

import socket
from collections.abc import Iterator

import pytest

from ctserver.video.viewing import Totals, ViewerInfo
from tests.live.inside import Inside, inside, until
from tests.live.watching import ADMIN, PATIENCE, Watcher, watch

RTSP = "/live/view/1.2"


@pytest.fixture
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with inside(tmp_path_factory.mktemp("inside")) as product:
        yield product


def viewers(product: Inside) -> list[ViewerInfo]:
    return product.portal.call(product.emulator.viewers)


def totals(product: Inside) -> Totals:
    return product.portal.call(product.emulator.audience.totals)


def play(product: Inside) -> socket.socket:
    """An RTSP client that plays on its own connection."""
    connection = socket.create_connection(("127.0.0.1", product.emulator.rtsp.port), PATIENCE)
    url, session = f"{product.rtsp}{RTSP}", ""
    for number, method in enumerate(("DESCRIBE", "SETUP", "PLAY"), 1):
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {number}", "Authorization: Basic YWRtaW46Y2FtdHJhY2U="]
        lines += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1"] if method == "SETUP" else []
        lines += [session] if session else []
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = connection.recv(65536).decode("latin-1")
        assert answer.startswith("RTSP/1.0 200"), answer
        session = next((line for line in answer.split("\r\n") if line.startswith("Session:")), "")
    return connection


def test_viewers_of_every_kind_stand_in_one_list(product: Inside) -> None:
    with (
        watch(product.http, "1.2") as stream,
        Watcher(product.http, f"/m?ids=1,1&{ADMIN}") as mosaic,
        play(product),
    ):
        parts = stream.parts(5), mosaic.parts(5)
        until(lambda: all(viewer.pictures for viewer in viewers(product)))
        found = {viewer.path + viewer.transport: viewer for viewer in viewers(product)}
        assert set(found) == {"/live/view/1.2HTTP", "/mHTTP", "/live/view/1.2TCP"}
        assert {(viewer.user, viewer.peer, viewer.state) for viewer in found.values()} == {
            ("admin", "127.0.0.1", "Playing")
        }
        now = product.emulator.clock.now()
        assert all(0 <= now - viewer.since < PATIENCE for viewer in found.values())
        for viewer, seen in zip((found["/live/view/1.2HTTP"], found["/mHTTP"]), parts, strict=True):
            assert viewer.pictures >= 5
            assert viewer.bytes > sum(len(part.jpeg) for part in seen)
            assert viewer.drops == 0
    until(lambda: not viewers(product))


def test_no_password_stands_in_the_list(product: Inside) -> None:
    with watch(product.http, "1.2") as stream:
        stream.part()
        (viewer,) = viewers(product)
    assert viewer.query == "user=admin&pass=***"


def test_totals_count_those_who_have_gone_too(product: Inside) -> None:
    assert totals(product) == Totals()
    for number in range(1, 3):
        with watch(product.http, "1.2") as stream:
            stream.parts(3)
        until(lambda: not viewers(product))
        assert totals(product).sessions == number
    before = totals(product)
    assert before.pictures >= 6
    assert before.bytes > 6 * 1000
    with watch(product.http, "1.2") as stream:
        stream.parts(3)
        assert totals(product).pictures >= before.pictures + 3


def test_pictures_that_a_slow_viewer_loses_are_counted(product: Inside) -> None:
    with Watcher(product.http, f"/live/view/1.1?{ADMIN}&compr=1", receive_buffer=4096):
        until(lambda: any(viewer.drops > 3 for viewer in viewers(product)))
        (viewer,) = viewers(product)
        assert viewer.buffered > 0
    until(lambda: not viewers(product))
    assert totals(product).drops >= viewer.drops


def test_a_viewer_can_be_cut_off(product: Inside) -> None:
    with watch(product.http, "1.2") as stream:
        stream.part()
        (viewer,) = viewers(product)
        assert product.portal.call(product.emulator.audience.cut, viewer.session)
        stream.rest()
    until(lambda: not viewers(product))
    assert not product.portal.call(product.emulator.audience.cut, viewer.session)


@pytest.mark.parametrize("kind", ["stream", "mosaic", "RTSP"])
def test_each_end_is_a_line_in_the_log(product: Inside, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    with caplog.at_level("INFO", "ctserver.viewers"):
        if kind == "RTSP":
            with play(product):
                until(lambda: viewers(product)[0].pictures)
        else:
            with Watcher(product.http, f"/{'m?ids=1&' if kind == 'mosaic' else 'live/view/1.2?'}{ADMIN}") as viewer:
                viewer.parts(2)
        until(lambda: caplog.messages)
    what, over = {
        "stream": ("/live/view/1.2?user=admin&pass=***", "HTTP"),
        "mosaic": ("/m?ids=1&user=admin&pass=***", "HTTP"),
        "RTSP": (RTSP, "TCP"),
    }[kind]
    (line,) = caplog.messages
    assert line.startswith(f"admin at 127.0.0.1 watched {what} over {over} for ")
    assert " pictures, 0 dropped; the " in line
