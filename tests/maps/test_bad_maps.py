"""What cannot be on a map is refused with the name of the field, and changes nothing."""

import asyncio
import random
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from ctserver.auth.authenticator import Authenticator
from ctserver.clock import SteerableClock
from ctserver.db import Database
from ctserver.errors import InvalidField
from ctserver.http import errors
from ctserver.maps import images
from ctserver.maps.routes import router
from tests.maps.drawing import CAR_PARKS, URL, a_map, background, camera, created, item, picture, read, text
from tests.support.users import ADMIN

ITEM, PROPERTIES = "map.items[0]", "map.items[0].properties"
EXISTING = "expected the id of something that exists"
IMAGE = "map.backgrounds[0].image: expected a PNG, JPEG, GIF, WebP or BMP image in base64"


def without(element: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in element.items() if key != name}


def lacking(name: str) -> dict[str, Any]:
    """A camera without one of its properties."""
    return camera(5) | {"properties": without(camera(5)["properties"], name)}


def having(**properties: object) -> dict[str, Any]:
    return camera(5) | {"properties": camera(5)["properties"] | properties}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"name": ""}, "map.name: expected at least 1 characters or items"),
        ({"name": 5}, "map.name: expected a text"),
        ({"name": "a\x1bb"}, "map.name: expected text without control characters"),
        ({"scale": 0}, "map.scale: expected more than 0"),
        ({"scale": "1"}, "map.scale: expected a number"),
        ({"scale": 1e300}, "map.scale: expected at most "),
        ({"items": None}, "map.items: expected a list"),
        ({"items": [5]}, "map.items[0]: expected an object"),
        ({"items": [camera(5)] * 1001}, "map.items: expected at most 1000 characters or items"),
        ({"backgrounds": {}}, "map.backgrounds: expected a list"),
        ({"backgrounds": [background(picture())] * 21}, "map.backgrounds: expected at most 20 characters or items"),
    ],
)  # fmt: skip
def test_bad_attributes(api: httpx.Client, content: dict[str, Any], said: str) -> None:
    assert_refused(api, content, said)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        *((without(camera(5), name), f"{ITEM}.{name}: expected a value")
          for name in ("posX", "posY", "type", "width", "height", "zIndex", "properties")),
        (camera(5) | {"posX": 1.5}, f"{ITEM}.posX: expected a whole number"),
        (camera(5) | {"posX": "1"}, f"{ITEM}.posX: expected a whole number"),
        (camera(5) | {"posX": True}, f"{ITEM}.posX: expected a whole number"),
        (camera(5) | {"posY": 2**31}, f"{ITEM}.posY: expected at most 1000000"),
        (camera(5) | {"posY": -(10**40)}, f"{ITEM}.posY: expected at least -1000000"),
        (camera(5) | {"width": -1}, f"{ITEM}.width: expected at least 0"),
        (camera(5) | {"height": None}, f"{ITEM}.height: expected a whole number"),
        (camera(5) | {"zIndex": "1"}, f"{ITEM}.zIndex: expected a number"),
        (camera(5) | {"type": "device"}, f"{ITEM}.type: expected one of 'camera', 'group', 'command', 'map' or 'screen'"),
        (camera(5) | {"properties": []}, f"{PROPERTIES}: expected an object"),
        *((lacking(name), f"{PROPERTIES}.{name}: expected a value") for name in ("id", "angle", "range", "direction")),
        (having(id=99), f"{PROPERTIES}.id: {EXISTING}"),
        (having(id=10**90), f"{PROPERTIES}.id: {EXISTING}"),
        (having(id="five"), f"{PROPERTIES}.id: expected a whole number"),
        (having(id="٥"), f"{PROPERTIES}.id: expected a whole number"),
        (having(id=""), f"{PROPERTIES}.id: expected at least 1 characters or items"),
        (having(id=5.0), f"{PROPERTIES}.id: expected an id: a whole number or a text"),
        (having(id=True), f"{PROPERTIES}.id: expected an id: a whole number or a text"),
        (having(id=None), f"{PROPERTIES}.id: expected an id: a whole number or a text"),
        (having(node="2"), f"{PROPERTIES}.node: {EXISTING}"),
        (having(node="x"), f"{PROPERTIES}.node: expected a whole number"),
        (having(angle="wide"), f"{PROPERTIES}.angle: expected a number"),
        (having(range=-1), f"{PROPERTIES}.range: expected at least 0"),
        (having(direction=[]), f"{PROPERTIES}.direction: expected a number"),
        (having(items={}), f"{PROPERTIES}.items: expected a list"),
        (having(items=[camera(5)]), f"{PROPERTIES}.items[0].type: expected one of 'preset'"),
        (having(items=[item("preset", id="1")]), f"{PROPERTIES}.items[0].properties.id: {EXISTING}"),
        (having(items=[item("preset", node="9", id="1")]), f"{PROPERTIES}.items[0].properties.node: {EXISTING}"),
        (having(items=[item("preset")]), f"{PROPERTIES}.items[0].properties.id: expected a value"),
        (item("command", id="6"), f"{PROPERTIES}.id: {EXISTING}"),
        (item("map", id="6"), f"{PROPERTIES}.id: expected a UUID"),
        (item("map", id=CAR_PARKS[:-1] + "0"), f"{PROPERTIES}.id: {EXISTING}"),
    ],
)  # fmt: skip
def test_bad_elements(api: httpx.Client, element: dict[str, Any], said: str) -> None:
    assert_refused(api, {"items": [element]}, said)


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("<binary data>", IMAGE),
        ("", IMAGE),
        ("é", IMAGE),
        (text(b"no image"), IMAGE),
        (text(picture()[:-30]), IMAGE),
        (text(picture("TIFF")), IMAGE),
        ("data:image/png," + text(picture()), IMAGE),
        (text(bytes(8 * 2**20 + 1)), "map.backgrounds[0].image: expected an image of at most 8388608 bytes"),
    ],
    ids=["printed", "empty", "no base64", "no image", "cut off", "tiff", "plain data url", "large"],
)
def test_bad_images(api: httpx.Client, image: str, said: str) -> None:
    assert_refused(api, {"backgrounds": [background(image)]}, said)


