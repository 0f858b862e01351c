"""Bad values in every field of every body and in every parameter: refused with the field's name, and nothing changes.

What is bad is told by the type of the value that stands there, and by the API's own description: what must be there, what
may be null, the bounds of numbers and lengths. Which fields an element of some type must have is the chapters' affair.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.schemas import MISSING, Schema, changes, met, named_in
from tests.support.serving import serving

CAR_PARKS, OUTSIDE = "2ce55d7c-9a0b-4e0f-9d5e-0d7b7a3f6c11", "b1f6f1a2-7d54-4c0b-8f53-1e0a2d9c4e01"
DEVICE = "3000efd7-62b3-4a6e-ac05-a76f0d831a52"
LOGS = {"action", "system_log"}
REFUSED = {400, 404, 409, 413}
PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

ELEMENT = {"position": 0, "serverId": 0, "cameraId": 1, "streamId": 1, "mode": "v", "type": "c", "keepRatio": True}
MOSAIC = {
    "name": "m", "rows": 1, "cols": 1, "pushMode": False, "fullScreen": False, "stayOnTop": False, "displayCode": 7,
    "defaultLevelDuration": 5, "comments": "c", "layout": [[0]], "levels": [{"name": "l", "duration": 5, "elements": [ELEMENT]}],
}  # fmt: skip
PRESET = {
    "posX": 1,
    "posY": 2,
    "type": "preset",
    "width": 3,
    "height": 4,
    "zIndex": 1,
    "properties": {"id": "1", "node": "0"},
}
PROPERTIES = {"id": 1, "node": "0", "angle": 1.5, "range": 2.5, "direction": 3, "items": [PRESET]}
MAP = {
    "name": "m", "scale": 1.5,
    "items": [{"posX": 1, "posY": 2, "type": "camera", "width": 3, "height": 4, "zIndex": 1, "properties": PROPERTIES}],
    "backgrounds": [{"posX": 1, "posY": 2, "width": 3, "height": 4, "zIndex": 1, "image": PIXEL}],
}  # fmt: skip
FOLDER = {
    "name": "f", "regexId": 1,
    "items": [{"type": "folder", "name": "g", "weight": 1, "items": [{"type": "camera", "serverId": 0, "id": 1, "weight": 2}]}],
}  # fmt: skip
REGEX = {"name": "r", "default": False, "params": {"value": "(a)", "group": [1]}}
EVENT = {
    "eventId": "0b9c3a52-6c1e-4f0e-8a53-0c8e9a3b7d11", "type": "io.input", "timestamp": "2026-01-01T00:00:00Z",
    "description": {"params": {}},
}  # fmt: skip
PRECORD = {
    "cameraId": 1, "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:01:00Z", "type": "r", "comment": "c",
}  # fmt: skip
EXPORT = {
    "cameraId": 1, "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:01:00Z", "type": "r", "diskId": 1, "comment": "c",
}  # fmt: skip
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/groups"): {"group": MOSAIC},
    ("PUT", "/groups/2"): {"group": MOSAIC},
    ("PUT", "/screens/1"): {"screen": {"serverId": 0, "cameraId": 2}},
    ("POST", "/regex"): {"regex": REGEX},
    ("PUT", "/regex/1"): {"regex": REGEX},
    ("POST", "/maps"): {"map": MAP},
    ("PUT", f"/maps/{CAR_PARKS}"): {"map": MAP},
    ("POST", "/folders"): {"folder": FOLDER},
    ("PUT", f"/folders/{OUTSIDE}"): {"folder": FOLDER},
    ("PATCH", "/folders"): {"folders": [{"uuid": OUTSIDE, "weight": 1}]},
    ("PUT", "/scenarios/1"): {"scenario": {"ignored": False}},
    ("POST", "/precords"): {"precord": PRECORD},
    ("POST", "/exports"): {"export": EXPORT},
    ("PUT", "/exports/3"): {"export": {"archived": True}},
    ("POST", "/snapshots"): {"snapshot": {"cameraId": 1, "time": "2020-01-01T00:00:00Z", "comment": "c"}},
    ("PUT", "/snapshots/12"): {"snapshot": {"comment": "c"}},
    ("POST", "/license"): {"license": "{}"},
    ("POST", f"/devices/{DEVICE}/events"): {"event": EVENT},
    ("POST", f"/devices/{DEVICE}/proxy/events/search"): {
        "criteria": [{"name": "timestamp", "comparator": ">", "value": "2026-01-01T00:00:00Z"}]
    },
}
"""Each is accepted as it stands, or would be refused for its last value alone."""
CYCLE: dict[str, Any] = {
    "name": "l",
    "duration": 5,
    "elements": [{"position": 0, "cameraId": 1, "streamId": 1, "quality": 1}],
}
CASES: list[tuple[str, str, dict[str, Any]]] = [
    *((*operation, body) for operation, body in BODIES.items()),
    ("PUT", "/groups/2", {"levels": [CYCLE]}),
]
"""With the other forms that a body may have."""
DEEP = "[" * 2000 + "]" * 2000
TEXTS = ['"\\u0000"', '"\\ud800"', json.dumps("x" * 100_000), "{}", "[]", "1e400", DEEP]
NUMBERS = ['"x"', "2147483648e9", "-2147483649e9", "1e400", "NaN", "{}", "[]", DEEP]
BAD: dict[type, list[str]] = {
    str: TEXTS, int: NUMBERS, float: NUMBERS, bool: ['"x"', "2", "1e400", "{}", "[]", DEEP],
    list: ['"x"', "1", "{}", DEEP], dict: ['"x"', "1", "[]", DEEP],
}  # fmt: skip
"""As JSON, by the type of the value that it takes the place of."""
MARK = "@@"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad-input")


@pytest.fixture(scope="module")
def own(directory: Path) -> Iterator[httpx.Client]:
    with (
        serving(directory, "--site", "demo", "--data", str(directory)) as server,
        httpx.Client(
            base_url=f"{server.http}/api/v1.2", auth=("admin", "camtrace"), timeout=60, trust_env=False
        ) as api,
    ):
        yield api


def dump(directory: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(directory / "ctserver.db") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {name: list(database.execute(f'select * from "{name}"')) for name in tables if name not in LOGS}


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*at, key))


def at(value: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def replaced(body: Any, place: tuple[str | int, ...], text: str) -> str:
    """The body as JSON with `text`, which need not be what Python calls JSON, at a place."""
    copy = json.loads(json.dumps(body))
    at(copy, place[:-1])[place[-1]] = MARK
    return json.dumps(copy).replace(f'"{MARK}"', text)


def field(place: tuple[str | int, ...]) -> str:
    """As errors write it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")


