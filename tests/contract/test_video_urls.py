"""The document's URLs of live pictures show something on the `docs` site too."""

from collections.abc import Iterator

import av
import httpx
import pytest

from ctserver.testing import frames
from tests.live.mosaics import first
from tests.live.watching import watch
from tests.support.serving import Server, serving


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("docs"), "--site", "docs") as server:
        yield server


def test_push_http(docs: Server) -> None:
    with watch(docs.http, "2.6") as watcher:
        mark = watcher.part().mark
    assert (mark.camera, mark.stream) == (2, 6)


def test_a_mosaic_of_push_http(docs: Server) -> None:
    with httpx.Client(base_url=docs.http, timeout=30, trust_env=False) as client:
        assert first(client, "ids=3,1,2&compr=20").cameras() == [3, 1, 2, None]


def test_rtsp(docs: Server) -> None:
    url = docs.rtsp.replace("rtsp://", "rtsp://demo:demo@") + "/live/view/2.6"
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=20.0) as container:
        mark = frames.read(next(container.decode(video=0)).to_ndarray(format="gray"))
    assert mark
    assert (mark.camera, mark.stream) == (2, 6)
