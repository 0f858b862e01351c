from base64 import b64encode

import pytest

from ctserver.auth.credentials import BasicCredentials, Credentials, find_credentials, from_push_query, from_query
from ctserver.auth.wsse import WsseToken
from ctserver.errors import MalformedCredentials

X_WSSE = 'UsernameToken Username="wsse", PasswordDigest="d", Nonce="n", Created="c"'
URL = "_username=url&_password=p"


def basic(text: str, encoding: str = "utf-8") -> str:
    return f"Basic {b64encode(text.encode(encoding)).decode()}"


def find(authorization: str | None = None, x_wsse: str | None = None, query: str = "") -> Credentials | None:
    headers = {"authorization": authorization, "x-wsse": x_wsse}
    return find_credentials({name: value for name, value in headers.items() if value is not None}, query)


def test_no_credentials_are_none() -> None:
    assert find() is None
    assert find(query="limit=20&_callback=f") is None


def test_authorization_comes_before_x_wsse_and_the_url() -> None:
    assert find(basic("first:p"), X_WSSE, URL) == BasicCredentials("first", "p")


def test_x_wsse_comes_before_the_url() -> None:
    assert find(None, X_WSSE, URL) == WsseToken("wsse", "d", "n", "c")


def test_the_url_comes_last() -> None:
    assert find(query=URL) == BasicCredentials("url", "p")


def test_unreadable_authorization_is_not_made_good_by_the_url() -> None:
    with pytest.raises(MalformedCredentials):
        find("Basic !", X_WSSE, URL)


def test_authorization_wsse_points_to_x_wsse() -> None:
    assert find('WSSE profile="UsernameToken"', X_WSSE) == WsseToken("wsse", "d", "n", "c")


@pytest.mark.parametrize(
    ("text", "encoding", "credentials"),
    [
        ("demo:demo", "utf-8", BasicCredentials("demo", "demo")),
        ("demo:a:b:", "utf-8", BasicCredentials("demo", "a:b:")),
        (":", "utf-8", BasicCredentials("", "")),
        ("zoë:naïve", "utf-8", BasicCredentials("zoë", "naïve")),
        ("zoë:naïve", "latin-1", BasicCredentials("zoë", "naïve")),
        ("demo:a\0b", "utf-8", BasicCredentials("demo", "a\0b")),
    ],
)
def test_basic_is_read(text: str, encoding: str, credentials: BasicCredentials) -> None:
    assert find(basic(text, encoding)) == credentials
    assert find(basic(text, encoding).replace("Basic", "bASIC  ")) == credentials


@pytest.mark.parametrize(
    ("authorization", "field", "expected"),
    [
        ("Basic", "Authorization", "expected.basic_header"),
        ("Basic !!!!", "Authorization", "expected.basic_header"),
        ("Basic ZGVtbzpkZW1", "Authorization", "expected.basic_header"),
        ("Basic \xe9\xe9\xe9\xe9", "Authorization", "expected.basic_header"),
        (basic("no colon"), "Authorization", "expected.basic_header"),
        ("Bearer abc", "Authorization", "expected.scheme"),
        ("Digest username=demo", "Authorization", "expected.scheme"),
        ("ZGVtbzpkZW1v", "Authorization", "expected.scheme"),
        ('WSSE profile="UsernameToken"', "X-WSSE", "expected.wsse_header"),
    ],
)
def test_unreadable_authorization_is_malformed(authorization: str, field: str, expected: str) -> None:
    with pytest.raises(MalformedCredentials) as refusal:
        find(authorization)
    assert refusal.value.parameters == {"field": field, "expected": expected}


def test_the_documents_url_example_is_read() -> None:
    query = (
        "_username=demo&_password=bc%2BAAFOSnebE96iEilMMquA7l8E%3D"
        "&_nonce=UHQJ5DN947AEAMPQN1H3G&_created_at=2014-03-13T19:45:00Z"
    )
    token = WsseToken("demo", "bc+AAFOSnebE96iEilMMquA7l8E=", "UHQJ5DN947AEAMPQN1H3G", "2014-03-13T19:45:00Z")
    assert from_query(query) == token


@pytest.mark.parametrize("plus", ["+", "%2B", "%2b", "%20"])
def test_plus_signs_of_digest_and_nonce_survive(plus: str) -> None:
    query = f"_username=a&_password=b{plus}c/=&_nonce=d{plus}e&_created_at=2014-03-13T19:45:00{plus}01:00"
    assert from_query(query) == WsseToken("a", "b+c/=", "d+e", "2014-03-13T19:45:00+01:00")


def test_names_of_parameters_are_read_in_any_case() -> None:
    assert from_query("_UserName=a&_PASSWORD=b") == BasicCredentials("a", "b")


def test_clear_password_in_the_url_is_read_as_a_form() -> None:
    assert from_query("_username=a%20b&_password=c+d") == BasicCredentials("a b", "c d")


@pytest.mark.parametrize(
    "query",
    [
        "_username=a",
        "_username=a&_nonce=n",
        "_username=a&_password=b&_nonce=n",
        "_username=a&_password=b&_created_at=c",
        "_username=a&_nonce=n&_created_at=c",
    ],
)
def test_half_a_token_in_the_url_is_malformed(query: str) -> None:
    with pytest.raises(MalformedCredentials) as refusal:
        from_query(query)
    assert refusal.value.parameters == {"field": "_username", "expected": "expected.wsse_parameters"}


def test_push_http_takes_user_and_pass() -> None:
    assert from_push_query("user=demo&pass=de%26mo") == BasicCredentials("demo", "de&mo")
    assert from_push_query("user=demo") is None


def test_password_is_not_in_the_representation() -> None:
    assert "hidden" not in repr(BasicCredentials("demo", "hidden"))
