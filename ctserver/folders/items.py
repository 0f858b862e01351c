"""The elements of a folder: checked when they come, chosen by the user's rights when they go. Both are as on the wire."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ctserver.errors import InvalidField
from ctserver.folders.schemas import ItemIn
from ctserver.maps.elements import Sight

FOLDER = "folder"
BY_UUID = ("map", "device")


def shown(items: Iterable[Mapping[str, Any]], sight: Sight) -> list[Mapping[str, Any]]:
    """Folders stay, though nothing in them may be left."""
    chosen: list[Mapping[str, Any]] = []
    for item in items:
        if item["type"] == FOLDER:
            chosen.append({**item, "items": shown(item["items"], sight)})
        elif sight.sees(item["type"], item["serverId"], str(item["uuid" if item["type"] in BY_UUID else "id"])):
            chosen.append(item)
    return chosen


def checked(items: Iterable[ItemIn], sight: Sight, field: str = "folder.items") -> list[dict[str, Any]]:
    """By weight, each level for itself; InvalidField for what a type must have and does not, and for what does not exist."""
    found = [_checked(item, sight, f"{field}[{number}]") for number, item in enumerate(items)]
    return sorted(found, key=lambda item: int(item["weight"]))


def _checked(item: ItemIn, sight: Sight, field: str) -> dict[str, Any]:
    if item.type == FOLDER:
        name, items = _given(item.name, f"{field}.name"), _given(item.items, f"{field}.items")
        inner = checked(items, sight, f"{field}.items")
        return {"type": item.type, "name": name, "weight": item.weight, "items": inner}
    if not sight.knows_server(item.server_id):
        raise InvalidField(f"{field}.serverId", "expected.existing")
    key = "uuid" if item.type in BY_UUID else "id"
    identity = _given(getattr(item, key), f"{field}.{key}")
    if not sight.knows(item.type, item.server_id, str(identity)):
        raise InvalidField(f"{field}.{key}", "expected.existing")
    plain = str(identity) if isinstance(identity, UUID) else identity
    return {"serverId": item.server_id, "type": item.type, key: plain, "weight": item.weight}


def _given(value: Any, field: str) -> Any:
    if value is None:
        raise InvalidField(field, "expected.value")
    return value