def variants(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A body, and the field that is bad in it."""
    for place in places(body):
        for text in BAD[type(at(body, place))]:
            yield replaced(body, place, text), field(place)


each_body = pytest.mark.parametrize(
    ("method", "path", "body"), CASES, ids=[f"{method} {path} {next(iter(body))}" for method, path, body in CASES]
)


@each_body
def test_bad_fields_of_bodies(own: httpx.Client, directory: Path, method: str, path: str, body: dict[str, Any]) -> None:
    before, accepted = dump(directory), []
    for content, name in variants(body):
        answer = own.request(method, path, content=content, headers={"Content-Type": "application/json"})
        if answer.status_code not in REFUSED or (answer.status_code == 400 and not tells(answer, name, content)):
            accepted.append((name, content[:300], answer.status_code, answer.text[:200]))
    assert accepted == []
    assert dump(directory) == before


def tells(answer: httpx.Response, name: str, content: str) -> bool:
    """The field, what it is in, or what is in it; what is no JSON at all is refused as a whole."""
    told = re.match(r"Invalid value for (.*?): expected", answer.json()["error"])
    if told is None or told[1] == "body":
        return "NaN" in content or "1e400" in content or DEEP in content
    return told[1].startswith(name) or name.startswith(told[1])


def changed(body: Any, place: tuple[str | int, ...], bad: Any) -> Any:
    copy = json.loads(json.dumps(body))
    around = at(copy, place[:-1])
    if bad is MISSING:
        around.pop(place[-1], None)
    else:
        around[place[-1]] = bad
    return copy


def like(path: str) -> tuple[str, int]:
    return kind(path), path.count("/")


def schema_of(description: Schema, method: str, path: str) -> Schema:
    for template, operations in description["paths"].items():
        if like(filled(template)) == like(path) and method.lower() in operations:
            content = operations[method.lower()]["requestBody"]["content"]
            return dict(content["application/json"]["schema"])
    raise AssertionError(f"{method} {path} is not described")


@each_body
def test_what_the_description_rules_out(
    own: httpx.Client, directory: Path, method: str, path: str, body: dict[str, Any]
) -> None:
    description = httpx.get(own.base_url.join("/openapi.json")).json()
    schemas, before, accepted, count = description["components"]["schemas"], dump(directory), [], 0
    for place, bad in changes(schemas, schema_of(description, method, path), body):
        answer = own.request(method, path, json=changed(body, place, bad))
        told = re.match(r"Invalid value for (.*?): expected", answer.json()["error"])
        count += 1
        if answer.status_code != 400 or told is None or told[1] != field(place):
            accepted.append((field(place), changed(body, place, bad), answer.status_code, answer.text[:200]))
    assert accepted == []
    assert count > 0
    assert dump(directory) == before


def test_every_shape_of_bodies_is_here(own: httpx.Client) -> None:
    description = httpx.get(own.base_url.join("/openapi.json")).json()
    schemas, here, whole = description["components"]["schemas"], set[str](), set[str]()
    for method, path, body in CASES:
        schema = schema_of(description, method, path)
        here |= met(schemas, schema, body)
        whole |= named_in(schemas, schema, set())
    assert whole - here == set()


UNKNOWN: dict[str, Any] = {
    "cameraId": 99, "streamId": 99, "regexId": 99, "id": 99, "uuid": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip
"""Of fields that name something: what there is not."""


@each_body
def test_bodies_that_name_what_there_is_not(
    own: httpx.Client, directory: Path, method: str, path: str, body: dict[str, Any]
) -> None:
    before, accepted = dump(directory), []
    for place in places(body):
        if place[-1] in UNKNOWN:
            unknown = UNKNOWN[str(place[-1])]
            answer = own.request(method, path, json=changed(body, place, unknown))
            invalid = answer.status_code == 400 and f"Invalid value for {field(place)}: expected" in answer.text
            if not invalid and (answer.status_code, f" {unknown}." in answer.text) != (404, True):
                accepted.append((field(place), answer.status_code, answer.text[:200]))
    assert accepted == []
    assert dump(directory) == before


def test_paths_that_name_what_there_is_not(own: httpx.Client, directory: Path) -> None:
    description, before, accepted, count = httpx.get(own.base_url.join("/openapi.json")).json(), dump(directory), [], 0
    bodies = {(method, *like(path)): body for (method, path), body in BODIES.items()}
    for template, operations in description["paths"].items():
        for method in operations:
            if "{" not in template or not template.startswith("/api/") or template.endswith("/{name}/auth"):
                continue  # who may log in is told of any name, lest names be probed
            query = {"position": 0, "cameraId": 1, "streamId": 1} if template.endswith("/override") else {}
            body = bodies.get((method.upper(), *like(filled(template))))
            for number in (99_999, 10**30, -(10**30)):
                path = re.sub(r"\{\w+\}", str(number), re.sub(r"\{(uuid|device_id)\}", UNKNOWN["uuid"], template))
                answer = own.request(method, own.base_url.join(path), params=query, json=body)
                count += 1
                if answer.status_code != 404:
                    accepted.append((method, path, answer.status_code, answer.text[:200]))
    assert accepted == []
    assert count > 45
    assert dump(directory) == before


def test_what_may_be_there_once_is_not_taken_twice(own: httpx.Client, directory: Path) -> None:
    path, body = f"/devices/{DEVICE}/events", {"event": EVENT | {"eventId": "0b9c3a52-6c1e-4f0e-8a53-0c8e9a3b7d12"}}
    assert own.post(path, json=body).status_code < 300
    before, again = dump(directory), own.post(path, json=body)
    assert (again.status_code, "event.eventId" in again.text) == (409, True)
    twice = own.put("/groups/2", json={"levels": [CYCLE | {"elements": CYCLE["elements"] * 2}]})
    assert (twice.status_code, "levels[0].elements[1].position" in twice.text) == (400, True)
    assert dump(directory) == before


QUERIES = {"integer": ["x", "1.5", "1e400", "NaN", "9" * 30, "%00", ""], "boolean": ["x", "2", "%00", "NaN"]}


def queried(own: httpx.Client) -> Iterator[tuple[str, str, str]]:
    """Path, name and bad value of each query parameter of a number, a flag or a date, by the API's own description."""
    described = httpx.get(own.base_url.join("/openapi.json")).json()["paths"]
    for path, operations in described.items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] != "query":
                continue
            for schema in parameter["schema"].get("anyOf", [parameter["schema"]]):
                dates = ["x", "2026-13-01T00:00:00Z", "%00"] if schema.get("format") == "date-time" else []
                for value in QUERIES.get(schema.get("type", ""), dates):
                    yield path, parameter["name"], value


