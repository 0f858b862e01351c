"""The one translator: every error, ours or the framework's, becomes `{"error": text}` in the client's language here."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from ctserver import errors
from ctserver.errors import ApiError
from ctserver.http.messages import best_language, error_text
from ctserver.http.request_id import request_id

log = logging.getLogger("ctserver.http")

API_CHALLENGE = 'WSSE realm="CT-Server", profile="UsernameToken"'
PUSH_CHALLENGE = 'Basic realm="CT-Server"'


def header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def error_response(error: ApiError, scope: Scope, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries `error`. 401 challenges with WSSE, for which no browser opens a dialog, except on PUSH HTTP."""
    text = error_text(error, best_language(header(scope, b"accept-language")))
    body = json.dumps({"error": text}, ensure_ascii=False, separators=(",", ":"))
    answer = Response(body.encode("utf-8", "replace"), error.status, headers, media_type="application/json")
    if error.status == 401:
        is_api = scope["path"].startswith("/api")
        answer.headers["WWW-Authenticate"] = API_CHALLENGE if is_api else PUSH_CHALLENGE
    return answer


def install(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(HTTPException, _on_framework_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(Exception, _on_crash)


async def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    log.info("%s %s", error.status, error.code)
    return error_response(error, request.scope)


async def _on_framework_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = _with_head((error.headers or {}).get("Allow", ""))
        refusal = errors.MethodNotAllowed(method=request.method, allowed=allowed)
        return error_response(refusal, request.scope, {"Allow": allowed})
    if error.status_code == 413:
        return error_response(errors.BodyTooLarge(limit=request.app.state.max_body), request.scope)
    if error.status_code == 400:
        return error_response(errors.InvalidField("body", "expected.valid"), request.scope)
    return error_response(errors.UnknownPath(path=request.url.path), request.scope)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(invalid(error.errors()[0]), request.scope)


async def _on_crash(request: Request, error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return error_response(errors.InternalError(request=request_id()), request.scope)


def _with_head(allowed: str) -> str:
    """`Allow` names HEAD wherever GET works: one middleware serves it for all."""
    methods = {method.strip() for method in allowed.split(",") if method.strip()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


# pydantic's error type → our code of what was expected; `limit` is filled from the error's context.
_EXPECTED = {
    "int_type": "integer", "int_parsing": "integer", "int_from_float": "integer", "int_parsing_size": "integer",
    "float_type": "number", "float_parsing": "number", "finite_number": "number",
    "bool_type": "boolean", "bool_parsing": "boolean",
    "string_type": "string", "string_unicode": "string",
    "datetime_type": "date", "datetime_parsing": "date", "datetime_from_date_parsing": "date", "timezone_aware": "date",
    "uuid_type": "uuid", "uuid_parsing": "uuid", "uuid_version": "uuid",
    "list_type": "list", "tuple_type": "list", "set_type": "list",
    "dict_type": "object", "model_type": "object", "model_attributes_type": "object",
    "missing": "value", "extra_forbidden": "known_field",
    "greater_than_equal": "at_least", "less_than_equal": "at_most", "greater_than": "greater_than", "less_than": "less_than",
    "string_too_short": "min_length", "too_short": "min_length", "string_too_long": "max_length", "too_long": "max_length",
    "literal_error": "one_of", "enum": "one_of",
}  # fmt: skip


def invalid(problem: Mapping[str, Any]) -> ApiError:
    """Our error for one of pydantic's."""
    context = problem.get("ctx", {})
    if problem["type"] == "json_invalid":
        return errors.InvalidJson(detail=context.get("error", ""), position=problem["loc"][-1])
    if "expected" in context and problem["type"] == context["expected"]:  # raised by `http.fields.refuse`
        return errors.InvalidField(field_path(problem["loc"]), f"expected.{problem['type']}", **_others(context))
    limits = [context[name] for name in ("ge", "le", "gt", "lt", "min_length", "max_length") if name in context]
    return errors.InvalidField(
        field_path(problem["loc"]),
        f"expected.{_EXPECTED.get(problem['type'], 'valid')}",
        limit=limits[0] if limits else "",
        choices=context.get("expected", ""),
    )


def _others(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name != "expected"}


def field_path(location: tuple[str | int, ...]) -> str:
    """`("body", "group", "levels", 0, "name")` → `group.levels[0].name`."""
    path = ""
    for part in location[1:] or location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
