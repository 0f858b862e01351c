"""YAML that knows where each value stands, so that an error can name the line."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 8 * 2**20
MAX_VALUES = 500_000
Location = tuple[str | int, ...]


class SiteError(Exception):
    """A site file that cannot be used: `file:line: what is wrong and what was expected`."""


@dataclass
class Document:
    """The file's data, and the line of each value by its path."""

    path: Path
    data: object = None
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """The line of the value at `location`, or of the nearest thing around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def error(self, location: Location, problem: str) -> SiteError:
        return SiteError(f"{self.path}:{self.line(location)}: {problem}")


def read_document(path: Path) -> Document:
    """SiteError for a file that cannot be read, is too large or is not YAML."""
    document = Document(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SiteError(f"{path}: {error.strerror or error}") from None
    if len(text) > MAX_BYTES:
        raise SiteError(f"{path}: expected at most {MAX_BYTES} bytes, got {len(text)}")
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        document.data = _value(document, loader, node, ()) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SiteError(f"{path}:{line}: {error.problem or 'not valid YAML'}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise SiteError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise SiteError(f"{path}: nested too deeply") from None
    finally:
        loader.dispose()
    return document


def _value(document: Document, loader: Any, node: yaml.Node, location: Location) -> object:
    if len(document.lines) > MAX_VALUES:  # aliases of aliases make a small file unfold without end
        raise SiteError(f"{document.path}: expected at most {MAX_VALUES} values")
    document.lines[location] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(document, loader, node, location)
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, loader, item, (*location, index)) for index, item in enumerate(node.value)]
    return loader.construct_object(node)


def _mapping(document: Document, loader: Any, node: yaml.MappingNode, location: Location) -> dict[Hashable, object]:
    values: dict[Hashable, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        if not isinstance(key, str | int):
            raise SiteError(f"{document.path}:{key_node.start_mark.line + 1}: expected a name before the colon")
        if key in values:
            raise SiteError(f"{document.path}:{key_node.start_mark.line + 1}: {key} stands here a second time")
        values[key] = _value(document, loader, value_node, (*location, key))
        document.lines[*location, key] = key_node.start_mark.line + 1
    return values
