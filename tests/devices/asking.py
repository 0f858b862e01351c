"""What the tests ask of a device."""

import json
from typing import Any
from uuid import uuid4

import httpx

from tests.support.users import ADMIN

ENTRANCE = "3000efd7-62b3-4a6e-ac05-a76f0d831a52"
PERIMETER = "3000efd7-62b3-4a6e-ac05-a76f0d831a58"
AT = "2022-07-25T16:26:36.903Z"
"""Long before the events that the site has."""


def event(event_type: str = "analytics.motion", timestamp: str = AT, **parameters: object) -> dict[str, Any]:
    return {
        "eventId": str(uuid4()),
        "type": event_type,
        "description": {"params": parameters},
        "timestamp": timestamp,
    }


def insert(own: httpx.Client, told: dict[str, Any], device: str = ENTRANCE, **request: Any) -> httpx.Response:
    return post(own, f"/devices/{device}/events", {"event": told}, **request)


def ask(own: httpx.Client, *criteria: dict[str, Any], device: str = ENTRANCE, **request: Any) -> httpx.Response:
    return post(own, f"/devices/{device}/proxy/events/search", {"criteria": criteria}, **request)


def post(own: httpx.Client, path: str, body: object, **request: Any) -> httpx.Response:
    """As an administrator unless told; lone surrogates are sent as escapes, which the client's own JSON cannot do."""
    headers = {"Content-Type": "application/json"} | request.pop("headers", {})
    return own.post(path, content=json.dumps(body), headers=headers, **{"auth": ADMIN, **request})


def search(own: httpx.Client, *criteria: dict[str, Any], **request: Any) -> list[dict[str, Any]]:
    answer = ask(own, *criteria, **request)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["events"])


def by(name: str, value: object, comparator: str | None = None) -> dict[str, Any]:
    return {"name": name, "value": value} | ({"comparator": comparator} if comparator else {})
