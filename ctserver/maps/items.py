"""The elements of a map: checked when they come, chosen by the user's rights when they go. Both are as on the wire."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ctserver.errors import InvalidField
from ctserver.maps.elements import LOCAL, Sight
from ctserver.maps.schemas import Item, PresetItem, Properties

PROPERTIES = {
    "camera": ("id", "node", "angle", "range", "direction", "items"),
    "group": ("id",),
    "command": ("id", "node"),
    "map": ("id",),
    "screen": ("id",),
}
"""What the document lists for each type; any other that a client sends says nothing."""
OPTIONAL = ("items",)


def shown(items: Iterable[Mapping[str, Any]], sight: Sight) -> list[Mapping[str, Any]]:
    return [item for item in items if sight.sees(item["type"], _server(item), item["properties"]["id"])]


def _server(item: Mapping[str, Any]) -> int:
    return int(item["properties"].get("node", LOCAL))


def checked(items: Iterable[Item], sight: Sight) -> list[dict[str, Any]]:
    """InvalidField for what its type must have and does not, and for a reference to what the user does not see."""
    return [_checked(item, sight, f"map.items[{number}].properties") for number, item in enumerate(items)]


def _checked(item: Item, sight: Sight, field: str) -> dict[str, Any]:
    properties = item.properties
    server = _node(properties.node, sight, f"{field}.node") if "node" in PROPERTIES[item.type] else LOCAL
    element_id = _identity(item.type, properties.id, f"{field}.id")
    if not sight.knows(item.type, server, element_id):
        raise InvalidField(f"{field}.id", "expected.existing")
    kept = {name: _value(properties, name, field) for name in PROPERTIES[item.type]}
    kept |= {"id": element_id} | ({"node": str(server)} if "node" in kept else {})
    if "items" in kept:
        kept["items"] = [
            _preset(preset, sight, server, int(element_id), f"{field}.items[{number}].properties")
            for number, preset in enumerate(properties.items)
        ]
        if "items" not in properties.model_fields_set:
            del kept["items"]
    return _placed(item) | {"properties": kept}


def _value(properties: Properties, name: str, field: str) -> Any:
    value = getattr(properties, name)
    if value is None:
        raise InvalidField(f"{field}.{name}", "expected.value")
    return value


def _identity(kind: str, text: str, field: str) -> str:
    """In one spelling, so that it can be compared."""
    if kind == "map":
        try:
            return str(UUID(text))
        except ValueError:
            raise InvalidField(field, "expected.uuid") from None
    return str(_number(text, field))


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidField(field, "expected.integer")
    return int(text)


def _node(text: str, sight: Sight, field: str) -> int:
    server = _number(text, field)
    if not sight.knows_server(server):
        raise InvalidField(field, "expected.existing")
    return server


def _preset(item: PresetItem, sight: Sight, server: int, camera_id: int, field: str) -> dict[str, Any]:
    node = _node(item.properties.node, sight, f"{field}.node")
    if server == LOCAL:
        camera = sight.catalogue.timelines[camera_id].states[0]
        if item.properties.id not in {preset.id for preset in camera.presets}:
            raise InvalidField(f"{field}.id", "expected.existing")
    return _placed(item) | {"properties": {"id": item.properties.id, "node": str(node)}}


def _placed(item: Item | PresetItem) -> dict[str, Any]:
    """In the order of the document's examples."""
    return {
        "posX": item.pos_x,
        "posY": item.pos_y,
        "type": item.type,
        "width": item.width,
        "height": item.height,
        "zIndex": item.z_index,
    }
