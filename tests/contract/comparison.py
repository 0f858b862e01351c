"""Whether an answer is the example's, and where it is not."""

from collections.abc import Iterator
from typing import Any

from tests.contract.examples import Anything, Capture, First, Some

TYPES: dict[str, type] = {"list": list, "string": str, "integer": int}


def differences(expected: Any, actual: Any, known: dict[str, str], at: str = "body") -> Iterator[str]:
    """What is not as expected, in words. `known` is what was captured, and gets what is captured here."""
    match expected:
        case Anything(kind):
            if type(actual) is not TYPES[kind]:
                yield f"{at}: expected a {kind}, got {actual!r}"
        case Capture(name):
            if isinstance(actual, str):
                known[name] = actual
            else:
                yield f"{at}: expected a text, got {actual!r}"
        case Some(attributes):
            yield from _of_objects(attributes, actual, known, at, complete=False)
        case dict():
            yield from _of_objects(expected, actual, known, at, complete=True)
        case First(rows):
            yield from _of_lists(rows, actual, known, at, complete=False)
        case list():
            yield from _of_lists(expected, actual, known, at, complete=True)
        case _:
            wanted = filled(expected, known)
            if type(actual) is not type(wanted) or actual != wanted:
                yield f"{at}: expected {wanted!r}, got {actual!r}"


def filled(value: Any, known: dict[str, str]) -> Any:
    """With what was captured in the place of its `{name}`, in all texts of the value."""
    match value:
        case str():
            for name, captured in known.items():
                value = value.replace(f"{{{name}}}", captured)
            return value
        case dict():
            return {name: filled(inner, known) for name, inner in value.items()}
        case list():
            return [filled(inner, known) for inner in value]
        case _:
            return value


def _of_objects(
    expected: dict[str, Any], actual: Any, known: dict[str, str], at: str, *, complete: bool
) -> Iterator[str]:
    """Attributes are in the example's order."""
    if not isinstance(actual, dict):
        yield f"{at}: expected an object, got {actual!r}"
        return
    names = [name for name in actual if complete or name in expected]
    if names != list(expected):
        yield f"{at}: expected the attributes {', '.join(expected)}; got {', '.join(names)}"
    for name in [name for name in expected if name in actual]:
        yield from differences(expected[name], actual[name], known, f"{at}.{name}")


def _of_lists(expected: list[Any], actual: Any, known: dict[str, str], at: str, *, complete: bool) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{at}: expected a list, got {actual!r}"
        return
    if len(actual) < len(expected) or (complete and len(actual) > len(expected)):
        yield f"{at}: expected {'' if complete else 'at least '}{len(expected)} rows, got {len(actual)}"
    for number, (wanted, row) in enumerate(zip(expected, actual, strict=False)):
        yield from differences(wanted, row, known, f"{at}[{number}]")
