"""The bytecode of a start's modules in one file, so that they need not be looked for.

For each of its 700 modules Python searches a directory, and opens and checks a file: a twentieth of a start. `python -m
ctserver.precompiled` writes the code of all that it has imported, at installation, into a file beside the bytecode, and `use`
has modules found there. As with bytecode, what has another source by now, judged by time and size, is taken from that; all are
found as ever where the file is missing, is cut off, or was written for another version of Python.
"""

import marshal
import os
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import cache_from_source, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from ctserver.precompiled import sealed, unsealed

Entry = tuple[str, int, int, int, int]
"""A module's source, the second of its last change and its size; where its code begins, and how long it is."""
_LENGTH = 8
"""Bytes of the length of the index, which end the file. Codes come first, then the index: entries by modules' names."""


def path() -> Path:
    """Its name holds Python's version, as those of bytecode do."""
    return Path(cache_from_source(__file__)).with_suffix(".bin")


def use() -> None:
    """To call before the modules are imported that are to profit from it."""
    try:
        file = os.open(path(), os.O_RDONLY)
    except OSError:
        return
    end = os.fstat(file).st_size - _LENGTH
    length = int.from_bytes(os.pread(file, _LENGTH, max(0, end)))
    index = unsealed(os.pread(file, length, end - length)) if length <= end else None
    if index is None:
        os.close(file)
    else:
        sys.meta_path.insert(0, _Finder(file, marshal.loads(index)))  # noqa: S302 (as Python does with bytecode)


class _Finder:
    """Of modules within packages: what a name on the top level means depends on more than is known here."""

    def __init__(self, file: int, entries: dict[str, Entry]) -> None:
        """`file` is its descriptor, which stays open."""
        self._file, self._entries = file, entries

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is None or name not in self._entries:
            return None
        source, changed, size, begin, length = self._entries[name]
        directory, _, file = source.rpartition("/")
        within = [directory] if file == "__init__.py" else None
        if [*path] != [os.path.dirname(directory) if within else directory] or _state(source) != (changed, size):
            return None
        loader = _Loader(name, source, self._file, begin, length)
        return spec_from_file_location(name, source, loader=loader, submodule_search_locations=within)


class _Loader(SourceFileLoader):
    def __init__(self, name: str, source: str, file: int, begin: int, length: int) -> None:
        super().__init__(name, source)
        self._place = file, length, begin

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = marshal.loads(os.pread(*self._place))  # noqa: S302
        return code


def _state(source: str) -> tuple[int, int] | None:
    """What bytecode remembers of its source."""
    try:
        status = os.stat(source)
    except OSError:
        return None
    return int(status.st_mtime), status.st_size


def write() -> None:
    """The modules that have been imported. Who has the file before open reads on in that one."""
    entries: dict[str, Entry] = {}
    codes = bytearray()
    for name, loader in _imported():
        state, code = _state(loader.path), loader.get_code(name)
        if state and code:
            added = marshal.dumps(code)
            entries[name] = (loader.path, *state, len(codes), len(added))
            codes += added
    index = sealed(marshal.dumps(entries))
    path().parent.mkdir(parents=True, exist_ok=True)
    new = path().with_suffix(".new")
    new.write_bytes(codes + index + len(index).to_bytes(_LENGTH))
    new.replace(path())


def _imported() -> Iterable[tuple[str, SourceFileLoader]]:
    for name, module in sorted(sys.modules.items()):
        loader = getattr(module, "__loader__", None)
        if type(loader) is SourceFileLoader and "." in name and name == module.__name__:
            yield name, loader
