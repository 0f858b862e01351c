"""Who may watch what, by which credentials, and what is answered to the others."""

import base64
import time
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest

from tests.live.watching import ADMIN, Watcher, status, watch
from tests.support.serving import Server
from tests.support.users import ADMIN_BCRYPT, ADMIN_MD5
from tests.support.wsse import parameters, token

STREAM = "/live/view/2.6"
Request = tuple[str, list[str]]
"""Target and headers."""


def basic(username: str, password: str) -> str:
    return "Authorization: Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def wsse(secret: str, authorization: bool = True) -> list[str]:
    header = [f"X-WSSE: {token('admin', secret, time.time())}"]
    return ['Authorization: WSSE profile="UsernameToken"', *header] if authorization else header


WAYS: dict[str, Callable[[], Request]] = {
    "Basic": lambda: (STREAM, [basic("admin", "camtrace")]),
    "WSSE headers, bcrypt": lambda: (STREAM, wsse(ADMIN_BCRYPT)),
    "WSSE headers, MD5": lambda: (STREAM, wsse(ADMIN_MD5)),
    "X-WSSE alone": lambda: (STREAM, wsse(ADMIN_MD5, authorization=False)),
    "WSSE parameters": lambda: (f"{STREAM}?{urlencode(parameters('admin', ADMIN_BCRYPT, time.time()))}", []),
    "WSSE parameters unescaped": lambda: (
        f"{STREAM}?" + "&".join(f"{k}={v}" for k, v in parameters("admin", ADMIN_MD5, time.time()).items()),
        [],
    ),
    "plain parameters": lambda: (f"{STREAM}?_username=admin&_password=camtrace", []),
    "user and pass": lambda: (f"{STREAM}?user=admin&pass=camtrace", []),
}

