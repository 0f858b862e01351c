"""The examples of the vendor's document, as data: `examples/*.yaml`, each file for a server of its own, in its order.

A file: `clock` of the server (`--clock`), `before` (requests as an Admin that lay the ground), `examples`. An example:

- `title`; `line` of the document at which its request stands;
- `user`: `name:password` for Basic; none, no credentials but those of its headers;
- `request`: `method`, `path`, `headers`, `body`. `{uuid}` in a text stands for what an earlier answer was captured as;
- `answer`: `status`, `headers`, and `body`, which is null where nothing is sent; `callback` where JSON-P is;
- `ruled`: where and why it is not as the document has it; none, it is exactly so.

In a body, tags stand for what the document leaves open: `!any list` (a type of JSON), `!first [a, b]` (a list that begins so),
`!some {id: 2}` (an object with these attributes and others), `!capture uuid` (a text, `{uuid}` from then on).
A body that is no JSON is `!binary "%PDF-"`, by how it begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DIRECTORY = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Anything:
    type: str


@dataclass(frozen=True, slots=True)
class First:
    rows: list[Any]


@dataclass(frozen=True, slots=True)
class Some:
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Capture:
    name: str


@dataclass(frozen=True, slots=True)
class Binary:
    begins: str


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    callback: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    line: int
    request: Request
    answer: Answer
    user: str | None = None
    ruled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    clock: str
    before: list[Request]
    examples: list[Example]


class _Loader(yaml.SafeLoader):
    """Dates stay texts."""


_Loader.yaml_implicit_resolvers = {
    character: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for character, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _anything(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Anything:
    return Anything(str(loader.construct_scalar(node)))


def _capture(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Capture:
    return Capture(str(loader.construct_scalar(node)))


def _binary(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Binary:
    return Binary(str(loader.construct_scalar(node)))


def _first(loader: yaml.SafeLoader, node: yaml.SequenceNode) -> First:
    return First(loader.construct_sequence(node, deep=True))


def _some(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Some:
    return Some({str(name): value for name, value in loader.construct_mapping(node, deep=True).items()})


_Loader.add_constructor("!any", _anything)
_Loader.add_constructor("!binary", _binary)
_Loader.add_constructor("!capture", _capture)
_Loader.add_constructor("!first", _first)
_Loader.add_constructor("!some", _some)


def chapter_names() -> list[str]:
    return sorted(path.stem for path in DIRECTORY.glob("*.yaml"))


def read_chapter(name: str) -> Chapter:
    """TypeError or KeyError for a file of another form."""
    data = yaml.load((DIRECTORY / f"{name}.yaml").read_text(), _Loader)
    before = [Request(**request) for request in data.pop("before", [])]
    examples = [_example(example) for example in data.pop("examples")]
    return Chapter(name=name, clock=data.pop("clock", "real"), before=before, examples=examples, **data)


def _example(data: dict[str, Any]) -> Example:
    parts = {"request": Request(**data["request"]), "answer": Answer(**data["answer"])}
    return Example(**data | parts | {"ruled": tuple(data.get("ruled", ()))})
