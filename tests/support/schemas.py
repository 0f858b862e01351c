"""What an API's own description says of the values that it takes."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
Change = tuple[tuple[str | int, ...], Any]
"""A place, and what is to stand there; MISSING is nothing at all."""
MISSING = object()


def changes(schemas: Schema, schema: Schema, value: Any, place: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """What makes a good value bad by its schema: what it must have taken away, null where that may not be, bounds passed."""
    schema = chosen(schemas, schema, value)
    if isinstance(value, dict):
        for name in schema.get("required", []):
            yield (*place, name), MISSING
        for name, within in schema.get("properties", {}).items():
            if name in value and not may_be_null(schemas, within):
                yield (*place, name), None
            if name in value:
                yield from changes(schemas, within, value[name], (*place, name))
    elif isinstance(value, list):
        yield from ((place, value[:1] * length) for length in beyond(schema, "Items"))
        for number, item in enumerate(value):
            yield from changes(schemas, schema.get("items", {}), item, (*place, number))
    elif isinstance(value, str):
        yield from ((place, "x" * length) for length in beyond(schema, "Length"))
        if "enum" in schema or "const" in schema or "format" in schema:
            yield place, "neither"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        lowest, highest = schema.get("minimum"), schema.get("maximum", schema.get("exclusiveMaximum"))
        yield from ((place, bad) for bad in (lowest and lowest - 1, highest and highest + 1) if bad)


def chosen(schemas: Schema, schema: Schema, value: Any) -> Schema:
    """The schema itself, of the alternatives the one for values of this type."""
    for alternative in schema.get("anyOf", []):
        found = chosen(schemas, alternative, value)
        names = {dict: ("object",), list: ("array",), str: ("string",), bool: ("boolean",)}
        if found.get("type") in names.get(type(value), ("integer", "number")):
            return found
    return chosen(schemas, schemas[schema["$ref"].rpartition("/")[2]], value) if "$ref" in schema else schema


def may_be_null(schemas: Schema, schema: Schema) -> bool:
    return {"type": "null"} in schema.get("anyOf", []) or not schema.keys() & {"type", "anyOf", "$ref", "const", "enum"}


def beyond(schema: Schema, of: str) -> Iterator[int]:
    least, most = schema.get(f"min{of}", 0), schema.get(f"max{of}")
    if least:
        yield least - 1
    if most is not None:
        yield most + 1


def met(schemas: Schema, schema: Schema, value: Any) -> set[str]:
    """The names of the schemas by which the parts of a value are judged."""
    names = {name for each in (schema, *schema.get("anyOf", [])) if (name := named(each))}
    found = chosen(schemas, schema, value)
    if isinstance(value, dict):
        within = [(found.get("properties", {}).get(name, {}), item) for name, item in value.items()]
    else:
        within = [(found.get("items", {}), item) for item in (value if isinstance(value, list) else [])]
    return names.union(*(met(schemas, *each) for each in within))


def named_in(schemas: Schema, schema: Any, names: set[str]) -> set[str]:
    """All names that a schema leads to."""
    if isinstance(schema, dict) and (name := named(schema)) and name not in names:
        names.add(name)
        named_in(schemas, schemas[name], names)
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        named_in(schemas, each, names)
    return names


def named(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
