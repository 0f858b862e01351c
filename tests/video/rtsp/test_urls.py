"""Request URLs in the spellings of real clients (spec: streaming R1.3, R1.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.urls import Target, UrlError

PATH = "/live/view/1.1"


@pytest.mark.parametrize(
    ("url", "path", "query", "track"),
    [
        ("rtsp://h/live/view/1.1", PATH, "", None),
        ("rtsp://h:554/live/view/1.1/", PATH, "", None),
        ("RTSP://h/live/view/1.1/trackID=0", PATH, "", "trackID=0"),
        ("rtsp://h/live/view/1.1/trackID=7", PATH, "", "trackID=7"),
        ("rtsp://u:p@h/live/view/1.1", PATH, "", None),
        ("rtsp://u:p@ss@h/live/view/1.1", PATH, "", None),
        ("rtsp://[::1]:554/live/view/1.1", PATH, "", None),
        ("/live/view/1.1", PATH, "", None),
        ("rtsp://h/live%2Fview/1.1", PATH, "", None),
        ("rtsp://h/caf%C3%A9", "/café", "", None),
        ("rtsp://h/r?id=3", "/r", "id=3", None),
        ("rtsp://h/r?id=3/", "/r", "id=3", None),
        ("rtsp://h/r/?id=3", "/r", "id=3", None),
        ("rtsp://h/r?id=3/trackID=0", "/r", "id=3", "trackID=0"),
        ("rtsp://h/r/trackID=0?id=3", "/r", "id=3", "trackID=0"),
        ("rtsp://h/live#x", "/live", "", None),
        ("rtsp://h", "/", "", None),
        ("*", "", "", None),
    ],
)
def test_what_a_url_asks_for(url: str, path: str, query: str, track: str | None) -> None:
    target = Target.parse(url)
    assert (target.path, target.query, target.track) == (path, query, track)


@pytest.mark.parametrize("url", ["", "live/view/1.1", "http://h/x", "rtsp:/h/x", "rtsp://", "rtsp://u:p@/x", "**"])
def test_what_is_no_url_for_us(url: str) -> None:
    with pytest.raises(UrlError):
        Target.parse(url)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("rtsp://u:p@h:1/live/1", "rtsp://h:1/live/1/"),
        ("rtsp://h/live/1/", "rtsp://h/live/1/"),
        ("rtsp://h/live/1/trackID=0", "rtsp://h/live/1/"),
        ("rtsp://h/r?id=3", "rtsp://h/r?id=3/"),
    ],
)
def test_content_base_has_one_slash_and_no_password(url: str, base: str) -> None:
    assert Target.parse(url).content_base == base


@given(st.text("abc%/?#@:=&.é", max_size=30))
def test_no_password_is_ever_kept(rest: str) -> None:
    target = Target.parse(f"rtsp://user:hunter2@h/{rest}")
    assert "hunter2" not in target.url + target.base + target.path
    assert Target.parse(target.content_base).path == target.path
