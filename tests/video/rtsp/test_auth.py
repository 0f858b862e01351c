"""Basic and Digest (RFC 7617, RFC 2617, RFC 2069) with the oddities of real clients (spec: streaming R5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.auth import Challenger, CredentialsError, covers, digest_ha1, digest_matches, digest_response
from ctserver.video.rtsp.handler import BasicCredentials, Credentials, DigestCredentials
from ctserver.video.rtsp.headers.authorization import Challenge, format_authorization, parse_authorization
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.urls import Target

MUFASA = ("Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html")
TARGET = Target.parse("rtsp://h/live/1/trackID=0")


def digest(nonce: str, uri: str = "rtsp://h/live/1/", realm: str = "r", response: str = "00") -> str:
    return format_authorization(DigestCredentials("u", realm, nonce, uri, response))


def test_the_example_of_rfc_2617_section_3_5() -> None:
    ha1 = digest_ha1("Mufasa", "testrealm@host.com", "Circle Of Life")
    credentials = DigestCredentials(
        *MUFASA, "6629fae49393a05397450978507c4ef1", qop="auth", nc="00000001", cnonce="0a4f113b"
    )
    assert digest_response(ha1, "GET", credentials) == credentials.response
    assert digest_matches(ha1, "GET", credentials)
    assert not digest_matches(ha1, "PLAY", credentials)


def test_the_example_of_rfc_2069_section_2_4_as_its_erratum_749_has_it() -> None:
    ha1 = digest_ha1("Mufasa", "testrealm@host.com", "CircleOfLife")
    credentials = DigestCredentials(*MUFASA, "1949323746FE6A43EF61F9606E7FEBEA")
    assert digest_matches(ha1, "GET", credentials)


def test_a_user_without_ha1_cannot_be_proved() -> None:
    unsigned = DigestCredentials(*MUFASA, "")
    signed = DigestCredentials(*MUFASA, digest_response("", "GET", unsigned))
    assert not digest_matches("", "GET", signed)


def test_challenges_stand_in_the_order_that_clients_read() -> None:
    """live555 wants realm before nonce; FFmpeg lets the last Digest line win; aiortsp takes Basic wherever it is."""
    challenger = Challenger("CT-Server")
    assert [str(challenge) for challenge in challenger.challenges(stale=True)] == [
        f'Digest realm="CT-Server", nonce="{challenger.nonce}", stale=true',
        'Basic realm="CT-Server"',
    ]


@pytest.mark.parametrize("schemes", [("Digest",), ("Basic",)])
def test_one_scheme_can_be_offered_alone(schemes: tuple[str, ...]) -> None:
    challenger = Challenger("r", schemes)
    assert tuple(challenge.scheme for challenge in challenger.challenges()) == schemes
    other = "Basic dTpw" if schemes == ("Digest",) else digest(challenger.nonce)
    with pytest.raises(CredentialsError):
        challenger.credentials(other, TARGET)


def test_every_connection_has_its_own_nonce() -> None:
    assert Challenger("r").nonce != Challenger("r").nonce


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        (None, False),
        ("", False),
        ("Bearer abc", False),
        ("Basic ###", False),
        ("Digest nonsense", False),
        (digest("{nonce}", realm="other"), False),
        (digest("{nonce}", uri="rtsp://h/live/2"), False),
        (digest("of another connection"), True),
    ],
)
def test_credentials_that_do_not_belong_here(text: str | None, stale: bool) -> None:
    challenger = Challenger("r")
    with pytest.raises(CredentialsError) as caught:
        challenger.credentials(text and text.replace("{nonce}", challenger.nonce), TARGET)
    assert caught.value.stale is stale


def test_credentials_that_do_belong_here() -> None:
    challenger = Challenger("r")
    assert challenger.credentials(digest(challenger.nonce), TARGET).username == "u"
    assert challenger.credentials("basic dTpwOnE=", TARGET) == BasicCredentials("u", "p:q")


@pytest.mark.parametrize(
    ("uri", "request_url", "covered"),
    [
        ("rtsp://h/live/1/trackID=0", "rtsp://h/live/1/trackID=0", True),
        ("rtsp://h/live/1/", "rtsp://h/live/1/trackID=0", True),
        ("rtsp://h/live/1", "rtsp://h/live/1/trackID=0", True),
        ("/live/1", "rtsp://h/live/1/", True),
        ("/live/1", "rtsp://h/live/1?a=b", True),
        ("rtsp://192.168.1.5:554/live/1/", "rtsp://cameras.example/live/1/", True),
        ("rtsp://h/live/1?a=b", "rtsp://h/live/1?a=b/trackID=0", True),
        ("*", "*", True),
        ("rtsp://h/live/2", "rtsp://h/live/1", False),
        ("rtsp://h/live/1?a=c", "rtsp://h/live/1?a=b", False),
        ("rtsp://h/", "rtsp://h/live/1", False),
        ("", "rtsp://h/live/1", False),
        ("live/1", "rtsp://h/live/1", False),
    ],
)
def test_which_digest_uris_stand_for_a_request(uri: str, request_url: str, covered: bool) -> None:
    assert covers(uri, Target.parse(request_url)) is covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Basic YWRhOnB3", BasicCredentials("ada", "pw")),
        ("BASIC YWRhOg==", BasicCredentials("ada", "")),
        ("Basic 6TpwdyE=", BasicCredentials("é", "pw!")),
        ('Digest username="u",realm="r",nonce="n",uri="/x",response="0"', DigestCredentials("u", "r", "n", "/x", "0")),
        (
            'digest  Username="a\\"b", realm = "r" ,nonce="n", uri="/x,y", response="0", algorithm=MD5, qop=auth,'
            ' nc=00000001, cnonce="c", opaque=""',
            DigestCredentials('a"b', "r", "n", "/x,y", "0", "auth", "00000001", "c"),
        ),
        (
            'Digest username="DOM\\user", realm="r", nonce="n", uri="/", response="0"',
            DigestCredentials("DOM\\user", "r", "n", "/", "0"),
        ),
    ],
)
def test_authorization(text: str, expected: Credentials) -> None:
    assert parse_authorization(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic YWRh",
        "Basic é",
        "Digest",
        'Digest username="u"',
        'Digest username="u, realm="r", nonce="n", uri="/", response="0"',
        'Digest username="u", realm="r", nonce="n", uri="/", response="0", algorithm=SHA-256',
        "WSSE x",
    ],
)
def test_broken_authorization(text: str) -> None:
    with pytest.raises(HeaderError):
        parse_authorization(text)


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=20)


@given(st.builds(BasicCredentials, TEXT.filter(lambda text: ":" not in text), TEXT))
def test_basic_credentials_survive_the_wire(credentials: BasicCredentials) -> None:
    assert parse_authorization(format_authorization(credentials)) == credentials


@given(
    st.builds(
        DigestCredentials,
        TEXT,
        TEXT,
        TEXT,
        TEXT,
        TEXT,
        st.sampled_from([None, "auth"]),
        st.sampled_from([None, "00000001"]),
        st.none() | TEXT,
    )
)
def test_digest_credentials_survive_the_wire(credentials: DigestCredentials) -> None:
    assert parse_authorization(format_authorization(credentials)) == credentials


@given(st.builds(Challenge, st.just("Digest"), TEXT, st.none() | TEXT, st.booleans()))
def test_challenges_survive_the_wire(challenge: Challenge) -> None:
    assert Challenge.parse(str(challenge)) == challenge


@given(st.text(max_size=80))
def test_no_text_raises_anything_but_a_header_error(text: str) -> None:
    for start in ("", "Basic ", "Digest "):
        try:
            parse_authorization(start + text)
        except HeaderError:
            continue
