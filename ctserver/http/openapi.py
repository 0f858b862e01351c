"""The API's own description (`/openapi.json`, `/docs`): errors as they are here, and how to authenticate."""

from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ctserver.http.routing import every_route

ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"], "title": "Error"}
SECURITY = {
    "basic": {"type": "http", "scheme": "basic"},
    "wsse": {
        "type": "apiKey",
        "in": "header",
        "name": "X-WSSE",
        "description": 'UsernameToken Username="…", PasswordDigest="…", Nonce="…", Created="…"',
    },
}
_REFUSALS = {
    "400": "A value is missing or wrong; the text names the field and what was expected",
    "401": "The credentials are missing, wrong, expired or were used before",
    "403": "The user lacks the right",
    "404": "There is no such thing, or the user may not know of it",
    "405": "The method is not allowed here",
    "409": "There is already one like this",
    "413": "The body is too large",
}
_OF_FRAMEWORK = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    app.openapi = partial(_describe, app)  # type: ignore[method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    """Made when it is first asked for."""
    if app.openapi_schema is None:
        routes = [*every_route(app.routes)]
        described = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=routes)
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        for name in _OF_FRAMEWORK:
            schemas.pop(name, None)
        schemas["Error"] = ERROR
        described["components"]["securitySchemes"] = SECURITY
        described["security"] = [{}, *({name: []} for name in SECURITY)]
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"] = _responses(operation["responses"])
        app.openapi_schema = described
    return app.openapi_schema


def _responses(declared: dict[str, Any]) -> dict[str, Any]:
    """FastAPI would answer 422 to what is 400 here."""
    refusals = {status: _refusal(text) for status, text in _REFUSALS.items() if status not in declared}
    return {status: answer for status, answer in declared.items() if status != "422"} | refusals


def _refusal(text: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Error"}
    return {"description": text, "content": {"application/json": {"schema": reference}}}
