"""Whatever arrives as credentials gives none, some, or a refusal: never a crash."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from ctserver.auth.credentials import BasicCredentials, find_credentials, from_push_query
from ctserver.auth.secrets import derive_salt
from ctserver.auth.wsse import WsseToken, is_signed_with, seconds_from
from ctserver.errors import ApiError

LATIN = st.binary(max_size=200).map(lambda data: data.decode("latin-1"))  # as header values come
FIELDS = st.lists(
    st.sampled_from(['Username="a"', 'Nonce="b"', 'Created="c"', 'PasswordDigest="d"', ",", " ", '"', "=", "é"])
)
TOKENS = st.tuples(st.sampled_from(["UsernameToken ", "usernametoken", ""]), FIELDS.map("".join)).map("".join)
AUTHORIZATIONS = st.tuples(st.sampled_from(["Basic ", "WSSE ", "basic", ""]), LATIN | st.text("ABCab019+/= ")).map(
    "".join
)
NAMES = st.sampled_from(["_username", "_password", "_nonce", "_created_at", "_USERNAME", "user", "pass", "%5Fpassword"])
QUERIES = st.lists(st.tuples(NAMES, LATIN).map("=".join)).map("&".join)


@given(AUTHORIZATIONS | LATIN | st.none(), TOKENS | LATIN | st.none(), QUERIES | LATIN)
def test_any_headers_and_query(authorization: str | None, x_wsse: str | None, query: str) -> None:
    given_headers = {"authorization": authorization, "x-wsse": x_wsse}
    headers = {name: value for name, value in given_headers.items() if value is not None}
    with suppress(ApiError):
        found = find_credentials(headers, query) or from_push_query(query)
        assert found is None or isinstance(found, BasicCredentials | WsseToken)


@given(LATIN, LATIN, LATIN, LATIN)
def test_any_token_can_be_judged(username: str, digest: str, nonce: str, created: str) -> None:
    token = WsseToken(username, digest, nonce, created)
    assert not is_signed_with(token, "secret")
    with suppress(ApiError):
        assert isinstance(seconds_from(token, 0.0), float)


@given(st.datetimes(), st.sampled_from(["", "Z", "+00:00", "-23:59", "+23:59"]))
def test_any_date_can_be_compared(created: object, offset: str) -> None:
    assert isinstance(seconds_from(WsseToken("a", "b", "c", f"{created}{offset}"), 0.0), float)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_has_a_salt(username: str) -> None:
    assert len(derive_salt(1, username)) == 29
