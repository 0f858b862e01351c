"""Credentials over HTTP, as clients send them."""

import secrets

import bcrypt
import httpx
import pytest

from tests.support.users import ADMIN, ADMIN_BCRYPT, ADMIN_MD5
from tests.support.wsse import WsseAuth, md5, parameters, server_time, token

CAMERAS = "/api/v1.2/cameras"
PUBLIC = ["/api/", "/api/v1.2/getservertime", "/api/v1.2/servers", "/api/v1.2/users/admin/auth"]
WRONG = {"error": "Invalid password!"}


@pytest.mark.parametrize(("user", "password"), [("admin", "camtrace"), ("demo", "demo"), ("guest", "guest")])
def test_basic_is_accepted(api: httpx.Client, user: str, password: str) -> None:
    assert api.get(CAMERAS, auth=(user, password)).status_code == 200


def test_basic_is_accepted_in_the_url(api: httpx.Client) -> None:
    assert api.get(CAMERAS, params={"_username": "demo", "_password": "demo"}).status_code == 200


@pytest.mark.parametrize("secret", [ADMIN_BCRYPT, ADMIN_MD5], ids=["bcrypt", "md5"])
def test_wsse_is_accepted_in_headers(api: httpx.Client, secret: str) -> None:
    assert api.get(CAMERAS, auth=WsseAuth("admin", secret=secret)).status_code == 200


def test_wsse_by_the_salt_that_the_server_gives(api: httpx.Client) -> None:
    salt = api.get("/api/v1.2/users/guard/auth").json()["auth"][0]["salt"]
    secret = bcrypt.hashpw(b"guard", salt.encode()).decode()
    assert api.get(CAMERAS, auth=WsseAuth("guard", secret=secret)).status_code == 200


def test_x_wsse_is_enough_without_authorization(api: httpx.Client) -> None:
    header = token("demo", md5("demo"), server_time(api))
    assert api.get(CAMERAS, headers={"X-WSSE": header}).status_code == 200


@pytest.mark.parametrize("escape", [True, False], ids=["escaped", "raw"])
def test_wsse_is_accepted_in_the_url(api: httpx.Client, escape: bool) -> None:
    signed = parameters("demo", md5("demo"), server_time(api), nonce=f"+/={secrets.token_hex(8)}")
    query = httpx.QueryParams(signed) if escape else "&".join("=".join(item) for item in signed.items())
    assert api.get(f"{CAMERAS}?{query}").status_code == 200


def test_a_digest_with_plus_signs_is_accepted_raw(api: httpx.Client) -> None:
    now = server_time(api)
    signed = next(p for _ in range(1000) if "+" in (p := parameters("demo", md5("demo"), now))["_password"])
    query = "&".join("=".join(item) for item in signed.items())
    assert api.get(f"{CAMERAS}?{query}").status_code == 200


def test_a_token_is_accepted_once_whatever_carries_it(api: httpx.Client) -> None:
    now = server_time(api)
    header = {"X-WSSE": token("demo", md5("demo"), now, nonce := secrets.token_hex(10))}
    assert api.get(CAMERAS, headers=header).status_code == 200
    again = api.get(CAMERAS, params=parameters("demo", md5("demo"), now, nonce))
    assert (again.status_code, again.json()) == (
        401, {"error": "The credentials were already used: each request needs a new nonce."}
    )  # fmt: skip


@pytest.mark.parametrize(("seconds", "stated"), [(-3650, "-36"), (3650, "+36")])
def test_an_old_token_is_told_how_far_it_is_away(api: httpx.Client, seconds: float, stated: str) -> None:
    header = token("demo", md5("demo"), server_time(api) + seconds)
    answer = api.get(CAMERAS, headers={"X-WSSE": header})
    assert answer.status_code == 401
    assert answer.json()["error"].startswith(f"The credentials have expired: Created differs by {stated}")


@pytest.mark.parametrize(("user", "password"), [("admin", "wrong"), ("nobody", "camtrace"), ("pop", "pop"), ("", "")])
def test_an_unknown_user_and_a_wrong_password_are_refused_alike(api: httpx.Client, user: str, password: str) -> None:
    for answer in (api.get(CAMERAS, auth=(user, password)), api.get(CAMERAS, auth=WsseAuth(user or "x", password))):
        assert (answer.status_code, answer.json()) == (401, WRONG)


def test_the_documents_refusal_in_french(api: httpx.Client) -> None:
    answer = api.get(CAMERAS, auth=("pop", "pop"), headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.text) == (401, '{"error":"Mot de passe invalide !"}')


def test_the_documents_refusal_in_english(api: httpx.Client) -> None:
    answer = api.get(CAMERAS, auth=("pop", "pop"))
    assert (answer.text, answer.headers["content-length"]) == ('{"error":"Invalid password!"}', "29")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_resources_need_no_credentials(api: httpx.Client, path: str) -> None:
    assert api.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(
    "request_parts",
    [
        {"auth": ("admin", "wrong")},
        {"params": {"_username": "admin", "_password": "wrong"}},
        {"params": {"_username": "admin"}},
        {"headers": {"Authorization": "Bearer x"}},
        {"headers": {"X-WSSE": "x"}},
        {"headers": {"Authorization": b"Basic \xe9"}},
    ],
    ids=["basic", "url", "half", "bearer", "x-wsse", "latin-1"],
)
def test_wrong_credentials_are_refused_where_none_are_needed(
    api: httpx.Client, path: str, request_parts: dict[str, object]
) -> None:
    answer = api.get(path, **request_parts)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'WSSE realm="CT-Server", profile="UsernameToken"'


def test_good_authorization_wins_over_a_bad_url(api: httpx.Client) -> None:
    bad = {"_username": "admin", "_password": "wrong"}
    assert api.get(CAMERAS, auth=("admin", "camtrace"), params=bad).status_code == 200


def test_a_good_url_does_not_mend_bad_authorization(api: httpx.Client) -> None:
    good = {"_username": "admin", "_password": "camtrace"}
    assert api.get(CAMERAS, auth=("admin", "wrong"), params=good).status_code == 401


def test_good_x_wsse_wins_over_a_bad_url(api: httpx.Client) -> None:
    bad = {"_username": "admin", "_password": "wrong"}
    header = token("admin", ADMIN_MD5, server_time(api))
    assert api.get(CAMERAS, headers={"X-WSSE": header}, params=bad).status_code == 200


@pytest.mark.parametrize("name", ["_callback", "limit"])
def test_other_parameters_are_no_credentials(api: httpx.Client, name: str) -> None:
    assert api.get("/api/v1.2/servers", params={name: "x"}).status_code == 200


def test_an_empty_authorization_is_none(api: httpx.Client) -> None:
    assert api.get("/api/v1.2/servers", headers={"Authorization": ""}).status_code == 200


def test_head_is_judged_as_get_is(api: httpx.Client) -> None:
    assert api.head(CAMERAS, auth=ADMIN).status_code == 200