WRONG: dict[str, Callable[[], Request]] = {
    "nothing": lambda: (STREAM, []),
    "Basic, wrong password": lambda: (STREAM, [basic("admin", "camtracE")]),
    "Basic, unknown user": lambda: (STREAM, [basic("nobody", "camtrace")]),
    "Basic, no colon": lambda: (STREAM, ["Authorization: Basic YWRtaW4="]),
    "Basic, no base64": lambda: (STREAM, ["Authorization: Basic %%%"]),
    "another scheme": lambda: (STREAM, ["Authorization: Digest username=admin"]),
    "WSSE, wrong secret": lambda: (STREAM, wsse("0" * 32)),
    "WSSE, too old": lambda: (STREAM, [f"X-WSSE: {token('admin', ADMIN_MD5, time.time() - 3600)}"]),
    "WSSE, garbled": lambda: (STREAM, ["X-WSSE: UsernameToken"]),
    "WSSE parameters, incomplete": lambda: (f"{STREAM}?_username=admin&_password=x&_nonce=y", []),
    "plain parameters, wrong": lambda: (f"{STREAM}?_username=admin&_password=wrong", []),
    "user and pass, wrong": lambda: (f"{STREAM}?user=admin&pass=wrong", []),
    "user alone": lambda: (f"{STREAM}?user=admin", []),
    "an empty password": lambda: (f"{STREAM}?user=admin&pass=", []),
    "a wrong header beside right parameters": lambda: (f"{STREAM}?{ADMIN}", [basic("admin", "wrong")]),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_the_document_opens_the_stream(server: Server, way: str) -> None:
    target, headers = WAYS[way]()
    with Watcher(server.http, target, headers) as watcher:
        assert watcher.part().mark.camera == 2


@pytest.mark.parametrize("way", WRONG)
def test_other_credentials_are_refused_with_a_basic_challenge(server: Server, way: str) -> None:
    target, headers = WRONG[way]()
    with Watcher(server.http, target, headers) as watcher:
        assert (watcher.status, watcher.get("WWW-Authenticate")) == (401, 'Basic realm="CT-Server"')


def test_a_token_opens_one_stream_once(server: Server) -> None:
    target, _ = WAYS["WSSE parameters"]()
    with Watcher(server.http, target) as watcher:
        watcher.part()
    assert status(server.http, target) == 401


TUNNELS = {
    "QuickTime": ["x-sessioncookie: abc", "Accept: application/x-rtsp-tunnelled"],
    "a cookie alone": ["X-SessionCookie: abc"],
    "an accepted type among others": ["Accept: text/html, application/x-rtsp-tunnelled"],
}


@pytest.mark.parametrize("credentials", ["", f"?{ADMIN}"])
@pytest.mark.parametrize("headers", TUNNELS.values(), ids=TUNNELS)
def test_rtsp_over_http_is_told_that_there_is_none(server: Server, headers: list[str], credentials: str) -> None:
    assert status(server.http, STREAM + credentials, *headers) == 404


@pytest.mark.parametrize("headers", TUNNELS.values(), ids=TUNNELS)
def test_the_posting_half_of_a_tunnel_is_refused_too(server: Server, headers: list[str]) -> None:
    body = ["Content-Type: application/x-rtsp-tunnelled", "Content-Length: 0"]
    assert status(server.http, STREAM, *headers, *body, method="POST") == 405


@pytest.mark.parametrize("compr", ["1", "9", "09", "35", "50", "99"])
def test_compr_is_taken_from_1_to_99(server: Server, compr: str) -> None:
    assert status(server.http, f"{STREAM}?{ADMIN}&compr={compr}") == 200


BAD_COMPR = [
    "0",
    "00",
    "100",
    "-1",
    "+1",
    "1.5",
    "1e1",
    "abc",
    "",
    " ",
    "1 ",
    "1\n",
    "٣",
    "３",
    "²",
    "099",
    "00991",
    "9" * 5000,
]


@pytest.mark.parametrize("compr", BAD_COMPR, ids=lambda compr: repr(compr[:6]))
def test_any_other_compr_is_named_and_refused(server: Server, compr: str) -> None:
    with watch(server.http, "2.6", f"{ADMIN}&compr={quote(compr)}") as watcher:
        assert watcher.status == 400
        assert "compr" in watcher.error()


MALFORMED = [
    "2",
    "2.",
    ".6",
    "2.6.1",
    "a.b",
    "2,6",
    "-2.6",
    "2.-6",
    "٢.٦",
    " 2.6",
    "2.6 ",
    "2.6\n",
    "0x2.6",
    "1" * 10 + ".1",
]


@pytest.mark.parametrize("stream", MALFORMED, ids=repr)
def test_what_is_no_stream_id_is_refused(server: Server, stream: str) -> None:
    assert status(server.http, f"/live/view/{quote(stream)}?{ADMIN}") == 400


@pytest.mark.parametrize("stream", ["2.5", "99.1", "0.0", "999999999.999999999", "9.1"])
def test_an_unknown_or_ignored_stream_is_not_found(server: Server, stream: str) -> None:
    assert status(server.http, f"/live/view/{stream}?{ADMIN}") == 404


@pytest.mark.parametrize("path", ["/live/view/", "/live/view", "/live/view/2.6/", "/live", "/live/view/2.6/1"])
def test_a_path_beside_the_streams_is_not_found(server: Server, path: str) -> None:
    assert status(server.http, f"{path}?{ADMIN}") == 404


@pytest.mark.parametrize("stream", ["7.1", "7.2", "15.1"])
def test_a_camera_without_video_shows_a_slate(server: Server, stream: str) -> None:
    assert status(server.http, f"/live/view/{stream}?{ADMIN}") == 200


RIGHTS = [
    ("demo", "1.3", 200), ("demo", "3.2", 200), ("guard", "3.2", 200),
    ("guest", "1.3", 200), ("guest", "2.6", 200), ("guest", "3.2", 404), ("guest", "7.1", 404), ("guest", "99.1", 404),
    ("monitor", "1.3", 403), ("monitor", "2.6", 404), ("monitor", "7.1", 404),
]  # fmt: skip


@pytest.mark.parametrize(("user", "stream", "expected"), RIGHTS)
def test_rights_are_per_camera_and_tell_nothing_of_the_others(
    server: Server, user: str, stream: str, expected: int
) -> None:
    assert status(server.http, f"/live/view/{stream}?user={user}&pass={user}") == expected


@pytest.mark.parametrize(("method", "expected"), [("POST", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)])
def test_a_stream_can_only_be_got(server: Server, method: str, expected: int) -> None:
    with Watcher(server.http, f"{STREAM}?{ADMIN}", method=method) as watcher:
        assert (watcher.status, watcher.get("Allow")) == (expected, "GET, HEAD")
