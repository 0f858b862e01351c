"""Messages and interleaved data (RFC 2326 §4 to §7, §10.12), each good one with a broken twin."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.exchange import vet
from ctserver.video.rtsp.messages import (
    BODY_LIMIT,
    HEAD_LIMIT,
    Headers,
    Interleaved,
    Message,
    MessageError,
    Reader,
    Request,
    Response,
)

OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"


def read_all(*chunks: bytes) -> list[Message | MessageError]:
    """Every message and every error that a reader finds in these bytes."""
    reader = Reader()
    found: list[Message | MessageError] = []
    for chunk in chunks:
        reader.feed(chunk)
        while True:
            try:
                message = reader.next()
            except MessageError as error:
                found.append(error)
                continue
            if message is None:
                break
            found.append(message)
    return found


def only(data: bytes) -> Message | MessageError:
    (message,) = read_all(data)
    return message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (OPTIONS, Request("OPTIONS", "*", Headers((("CSeq", "1"),)))),
        (b"\r\n\r\n" + OPTIONS, Request("OPTIONS", "*", Headers((("CSeq", "1"),)))),
        (OPTIONS.replace(b"\r\n", b"\n"), Request("OPTIONS", "*", Headers((("CSeq", "1"),)))),
        (b"A b RTSP/1.0\r\ncseq :  7  \r\n\r\n", Request("A", "b", Headers((("cseq", "7"),)))),
        (b"A b RTSP/1.0\r\nX: a\r\n  b\r\n\r\n", Request("A", "b", Headers((("X", "a b"),)))),
        (b"A b RTSP/1.0\r\nX:\r\n\r\n", Request("A", "b", Headers((("X", ""),)))),
        (b"A b RTSP/1.0\r\n\r\n", Request("A", "b")),
        (b"A caf\xe9 RTSP/1.0\r\n\r\n", Request("A", "caf\xe9")),
        (
            b"A b RTSP/1.0\r\nContent-Length: 3\r\n\r\nxyz",
            Request("A", "b", Headers((("Content-Length", "3"),)), b"xyz"),
        ),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", Response(200, Headers((("CSeq", "1"),)), reason="OK")),
        (b"$\x05\x00\x03abc", Interleaved(5, b"abc")),
        (b"$\x00\x00\x00", Interleaved(0, b"")),
    ],
)
def test_good_messages(data: bytes, expected: Message) -> None:
    assert only(data) == expected


@pytest.mark.parametrize(
    ("data", "status", "recoverable"),
    [
        (b"OPTIONS *\r\nCSeq: 1\r\n\r\n", 400, False),
        (b"OPTIONS  * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 400, False),
        (b"OPT(IONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 400, False),
        (b"OPTIONS * rtsp\r\nCSeq: 1\r\n\r\n", 400, False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 505, False),
        (b"RTSP/1.0 abc\r\n\r\n", 400, False),
        (b"A b RTSP/1.0\r\nno colon\r\n\r\n", 400, True),
        (b"A b RTSP/1.0\r\n: empty\r\n\r\n", 400, True),
        (b"A b RTSP/1.0\r\n folded first\r\n\r\n", 400, True),
        (b"A b RTSP/1.0\r\nX: a\x00b\r\n\r\n", 400, True),
        (b"A b RTSP/1.0\r\nContent-Length: x\r\n\r\n", 400, False),
        (b"A b RTSP/1.0\r\nContent-Length: -1\r\n\r\n", 400, False),
        (b"A b RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, False),
        (b"A b RTSP/1.0\r\nContent-Length: %d\r\n\r\n" % (BODY_LIMIT + 1), 413, False),
    ],
)
def test_broken_messages(data: bytes, status: int, recoverable: bool) -> None:
    """After a recoverable one the next message is read; after another, nothing is."""
    error, *following = read_all(data + OPTIONS)
    assert isinstance(error, MessageError)
    assert (error.status, error.recoverable) == (status, recoverable)
    assert [type(message) for message in following] == ([Request] if recoverable else [])


def test_header_block_may_have_16_kilobytes_and_no_more() -> None:
    start = b"A b RTSP/1.0\r\nX: "
    assert isinstance(only(start + b"x" * (HEAD_LIMIT - len(start)) + b"\r\n\r\n"), Request)
    assert isinstance(only(start + b"x" * (HEAD_LIMIT - len(start) + 1) + b"\r\n\r\n"), MessageError)
    assert isinstance(only(b"x" * (HEAD_LIMIT + 1)), MessageError)


def test_body_may_have_64_kilobytes() -> None:
    message = only(b"A b RTSP/1.0\r\nContent-Length: %d\r\n\r\n" % BODY_LIMIT + bytes(BODY_LIMIT))
    assert isinstance(message, Request)
    assert len(message.body) == BODY_LIMIT


@pytest.mark.parametrize(
    ("data", "status", "header"),
    [
        (b"OPTIONS * RTSP/1.0\r\nX: 1\r\n\r\n", 400, None),
        (b"OPTIONS * RTSP/1.0\r\nCSeq: one\r\n\r\n", 400, None),
        (b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nCSeq: 2\r\n\r\n", 400, None),
        (b"OPTIONS * RTSP/2.0\r\nCSeq: 1\r\n\r\n", 505, None),
        (b"ANNOUNCE * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 405, "Allow"),
        (b"options * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 501, "Public"),
        (b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nRequire: a\r\nrequire: b\r\n\r\n", 551, "Unsupported"),
    ],
)
def test_requests_that_no_state_could_make_valid(data: bytes, status: int, header: str | None) -> None:
    with pytest.raises(MessageError) as caught:
        vet(Request.parse(data))
    assert (caught.value.status, caught.value.recoverable) == (status, True)
    assert [name for name, _ in caught.value.headers] == ([header] if header else [])


def test_header_names_compare_without_case() -> None:
    headers = Headers((("cSEQ", "1"), ("X", "a"), ("x", "b")))
    assert (headers.get("CSeq"), headers.all("X"), headers.get("Y")) == ("1", ("a", "b"), None)


def test_parse_wants_exactly_one_message_of_its_kind() -> None:
    for data in (b"", OPTIONS[:-1], OPTIONS + OPTIONS, b"RTSP/1.0 200 OK\r\n\r\n", b"$\x00\x00\x00"):
        with pytest.raises(MessageError):
            Request.parse(data)


TOKEN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_-", min_size=1, max_size=12)
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=40).map(
    lambda text: text.strip(" \t")
)
HEADERS = st.lists(st.tuples(TOKEN.filter(lambda name: name != "CONTENT-LENGTH"), VALUE), max_size=5).map(
    lambda items: Headers(tuple(items))
)
URL = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f"), min_size=1, max_size=40)
REQUESTS = st.builds(Request, TOKEN, URL, HEADERS)
FRAMES = st.builds(Interleaved, st.integers(0, 255), st.binary(max_size=300))


@given(REQUESTS)
def test_requests_survive_the_wire(request: Request) -> None:
    assert Request.parse(bytes(request)) == request


@given(st.integers(100, 999), HEADERS, st.binary(max_size=200))
def test_responses_survive_the_wire(status: int, headers: Headers, body: bytes) -> None:
    response = Response(status, headers, body, "Some Reason")
    parsed = Response.parse(bytes(response))
    assert (parsed.status, parsed.body, parsed.headers.items[: len(headers.items)]) == (status, body, headers.items)
    assert parsed.headers.get("Content-Length") == (str(len(body)) if body else None)


@given(st.lists(st.one_of(REQUESTS, FRAMES), max_size=6), st.lists(st.integers(0, 3000), max_size=8))
def test_messages_do_not_depend_on_how_the_bytes_arrive(messages: list[Message], cuts: list[int]) -> None:
    data = b"".join(map(bytes, messages))
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[a:b] for a, b in itertools.pairwise(edges)]
    assert read_all(*chunks) == messages


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_message_error(data: bytes) -> None:
    read_all(data, b"\r\n\r\n", b"$\x00\x00\x01x")
