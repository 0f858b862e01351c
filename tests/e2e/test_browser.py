"""A browser shows PUSH HTTP in an image of any page."""

import base64
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ctserver.testing import frames
from ctserver.video.mark import Mark
from tests.e2e.players import PATIENCE, check_fresh, program, push_url, steps
from tests.support.serving import Server

QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 30_000
SHOWN = "document.images[0].naturalWidth > 0"
GRAB = """() => {
  const image = document.images[0], canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}"""


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A client's page</title><body></body>")

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Where the client's page comes from, which is another origin than the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{site.server_port}/"
        finally:
            site.shutdown()
            thread.join(PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = program("chromium")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=QUIET) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    with browser.new_page() as page:
        page.set_default_timeout(PATIENCE_MS)
        page.goto(origin)
        yield page


def grab(page: Page) -> Mark | None:
    """What the image shows at this moment, through a canvas that CORS must allow to be read."""
    png = np.frombuffer(base64.b64decode(page.evaluate(GRAB)), np.uint8)
    picture = cv2.imdecode(png, cv2.IMREAD_COLOR)
    assert picture is not None
    return frames.read(picture)


def watch(page: Page, count: int) -> list[Mark]:
    """The first `count` different pictures that are seen."""
    seen: list[Mark] = []
    deadline = time.monotonic() + PATIENCE
    while len(seen) < count:
        assert time.monotonic() < deadline
        mark = grab(page)
        assert mark
        if mark not in seen[-1:]:
            seen.append(mark)
    return seen


def show(page: Page, *urls: str) -> None:
    """Puts an image for each URL on the page."""
    page.evaluate(
        """urls => document.body.replaceChildren(...urls.map(
            url => Object.assign(new Image(), {crossOrigin: "anonymous", src: url})))""",
        urls,
    )


def test_an_image_shows_the_stream_as_it_moves(page: Page, server: Server) -> None:
    show(page, push_url(server))
    page.wait_for_function(SHOWN)
    marks = watch(page, 5)
    assert {(mark.camera, mark.stream) for mark in marks} == {(2, 2)}
    assert all(step > 0 for step in steps(marks))
    check_fresh(marks[-1], server)


def test_an_image_has_the_size_of_the_stream(page: Page, server: Server) -> None:
    show(page, push_url(server, "2.6"))
    page.wait_for_function(SHOWN)
    assert page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") == [320, 240]


def test_a_page_shows_four_cameras_at_once(page: Page, server: Server) -> None:
    show(page, *(push_url(server, stream) for stream in ("1.3", "2.6", "3.2", "13.2")))
    page.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
    assert page.evaluate("document.images.length") == 4


def test_the_basic_dialogs_password_opens_the_stream(browser: Browser, server: Server) -> None:
    with browser.new_page(http_credentials={"username": "demo", "password": "demo"}) as page:
        page.goto(f"{server.http}/live/view/2.6", wait_until="commit", timeout=PATIENCE_MS)
        page.wait_for_function(SHOWN, timeout=PATIENCE_MS)
        assert page.evaluate("document.images[0].naturalWidth") == 320


def test_an_image_without_the_right_stays_empty(page: Page, server: Server) -> None:
    with page.expect_response("**/live/view/3.2*") as answer:
        show(page, push_url(server, "3.2", "user=guest&pass=guest"))
    assert answer.value.status == 404
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate("document.images[0].naturalWidth") == 0


def test_streams_end_with_their_page(page: Page, server: Server) -> None:
    """So that the browser's six connections are free for the next page."""
    for turn in range(3):
        show(page, *(push_url(server, "2.6") + f"&turn={turn}&image={image}" for image in range(5)))
        page.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
        page.reload()
