"""PUSH HTTP byte by byte: what browsers and simple clients stumble over (spec: streaming, P1)."""

import re

import pytest

from tests.live.watching import ADMIN, Part, Watcher, watch
from tests.support.serving import Server

STREAM = "2.6"
TARGET = f"/live/view/{STREAM}?{ADMIN}"
EXPECTED = {
    "Content-Type": r"multipart/x-mixed-replace; boundary=[A-Za-z0-9]{1,70}",
    "Cache-Control": "no-store, no-cache, must-revalidate",
    "Pragma": "no-cache",
    "Connection": "close",
    "X-Accel-Buffering": "no",
    "Date": r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT",
    "Server": ".+",
}


@pytest.fixture(scope="module")
def parts(server: Server) -> list[Part]:
    with watch(server.http, STREAM) as watcher:
        return watcher.parts(12)


def test_the_status_line_is_plain(server: Server) -> None:
    with Watcher(server.http, TARGET) as watcher:
        assert watcher.status_line == b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_the_head_says_what_clients_need(server: Server, name: str, value: str) -> None:
    with Watcher(server.http, TARGET) as watcher:
        assert re.fullmatch(value, watcher.get(name) or "")


@pytest.mark.parametrize("name", ["Transfer-Encoding", "Content-Length", "Content-Encoding", "Content-Range"])
def test_the_head_announces_a_body_as_it_stands(server: Server, name: str) -> None:
    with Watcher(server.http, TARGET) as watcher:
        assert watcher.get(name) is None


def test_the_body_begins_with_the_boundary_and_goes_on_in_whole_parts(parts: list[Part]) -> None:
    assert len(parts) == 12  # each was read by its exact Content-Length, with CRLF and the boundary behind


def test_each_part_is_one_jpeg_with_its_end_at_its_end(parts: list[Part]) -> None:
    for part in parts:
        assert part.jpeg.startswith(b"\xff\xd8\xff\xe0")
        assert part.jpeg.index(b"\xff\xd9") == len(part.jpeg) - 2


def test_no_part_carries_exif(parts: list[Part]) -> None:
    assert not any(b"Exif" in part.jpeg for part in parts)


def test_no_jpeg_contains_a_boundary(parts: list[Part]) -> None:
    assert not any(b"\r\n--" + b"ctserver" in part.jpeg for part in parts)


def test_x_timestamp_is_the_instant_in_the_mark(parts: list[Part]) -> None:
    for part in parts:
        assert int(part.timestamp * 1000 + 1e-4) % 2**32 == part.mark.ms


def test_the_pictures_are_the_streams_own_in_order(parts: list[Part]) -> None:
    marks = [part.mark for part in parts]
    assert {(mark.camera, mark.stream) for mark in marks} == {(2, 6)}
    numbers = [mark.number for mark in marks]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("header", ["Range: bytes=0-", "Range: bytes=100-200", "Icy-MetaData: 1", "Accept: */*"])
def test_what_players_ask_for_by_habit_changes_nothing(server: Server, header: str) -> None:
    with Watcher(server.http, TARGET, [header]) as watcher:
        assert watcher.status == 200
        assert watcher.get("icy-metaint") is None
        assert watcher.part().mark.camera == 2


def test_head_gives_the_headers_of_get_and_closes(server: Server) -> None:
    with Watcher(server.http, TARGET, method="HEAD") as watcher:
        assert watcher.status_line == b"HTTP/1.1 200 OK\r\n"
        assert all(watcher.get(name) for name in EXPECTED)
        assert watcher.rest() == b""


def test_head_is_refused_as_get_is(server: Server) -> None:
    with Watcher(server.http, "/live/view/2.6", method="HEAD") as watcher:
        assert (watcher.status, watcher.get("WWW-Authenticate")) == (401, 'Basic realm="CT-Server"')


def test_a_client_of_http_1_0_is_served(server: Server) -> None:
    with Watcher(server.http, TARGET, version="HTTP/1.0") as watcher:
        assert watcher.get("Transfer-Encoding") is None
        assert [part.mark.stream for part in watcher.parts(3)] == [6, 6, 6]


def test_a_page_of_another_origin_may_read_the_pictures(server: Server) -> None:
    with Watcher(server.http, TARGET, ["Origin: http://client.example"]) as watcher:
        assert watcher.get("Access-Control-Allow-Origin") == "*"
        assert watcher.part().jpeg


def test_the_size_is_the_streams(server: Server) -> None:
    with watch(server.http, "1.3") as watcher:
        jpeg = watcher.part().jpeg
    at = jpeg.index(b"\xff\xc0")
    assert (int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])) == (640, 360)


@pytest.mark.parametrize(("stream", "camera"), [("5.1", 5), ("6.1", 6), ("14.2", 14), ("16.2", 16)])
def test_cameras_of_every_codec_and_condition_with_video_are_pushed(server: Server, stream: str, camera: int) -> None:
    with watch(server.http, stream) as watcher:
        assert watcher.part().mark.camera == camera


def test_more_compression_makes_smaller_pictures(server: Server) -> None:
    sizes = []
    for compr in (1, 35, 70, 99):
        with watch(server.http, STREAM, f"{ADMIN}&compr={compr}") as watcher:
            sizes.append(len(watcher.part().jpeg))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 5 * sizes[-1]