def assert_refused(api: httpx.Client, content: dict[str, Any], said: str) -> None:
    answer = api.post(URL, json=a_map(**content), auth=ADMIN)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"].startswith(f"Invalid value for {said}")


@pytest.mark.parametrize("name", ["name", "items", "backgrounds"])
def test_a_new_map_must_have(api: httpx.Client, name: str) -> None:
    answer = api.post(URL, json={"map": without(a_map()["map"], name)}, auth=ADMIN)
    assert (answer.status_code, answer.json()) == (400, {"error": f"Invalid value for map.{name}: expected a value."})


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    with pytest.raises(InvalidField) as refused:
        images.decode(text(bomb(8000, 8000)), "image")
    assert refused.value.parameters["expected"] == "expected.image_size"


def bomb(width: int, height: int) -> bytes:
    """A GIF of a few bytes that says that it is so large."""
    gif = bytearray(picture("GIF", (1, 1)))
    gif[6:10] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return bytes(gif)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("form", ["plain", "data url", "lines"])
def test_an_image_comes_back_as_it_was_sent(kind: str, form: str) -> None:
    image = picture(kind)
    encoded = {
        "plain": text(image),
        "data url": f"data:image/{kind.lower()};base64,{text(image)}",
        "lines": "\r\n".join(text(image)[i : i + 20] for i in range(0, len(text(image)), 20)),
    }[form]
    assert images.decode(encoded, "image") == image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_whatever_broken_bytes_lead_a_decoder_to_is_a_refusal(kind: str) -> None:
    dice, whole = random.Random(kind), picture(kind, (40, 30))
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            assert images.decode(text(bytes(broken)), "image") == broken
        except InvalidField as refused:
            assert refused.parameters["field"] == "image"  # noqa: PT017 (either outcome is right)


def test_a_refused_change_changes_nothing(own: httpx.Client) -> None:
    uuid = created(own, items=[camera(5)], backgrounds=[background(picture())])
    before = read(own, uuid)
    for content in ({"items": [camera(99)]}, {"backgrounds": [background("x")]}, {"name": "New", "scale": -1}):
        assert own.put(f"{URL}/{uuid}", json=a_map(**content)).status_code == 400
    assert read(own, uuid) == before


def test_an_image_is_judged_while_another_writes(database: Database) -> None:
    """Were it judged within the session, this would wait for the other, for ever."""

    async def refusal() -> httpx.Response:
        clock = SteerableClock(0, rate=0)
        app = FastAPI()
        app.include_router(router)
        errors.install(app)
        app.state.database, app.state.clock, app.state.writer = database, clock, asyncio.Lock()
        app.state.authenticator = Authenticator(database, clock)
        async with (
            app.state.writer,
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client,
        ):
            answer = await client.post("/maps", json=a_map(backgrounds=[background("x")]), auth=("admin", "camtrace"))
        app.state.authenticator.close()
        return answer

    answer = asyncio.run(refusal())
    assert (answer.status_code, answer.json()["error"]) == (400, f"Invalid value for {IMAGE}.")
