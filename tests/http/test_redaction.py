import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.http.redaction import _SECRETS, redact

DIGEST = "Uj7zvk7XgulBtd5WLa/sREFRCng="


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Authorization: Basic YWRtaW46Y2FtdHJhY2U=", "Authorization: Basic ***"),
        ("authorization: basic YWRtaW46Y2FtdHJhY2U=", "authorization: basic ***"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"),
        (
            f'UsernameToken Username="admin", PasswordDigest="{DIGEST}", Nonce="0011", Created="2024-03-13T19:45:00Z"',
            'UsernameToken Username="admin", PasswordDigest="***", Nonce="***", Created="2024-03-13T19:45:00Z"',
        ),
        ('Digest username="admin", response="0123abc", uri="/"', 'Digest username="admin", response="***", uri="/"'),
        ("/a?_username=admin&_password=camtrace", "/a?_username=admin&_password=***"),
        ("/a?_password=camtrace&_username=admin", "/a?_password=***&_username=admin"),
        ("/a?_PASSWORD=camtrace", "/a?_PASSWORD=***"),
        ("/a?%5Fpassword=camtrace&b=1", "/a?%5Fpassword=***&b=1"),
        ("/a?_pass%77ord=camtrace", "/a?_pass%77ord=***"),
        (f"/a?_password={DIGEST}&_nonce=0011&_created_at=x", "/a?_password=***&_nonce=***&_created_at=x"),
        ("/live/view/1.1?user=demo&pass=demo&compr=35", "/live/view/1.1?user=demo&pass=***&compr=35"),
        ('/a?pass=o\'clock;and="more"&b=1', "/a?pass=***&b=1"),
        ('"GET /a?pass=demo" 200 1.0 ms', '"GET /a?pass=***" 200 1.0 ms'),
        ('"GET /a?pass=de"mo" 200 1.0 ms', '"GET /a?pass=***" 200 1.0 ms'),
        ("/a?pass=one&pass=two", "/a?pass=***&pass=***"),
        ("rtsp://demo:demo@127.0.0.1:8554/live/view/1.1", "rtsp://demo:***@127.0.0.1:8554/live/view/1.1"),
        ("rtsp://demo:d@mo@localhost/live", "rtsp://demo:***@localhost/live"),
        (
            "https://u:p@example.com and http://v:q@example.com",
            "https://u:***@example.com and http://v:***@example.com",
        ),
    ],
)
def test_credentials_are_blanked(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1.2/cameras?limit=20&_callback=pop",
        "rtsp://localhost:8554/live/view/1.1",
        "http://localhost:8080/a?email=x",
        "/a?bypass=1&passage=2&username=demo",
        "the password was wrong",
        "",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert redact(text) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "?",
                "&",
                "_",
                "pass",
                "PASSWORD",
                "p%61ss",
                "%5Fnonce",
                "token",
                "secret",
                "=",
                "x",
                " ",
                '"',
                "Basic ",
                "BASIC ",
                "basıc ",
                "Bearer ",
                'Nonce="',
                'response="',
                'PasswordDigest="',
                "http://",
                "RTSP://",
                ":",
                "@",
                "\u017f",
                "\u212a",
            ]
        )
    ).map("".join)
)
def test_no_secret_is_passed_over(text: str) -> None:
    assert redact(text) == _SECRETS.sub(lambda match: f"{match[match.lastgroup or 0]}***", text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["?", "&_password", "Basic ", " ", "rtsp://", ":", "@", "%5F", '"'])
def test_a_long_line_is_redacted_in_linear_time(piece: str) -> None:
    redact(piece * (100_000 // len(piece)))


def test_what_a_formatter_adds_is_blanked_too() -> None:
    from ctserver.http.redaction import RedactingFormatter

    try:
        raise ValueError("cannot open rtsp://demo:hidden@localhost/")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "f", 1, "at %s", ("/x?pass=hidden",), sys.exc_info())
    line = RedactingFormatter("%(message)s").format(record)
    assert "hidden" not in line
    assert "Traceback" in line
