import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.apps import ask

WRAPPED = re.compile(r'([\w$.]+)\(\{"meta": \{"status": (\d+)\}, "data": (.*)\}\);', re.DOTALL)


def unwrap(text: str) -> tuple[str, int, Any]:
    match = WRAPPED.fullmatch(text)
    assert match, text
    return match[1], int(match[2]), json.loads(match[3])


def test_json_is_wrapped_in_a_call() -> None:
    answer = ask("GET", "/api/v1.2/separators?_callback=pop")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/javascript")
    assert unwrap(answer.text) == ("pop", 200, {"text": "a\u2028b\u2029c"})


def test_line_separators_of_unicode_are_escaped() -> None:
    answer = ask("GET", "/api/v1.2/separators?_callback=pop")
    assert {"\u2028", "\u2029"}.isdisjoint(answer.text)


def test_the_announced_length_is_that_of_the_call() -> None:
    answer = ask("GET", "/api/v1.2/separators?_callback=pop")
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(("path", "status"), [("crash", 500), ("nothing", 404)])
def test_an_error_is_wrapped_with_status_200(path: str, status: int) -> None:
    answer = ask("GET", f"/api/v1.2/{path}?_callback=pop")
    name, stated, data = unwrap(answer.text)
    assert (answer.status_code, name, stated, list(data)) == (200, "pop", status, ["error"])


@pytest.mark.parametrize("name", ["f", "$", "_", "a.b.c", "jQuery_1.$2", "x" * 128])
def test_a_dotted_identifier_is_taken(name: str) -> None:
    assert unwrap(ask("GET", "/api/v1.2/separators", params={"_callback": name}).text)[0] == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1a",
        "a.",
        ".a",
        "a..b",
        "a b",
        "a-b",
        "a(b)",
        "alert(1)//",
        "a;b",
        "é",
        "a\n",
        "a[0]",
        "x" * 129,
        "</script>",
    ],
)
def test_any_other_name_is_400(name: str) -> None:
    answer = ask("GET", "/api/v1.2/separators", params={"_callback": name})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json() == {
        "error": "Invalid value for _callback: expected a JavaScript identifier, dots allowed, of at most 128 characters."
    }


def test_head_announces_the_wrapped_length_without_a_body() -> None:
    get, head = (ask(method, "/api/v1.2/separators?_callback=pop") for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["content-type"] == "application/javascript"


def test_what_is_not_json_passes_untouched() -> None:
    answer = ask("GET", "/api/v1.2/plain?_callback=pop")
    assert (answer.text, answer.headers["content-type"]) == ("as it is", "text/plain; charset=utf-8")


def test_other_methods_are_not_wrapped() -> None:
    answer = ask("POST", "/api/v1.2/orders?_callback=pop", json={"parcels": []})
    assert answer.json() == 0


def test_a_parameter_that_only_ends_like_it_is_not_a_callback() -> None:
    assert ask("GET", "/api/v1.2/separators?my_callback=pop").json()


@given(st.text(max_size=200))
def test_any_name_gives_a_call_or_400(name: str) -> None:
    answer = ask("GET", "/api/v1.2/plain", params={"_callback": name.encode("utf-8", "replace")})
    assert answer.status_code in (200, 400)


@given(st.binary(max_size=200))
def test_any_query_string_is_answered(query: bytes) -> None:
    text = query.decode("latin-1")
    printable = "".join(character for character in text if character.isprintable() and character not in "# ")
    assert ask("GET", f"/api/v1.2/plain?_callback={printable}").status_code in (200, 400)
