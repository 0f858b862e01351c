"""What maps are made of, and the requests that make and read them."""

import base64
import io
from typing import Any

import httpx
from PIL import Image

URL = "/api/v1.2/maps"
CAR_PARKS = "2ce55d7c-9a0b-4e0f-9d5e-0d7b7a3f6c11"
GROUND_FLOOR = "8f14a9b6-53c7-4d19-b1a4-6e2c0f9d7b52"


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(stream, kind)
    return stream.getvalue()


def text(image: bytes) -> str:
    return base64.b64encode(image).decode()


def item(kind: str, **properties: Any) -> dict[str, Any]:
    return {"posX": 332, "posY": 271, "type": kind, "width": 40, "height": 40, "zIndex": 1, "properties": properties}


def camera(number: object, **more: Any) -> dict[str, Any]:
    return item("camera", id=number, node="0", angle=16.49, range=288.1, direction=32, **more)


def background(image: bytes | str) -> dict[str, Any]:
    encoded = image if isinstance(image, str) else text(image)
    return {"posX": 20, "posY": 19, "image": encoded, "width": 1280, "height": 770, "zIndex": 0}


def a_map(**content: Any) -> dict[str, Any]:
    return {"map": {"name": "Building 2", "items": [], "backgrounds": [], **content}}


def created(api: httpx.Client, **content: Any) -> str:
    """Its uuid."""
    answer = api.post(URL, json=a_map(**content))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["map"]["uuid"])


def read(api: httpx.Client, uuid: str) -> dict[str, Any]:
    return dict(api.get(f"{URL}/{uuid}").json()["map"])