FILLED = {"uuid": CAR_PARKS, "device_id": DEVICE, "group_id": "2", "username": "admin"}


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: FILLED.get(match[1], "1"), path.removeprefix("/api/v1.2"))


def test_bad_values_of_query_parameters(own: httpx.Client, directory: Path) -> None:
    before, accepted, count = dump(directory), [], 0
    for path, name, value in queried(own):
        others = {"position": 0, "cameraId": 1, "streamId": 1} if path.endswith("/override") else {}
        beside = "".join(f"{other}={good}&" for other, good in others.items() if other != name)
        answer = own.get(f"{filled(path)}?{beside}{name}={value}")
        count += 1
        if answer.status_code not in REFUSED or (answer.status_code == 400 and name not in answer.text):
            accepted.append((path, name, value, answer.status_code, answer.text[:200]))
    assert accepted == []
    assert count > 50
    assert dump(directory) == before


def test_every_operation_with_a_body_is_here(own: httpx.Client) -> None:
    described = httpx.get(own.base_url.join("/openapi.json")).json()["paths"]
    with_body = [
        (method.upper(), filled(path))
        for path, operations in described.items()
        for method, operation in operations.items()
        if "requestBody" in operation
    ]
    assert {(method, kind(path)) for method, path in with_body} == {(method, kind(path)) for method, path in BODIES}
    assert len(with_body) == len(BODIES)


def kind(path: str) -> str:
    return path.split("/")[1]
