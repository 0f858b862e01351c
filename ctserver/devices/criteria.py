"""By what a device's events can be searched: each criterion has a type, and each type its comparators."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, and_

from ctserver.devices import texts
from ctserver.devices.catalogue import Device
from ctserver.devices.models import COLUMNS, DeviceEvent
from ctserver.devices.schemas import CriterionIn, CriterionOut
from ctserver.devices.types import EVENT_TYPES, PARAMETERS, SOURCES, family_of, parameters_of
from ctserver.errors import InvalidField
from ctserver.http.fields import MAX_ID, parse_instant

MAX_TEXT = 200
NO_ESCAPE = "\x1f"
"""Patterns have `%` and `_` and no way around them; databases want a character for that, so it is one that no text holds."""
Compare = Callable[[Any, Any], ColumnElement[bool]]


def _differs(column: Any, value: Any) -> ColumnElement[bool]:
    """Also from what is not there, as in the document's example: its events have no source, which is not `internal`."""
    return column.is_distinct_from(value)  # type: ignore[no-any-return]


def _like(column: Any, value: str) -> ColumnElement[bool]:
    return column.like(value, escape=NO_ESCAPE)  # type: ignore[no-any-return]


def _ilike(column: Any, value: str) -> ColumnElement[bool]:
    return column.ilike(value, escape=NO_ESCAPE)  # type: ignore[no-any-return]


_EQUALITY: dict[str, Compare] = {"=": operator.eq, "!=": _differs}
_ORDER: dict[str, Compare] = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
COMPARATORS: dict[str, dict[str, Compare]] = {
    "string": _EQUALITY | {"like": _like, "ilike": _ilike},
    "integer": _ORDER | _EQUALITY,
    "datetime": _ORDER,
    "boolean": _EQUALITY,
    "enum": _EQUALITY,
}
"""As the document has them, by the type of criterion."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """`name` as clients know it; `values` of an enumeration. One of a family's parameter is about that family's events."""

    name: str
    format: str
    column: str
    code: str
    values: tuple[str, ...] = ()
    family: str | None = None

    def condition(self, wanted: CriterionIn, at: str) -> ColumnElement[bool]:
        """InvalidField below `at` for a comparator that the type does not have, and for a value of another type."""
        compare = COMPARATORS[self.format].get(wanted.comparator or "=")
        if compare is None:
            choices = ", ".join(COMPARATORS[self.format])
            raise InvalidField(f"{at}.comparator", "expected.one_of", choices=choices)
        condition = compare(getattr(DeviceEvent, self.column), self._value(wanted.value, f"{at}.value"))
        return and_(DeviceEvent.type.startswith(f"{self.family}."), condition) if self.family else condition

    def _value(self, value: Any, at: str) -> Any:
        if self.format == "datetime":
            try:
                return parse_instant(value)
            except PydanticCustomError:
                raise InvalidField(at, "expected.date") from None
        if self.format == "enum":
            if value not in self.values:
                raise InvalidField(at, "expected.one_of", choices=", ".join(self.values))
            return value
        return check_value(value, {"string": str, "integer": int, "boolean": bool}[self.format], at)

    def shown(self, language: str) -> CriterionOut:
        """Values of an enumeration are in the order of their texts, as in the document's example."""
        named = sorted((texts.text(language, f"{self.column}.{value}"), value) for value in self.values)
        return CriterionOut(
            name=self.name,
            description=texts.text(language, f"criterion.{self.code}"),
            format=self.format,
            **({"values": [value for _, value in named], "texts": [text for text, _ in named]} if named else {}),
        )


def check_value(value: Any, wanted: type, at: str) -> Any:
    """A value of JSON that is a text, a whole number, or true or false; InvalidField names what was expected."""
    kind: type = type(value)  # a subclass will not do: true is no number
    if kind is not wanted:
        raise InvalidField(at, {str: "expected.string", int: "expected.integer", bool: "expected.boolean"}[wanted])
    if wanted is int and value > MAX_ID:
        raise InvalidField(at, "expected.at_most", limit=MAX_ID)
    if wanted is int and value < -MAX_ID:
        raise InvalidField(at, "expected.at_least", limit=-MAX_ID)
    if wanted is str and len(value) > MAX_TEXT:
        raise InvalidField(at, "expected.max_length", limit=MAX_TEXT)
    if wanted is str and not value.isprintable():
        raise InvalidField(at, "expected.printable")
    return value


def criteria_of(device: Device) -> Mapping[str, Criterion]:
    """By name, in the order in which they are told."""
    types = tuple(name for name in EVENT_TYPES if family_of(name) in device.families)
    known = [
        Criterion("cameraName", "string", "camera_name", "cameraName"),
        Criterion("type", "enum", "type", "type", types),
        *(_of_parameter(family, name) for family in device.families for name in parameters_of(family)),
        Criterion("timestamp", "datetime", "at_us", "timestamp"),
    ]
    chosen = device.criteria
    return {criterion.name: criterion for criterion in known if chosen is None or criterion.name in chosen}


def _of_parameter(family: str, parameter: str) -> Criterion:
    name, column = f"{family}.{parameter}", COLUMNS[parameter]
    if parameter == "source":
        return Criterion(name, "enum", column, parameter, SOURCES, family)
    kind = {str: "string", int: "integer", bool: "boolean"}[PARAMETERS[parameter]]
    return Criterion(name, kind, column, parameter, family=family)


def conditions(device: Device, wanted: Sequence[CriterionIn]) -> list[ColumnElement[bool]]:
    """All of which an event must fulfil; InvalidField names the criterion that cannot be."""
    known, found = criteria_of(device), []
    for number, criterion in enumerate(wanted):
        if criterion.name not in known:
            raise InvalidField(f"criteria[{number}].name", "expected.one_of", choices=", ".join(known))
        found.append(known[criterion.name].condition(criterion, f"criteria[{number}]"))
    return found
