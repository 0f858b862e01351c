"""What folders are made of, and the requests that make and read them."""

from typing import Any

import httpx

from tests.support.users import ADMIN
from tests.support.wsse import WsseAuth

URL = "/api/v1.2/folders"
OUTSIDE = "b1f6f1a2-7d54-4c0b-8f53-1e0a2d9c4e01"
INSIDE = "5d2a7c90-3e1b-4f6a-a6d8-94c7b0e1f802"
NOWHERE = "00000000-0000-4000-8000-000000000000"
CAR_PARKS = "2ce55d7c-9a0b-4e0f-9d5e-0d7b7a3f6c11"
GROUND_FLOOR = "8f14a9b6-53c7-4d19-b1a4-6e2c0f9d7b52"
EXISTING = "expected the id of something that exists"


def a_folder(**content: Any) -> dict[str, Any]:
    return {"folder": {"name": "Selection 3", "items": [], **content}}


def inner(name: str, *items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "folder", "name": name, "items": list(items), **more}


def camera(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "camera", "id": number, **more}


def created(api: httpx.Client, **content: Any) -> str:
    """Its uuid."""
    answer = api.post(URL, json=a_folder(**content))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["folder"]["uuid"])


def read(api: httpx.Client, uuid: str, auth: WsseAuth = ADMIN) -> dict[str, Any]:
    return dict(api.get(f"{URL}/{uuid}", auth=auth).json()["folder"])


def names(items: list[dict[str, Any]]) -> list[Any]:
    """What an element is known by, of those that earlier chapters decide on; of a folder its name and what is in it."""
    return [
        (item["name"], names(item["items"])) if item["type"] == "folder" else item.get("id", item.get("uuid"))
        for item in items
        if item["type"] in ("folder", "camera", "map")
    ]
