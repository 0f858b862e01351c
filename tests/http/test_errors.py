"""Every error, ours or the framework's, is `{"error": text}` in the client's language."""

from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from ctserver import errors
from ctserver.http.errors import error_response, field_path, invalid
from ctserver.http.messages import LANGUAGES, error_text
from tests.support.apps import MAX_BODY, ask


class Everything(BaseModel, extra="forbid"):
    whole: int = 0
    number: float = 0
    flag: bool = False
    name: Annotated[str, Field(min_length=2, max_length=4)] = "ab"
    at: AwareDatetime | None = None
    key: UUID | None = None
    items: Annotated[list[int], Field(max_length=2)] = []
    inner: dict[str, int] = {}
    limit: Annotated[int, Field(ge=1, le=1000)] = 1
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    kind: Literal["sum", "concat"] = "sum"


def refused(**values: Any) -> errors.ApiError:
    """Our error for the first problem that pydantic has with `values` in a body."""
    with pytest.raises(ValidationError) as failure:
        TypeAdapter(Everything).validate_python(values)
    problem = dict(failure.value.errors()[0])
    return invalid(RequestValidationError([problem | {"loc": ("body", *failure.value.errors()[0]["loc"])}]).errors()[0])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"whole": "x"}, "Invalid value for whole: expected a whole number."),
        ({"whole": 1.5}, "Invalid value for whole: expected a whole number."),
        ({"whole": "9" * 5000}, "Invalid value for whole: expected a whole number."),
        ({"number": "x"}, "Invalid value for number: expected a number."),
        ({"flag": "maybe"}, "Invalid value for flag: expected true or false."),
        ({"name": 5}, "Invalid value for name: expected a text."),
        ({"name": "a"}, "Invalid value for name: expected at least 2 characters or items."),
        ({"name": "abcde"}, "Invalid value for name: expected at most 4 characters or items."),
        ({"at": "soon"}, "Invalid value for at: expected an ISO 8601 date such as 2026-11-26T08:00:00Z."),
        ({"at": "2026-11-26T08:00:00"}, "Invalid value for at: expected an ISO 8601 date such as 2026-11-26T08:00:00Z."),
        ({"key": "x"}, "Invalid value for key: expected a UUID."),
        ({"items": 5}, "Invalid value for items: expected a list."),
        ({"items": [1, "x"]}, "Invalid value for items[1]: expected a whole number."),
        ({"items": [1, 2, 3]}, "Invalid value for items: expected at most 2 characters or items."),
        ({"inner": 5}, "Invalid value for inner: expected an object."),
        ({"inner": {"a": "x"}}, "Invalid value for inner.a: expected a whole number."),
        ({"limit": 0}, "Invalid value for limit: expected at least 1."),
        ({"limit": 1001}, "Invalid value for limit: expected at most 1000."),
        ({"share": 0}, "Invalid value for share: expected more than 0.0."),
        ({"share": 1}, "Invalid value for share: expected less than 1.0."),
        ({"kind": "md5"}, "Invalid value for kind: expected one of 'sum' or 'concat'."),
        ({"other": 1}, "Invalid value for other: expected a field of the document."),
    ],
)  # fmt: skip
def test_a_problem_names_the_field_and_what_was_expected(values: dict[str, Any], text: str) -> None:
    refusal = refused(**values)
    assert (refusal.status, error_text(refusal, "en")) == (400, text)


def test_a_problem_of_an_unknown_kind_is_a_valid_value_expected() -> None:
    refusal = invalid({"type": "tomorrows_type", "loc": ("query", "limit")})
    assert error_text(refusal, "en") == "Invalid value for limit: expected a valid value."


