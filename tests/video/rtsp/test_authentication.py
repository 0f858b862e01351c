"""Authentication over a real socket (spec: streaming R5, R2)."""

import logging

import pytest

from ctserver.video.rtsp.auth import digest_ha1, digest_response
from ctserver.video.rtsp.handler import BasicCredentials, DigestCredentials
from ctserver.video.rtsp.headers.authorization import Challenge, format_authorization
from ctserver.video.rtsp.messages import Response
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import ADA, Client, serving
from tests.video.rtsp.film import REALM, FilmHandler, FilmSource

pytestmark = pytest.mark.anyio


def challenges(response: Response) -> list[Challenge]:
    return [Challenge.parse(text) for text in response.headers.all("WWW-Authenticate")]


def digest(nonce: str, uri: str, method: str, *, password: str = "p!w/d@1", qop: bool = False) -> str:
    more = {"qop": "auth", "nc": "00000001", "cnonce": "abcd"} if qop else {}
    unsigned = DigestCredentials("ada", REALM, nonce, uri, "", **more)
    response = digest_response(digest_ha1("ada", REALM, password), method, unsigned)
    return format_authorization(DigestCredentials("ada", REALM, nonce, uri, response, **more))


async def nonce_of(client: Client) -> str:
    response = await client.ask("DESCRIBE", Authorization=None)
    return challenges(response)[0].nonce or ""


@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER"])
async def test_everything_but_options_needs_credentials(server: RtspServer, method: str) -> None:
    async with Client(server.port, authorization=None) as client:
        response = await client.ask(method)
    assert response.status == 401
    assert [challenge.scheme for challenge in challenges(response)] == ["Digest", "Basic"]


async def test_a_request_without_credentials_is_no_failed_login(server: RtspServer, handler: FilmHandler) -> None:
    """FFmpeg's first request never carries any, even if the URL does."""
    async with Client(server.port, authorization=None) as client:
        await client.ask("DESCRIBE", client.url.replace("rtsp://", "rtsp://ada:wrong@"))
    assert handler.attempts == []


@pytest.mark.parametrize("qop", [False, True])
async def test_digest_in_the_forms_of_rfc_2069_and_rfc_2617(server: RtspServer, qop: bool) -> None:
    async with Client(server.port) as client:
        nonce = await nonce_of(client)
        authorization = digest(nonce, client.url, "DESCRIBE", qop=qop)
        assert (await client.ask("DESCRIBE", Authorization=authorization)).status == 200


@pytest.mark.parametrize("suffix", ["/trackID=0", "/", ""])
async def test_the_digest_uri_may_be_the_base_url(server: RtspServer, suffix: str) -> None:
    """live555 sends the base URL with its slash at SETUP, HappyTime without."""
    async with Client(server.port) as client:
        nonce = await nonce_of(client)
        client.authorization = digest(nonce, client.url + suffix, "SETUP")
        assert (await client.setup()).status == 200


@pytest.mark.parametrize("uri", ["rtsp://h/live/view/2.2", "rtsp://h/"])
async def test_the_digest_uri_may_not_be_another_streams(server: RtspServer, uri: str) -> None:
    async with Client(server.port) as client:
        nonce = await nonce_of(client)
        response = await client.ask("DESCRIBE", Authorization=digest(nonce, uri, "DESCRIBE"))
    assert response.status == 401


async def test_a_wrong_password_is_401_and_not_stale(server: RtspServer, handler: FilmHandler) -> None:
    async with Client(server.port) as client:
        nonce = await nonce_of(client)
        wrong = digest(nonce, client.url, "DESCRIBE", password="wrong")
        basic = format_authorization(BasicCredentials("ada", "wrong"))
        for authorization in (wrong, basic):
            response = await client.ask("DESCRIBE", Authorization=authorization)
            assert (response.status, challenges(response)[0].stale) == (401, False)
    assert handler.attempts == [("ada", "DESCRIBE")] * 2


async def test_a_response_for_another_method_does_not_count(server: RtspServer) -> None:
    async with Client(server.port) as client:
        nonce = await nonce_of(client)
        assert (await client.ask("DESCRIBE", Authorization=digest(nonce, client.url, "PLAY"))).status == 401


async def test_the_nonce_of_another_connection_is_stale(server: RtspServer) -> None:
    async with Client(server.port) as client, Client(server.port) as other:
        nonce = await nonce_of(other)
        response = await client.ask("DESCRIBE", Authorization=digest(nonce, client.url, "DESCRIBE"))
        assert str(challenges(response)[0]).endswith(", stale=true")
        fresh = challenges(response)[0].nonce or ""
        assert (await client.ask("DESCRIBE", Authorization=digest(fresh, client.url, "DESCRIBE"))).status == 200


async def test_the_nonce_lives_as_long_as_the_connection(server: RtspServer) -> None:
    """GStreamer gives up if it changes."""
    async with Client(server.port) as client:
        assert await nonce_of(client) == await nonce_of(client)


@pytest.mark.parametrize("scheme", ["Digest", "Basic"])
async def test_a_switch_leaves_one_challenge(handler: FilmHandler, scheme: str) -> None:
    async with serving(handler, RtspOptions(schemes=(scheme,))) as server, Client(server.port) as client:
        response = await client.ask("DESCRIBE", Authorization=None)
        assert [challenge.scheme for challenge in challenges(response)] == [scheme]
        assert (await client.ask("DESCRIBE", Authorization=ADA)).status == (200 if scheme == "Basic" else 401)


async def test_a_right_withdrawn_between_setup_and_play_is_noticed(server: RtspServer, handler: FilmHandler) -> None:
    async with Client(server.port) as client:
        await client.setup()
        handler.revoked.add("ada")
        assert (await client.ask("PLAY")).status == 403


async def test_a_crash_is_a_bare_500_and_its_log_keeps_the_password(
    server: RtspServer, handler: FilmHandler, source: FilmSource, caplog: pytest.LogCaptureFixture
) -> None:
    handler.fault = RuntimeError(f"query ada p!w/d@1 with {ADA} failed")
    secret_url = f"rtsp://ada:p%21w@127.0.0.1:{server.port}/live/view/1.1?pass=hunter2"
    with caplog.at_level(logging.DEBUG, "ctserver.rtsp"):
        async with Client(server.port) as client:
            response = await client.ask("DESCRIBE", secret_url)
            handler.fault = None
            assert (await client.ask("DESCRIBE")).status == 200, "the connection goes on"
    assert (response.status, response.body) == (500, b"")
    assert "RuntimeError" in caplog.text
    for secret in ("p!w/d@1", "p%21w", "hunter2", ADA, ADA.split()[1]):
        assert secret not in caplog.text
