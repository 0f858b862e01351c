import pytest

from ctserver.auth.wsse import WsseToken, is_signed_with, parse_token, password_digest, seconds_from
from ctserver.errors import MalformedCredentials
from tests.support.users import ADMIN_BCRYPT, ADMIN_MD5

TOKEN = WsseToken("admin", "d", "n", "2024-03-13T19:45:00Z")
AT = 1_710_359_100.0  # 2024-03-13T19:45:00Z


@pytest.mark.parametrize(
    ("nonce", "created", "secret", "digest"),
    [
        ("00112233445566778899", "2024-03-13T19:45:00.123Z", ADMIN_BCRYPT, "Uj7zvk7XgulBtd5WLa/sREFRCng="),
        ("00112233445566778899", "2024-03-13T19:45:00.123Z", ADMIN_MD5, "kkuhytcqHfDNOi8t9J2ET4d4ogM="),
        ("UHQJ5DN947AEAMPQN1H3G", "2014-03-13T19:45:00Z", ADMIN_MD5, "bc+AAFOSnebE96iEilMMquA7l8E="),
    ],
    ids=["sdk-bcrypt", "sdk-md5", "document-url"],
)
def test_digest_is_the_one_of_the_vendors_examples(nonce: str, created: str, secret: str, digest: str) -> None:
    assert password_digest(nonce, created, secret) == digest
    assert is_signed_with(WsseToken("admin", digest, nonce, created), secret)


@pytest.mark.parametrize("digest", ["", "é", "Uj7zvk7XgulBtd5WLa/sREFRCng", "Uj7zvk7XgulBtd5WLa/sREFRCnh=", "=" * 1000])
def test_another_digest_is_not_signed(digest: str) -> None:
    assert not is_signed_with(
        WsseToken("admin", digest, "00112233445566778899", "2024-03-13T19:45:00.123Z"), ADMIN_BCRYPT
    )


@pytest.mark.parametrize(
    "header",
    [
        'UsernameToken Username="admin", PasswordDigest="d", Nonce="n", Created="2024-03-13T19:45:00Z"',
        'UsernameToken Username="admin",PasswordDigest="d",Nonce="n",Created="2024-03-13T19:45:00Z"',
        'usernametoken username="admin", passwordDigest="d", NONCE="n", created="2024-03-13T19:45:00Z"',
        '  UsernameToken   Created="2024-03-13T19:45:00Z" , Nonce = "n", PasswordDigest="d", Username="admin"  ',
        'UsernameToken Username="admin", PasswordDigest="d", Nonce="n", Created="2024-03-13T19:45:00Z", Extra=""',
    ],
    ids=["sdk", "no-spaces", "any-case", "any-order", "unknown-field"],
)
def test_header_is_read(header: str) -> None:
    assert parse_token(header) == TOKEN


@pytest.mark.parametrize(
    "header",
    [
        "",
        "UsernameToken",
        "UsernameToken ",
        'Username="admin", PasswordDigest="d", Nonce="n", Created="c"',
        'OtherToken Username="admin", PasswordDigest="d", Nonce="n", Created="c"',
        'UsernameToken Username="admin", PasswordDigest="d", Nonce="n"',
        'UsernameToken Username="admin", PasswordDigest="d", Created="c"',
        'UsernameToken Username="admin", Nonce="n", Created="c"',
        'UsernameToken PasswordDigest="d", Nonce="n", Created="c"',
        'UsernameToken Username="", PasswordDigest="d", Nonce="n", Created="c"',
        'UsernameToken Username=admin, PasswordDigest="d", Nonce="n", Created="c"',
        "UsernameToken Username='admin', PasswordDigest='d', Nonce='n', Created='c'",
        'UsernameToken Username="admin" PasswordDigest="d" Nonce="n" Created="c"',
        'UsernameToken Username="admin", PasswordDigest="d", Nonce="n", Created="c',
        'UsernameToken Username="admin", PasswordDigest="d", Nonce="n", Created="c" and more',
        'UsernameToken what is this, Username="admin", PasswordDigest="d", Nonce="n", Created="c"',
    ],
)
def test_malformed_header_is_refused(header: str) -> None:
    with pytest.raises(MalformedCredentials) as refusal:
        parse_token(header)
    assert refusal.value.parameters == {"field": "X-WSSE", "expected": "expected.wsse_header"}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a", " ", '"', "=", ",", 'a="",', "a ", '" '])
def test_a_head_full_of_anything_is_refused_in_linear_time(piece: str) -> None:
    with pytest.raises(MalformedCredentials):
        parse_token("UsernameToken x" + piece * (64_000 // len(piece)))


@pytest.mark.parametrize(
    ("created", "seconds"),
    [
        ("2024-03-13T19:45:00Z", 0),
        ("2024-03-13T19:45:00.250Z", 0.25),
        ("2024-03-13T19:44:59.999999Z", -0.000001),
        ("2024-03-13T20:45:07+01:00", 7),
    ],
)
def test_created_is_compared_with_the_clock(created: str, seconds: float) -> None:
    assert seconds_from(WsseToken("admin", "d", "n", created), AT) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize(
    "created", ["", "now", "1710359100", "2024-13-01T00:00:00Z", "2024-03-13T25:00:00Z", "２０２４", "\0"]
)
def test_created_that_is_no_date_is_malformed(created: str) -> None:
    with pytest.raises(MalformedCredentials) as refusal:
        seconds_from(WsseToken("admin", "d", "n", created), AT)
    assert refusal.value.parameters == {"field": "Created", "expected": "expected.date"}