def test_invalid_json_names_the_position() -> None:
    refusal = invalid({"type": "json_invalid", "loc": ("body", 17), "ctx": {"error": "Expecting value"}})
    assert (refusal.status, refusal.code) == (400, "invalid_json")
    assert error_text(refusal, "en") == "The body is not valid JSON: Expecting value at character 17."


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (("body", "group", "levels", 0, "name"), "group.levels[0].name"),
        (("query", "limit"), "limit"),
        (("path", "camera_id"), "camera_id"),
        (("body",), "body"),
        (("body", 0), "[0]"),
    ],
)
def test_a_location_is_written_as_a_path(location: tuple[str | int, ...], path: str) -> None:
    assert field_path(location) == path


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{", "The body is not valid JSON: Expecting property name enclosed in double quotes at character 1."),
        (b"", "Invalid value for body: expected a value."),
        (b"[]", "Invalid value for body: expected an object."),
        (b'{"parcels": [{"weight": 0}]}', "Invalid value for parcels[0].weight: expected at least 1."),
        (b'{"parcels": [{"weight": 1, "expected.size": 1}]}',
         "Invalid value for parcels[0].expected.size: expected a field of the document."),
        (b'{"parcels": [{}]}', "Invalid value for parcels[0].weight: expected a value."),
        (b'{"parcels": "\xff"}', "Invalid value for body: expected a valid value."),
    ],
)  # fmt: skip
def test_a_bad_body_is_400_and_never_422(body: bytes, text: str) -> None:
    answer = ask("POST", "/api/v1.2/orders", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": text})


def test_a_good_body_is_taken() -> None:
    assert ask("POST", "/api/v1.2/orders", json={"parcels": [{"weight": 3}]}).json() == 1


def test_a_crash_is_500_without_internals() -> None:
    answer = ask("GET", "/api/v1.2/crash")
    name = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "error": f"The server met an unexpected error; its log has the details under request {name}."
    }


def test_a_crash_is_logged_once_with_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    ask("GET", "/api/v1.2/crash")
    crashes = [record for record in caplog.records if record.exc_info and record.levelname == "ERROR"]
    assert [record.name for record in crashes] == ["ctserver.http"]
    assert "the secret of the internals" in caplog.text


def test_a_crash_is_told_in_the_clients_language() -> None:
    answer = ask("GET", "/api/v1.2/crash", headers={"Accept-Language": "fr"})
    assert answer.json()["error"].startswith("Le serveur a rencontré une erreur inattendue")


def test_an_announced_body_that_is_too_large_is_refused_unread() -> None:
    answer = ask("POST", "/api/v1.2/orders", content=b" " * (MAX_BODY + 1))
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert answer.json() == {"error": "The body is too large: at most 1000 bytes are accepted."}


def test_a_body_that_grows_too_large_is_refused() -> None:
    answer = ask("POST", "/api/v1.2/orders", content=stream(b" " * 400, b" " * 400, b" " * 400))
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.json()) == (
        413, {"error": "The body is too large: at most 1000 bytes are accepted."}
    )  # fmt: skip


def test_a_body_of_the_largest_size_is_taken() -> None:
    body = b'{"parcels": []}'.ljust(MAX_BODY)
    assert ask("POST", "/api/v1.2/orders", content=body, headers={"Content-Type": "application/json"}).json() == 0


async def stream(*chunks: bytes) -> Any:
    for chunk in chunks:
        yield chunk


def test_an_unknown_path_is_404_naming_it() -> None:
    answer = ask("GET", "/api/v1.2/goups")
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no resource at /api/v1.2/goups."})


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("DELETE", "/api/v1.2/plain", "GET, HEAD"),
    ("POST", "/api/v1.2/plain", "GET, HEAD"),
    ("PATCH", "/api/v1.2/orders", "POST"),
])  # fmt: skip
def test_another_method_is_405_and_told_the_allowed_ones(method: str, path: str, allowed: str) -> None:
    answer = ask(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json() == {"error": f"Method {method} is not allowed here; allowed: {allowed}."}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_of_an_error_is_utf8_json(language: str) -> None:
    scope = {"type": "http", "path": "/api/v1.2/x", "headers": [(b"accept-language", language.encode())]}
    answer = error_response(errors.UnknownPath(path="/é\ud800"), scope)
    assert answer.headers["content-type"] == "application/json"
    assert "/é?" in bytes(answer.body).decode("utf-8")


@pytest.mark.parametrize(("path", "challenge"), [
    ("/api/v1.2/cameras", 'WSSE realm="CT-Server", profile="UsernameToken"'),
    ("/live/view/1.1", 'Basic realm="CT-Server"'),
])  # fmt: skip
def test_401_challenges_by_the_kind_of_client(path: str, challenge: str) -> None:
    answer = error_response(errors.CredentialsRequired(), {"type": "http", "path": path, "headers": []})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, challenge)
