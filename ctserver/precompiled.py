"""What Python compiles anew at each import although nothing of it has changed, kept as the bytecode of modules is.

`dataclasses` writes each class's methods as text and has that compiled, `typing` compiles annotations that are text, and `re` its
patterns: a fifth of the processor time of a start, most of it for libraries. `python -m ctserver.precompiled` does it once, at
installation, and writes a file beside the bytecode; `use` has all three look there first. What they do not find is compiled
as ever, so that a file which is missing, or older than a change, costs time and nothing else. The sites that ship and the bundle
are written in the same go.
"""

import dataclasses
import marshal
import typing
import zlib
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

from ctserver import startup

compiler: Any = import_module("re._compiler")
"""Of `re`."""
_KIND: bytes = MAGIC_NUMBER + compiler.MAGIC.to_bytes(4)
"""Begins the file: what versions of Python and of `re` the code is for. A checksum of four bytes follows, then what is known."""


@dataclass
class Known:
    """Code by its text: the methods of `dataclasses` and the annotations of `typing`.

    Patterns are known by whether they are text, by themselves and by their flags: what `_sre.compile` is given beside them.
    """

    methods: dict[str, CodeType] = field(default_factory=dict)
    annotations: dict[str, CodeType] = field(default_factory=dict)
    patterns: dict[tuple[bool, str | bytes, int], tuple[Any, ...]] = field(default_factory=dict)


def path() -> Path:
    """Its name holds Python's version, as those of bytecode do."""
    return Path(cache_from_source(__file__)).with_suffix(".bin")


def use() -> None:
    """To call before the modules are imported that are to profit from it."""
    _look_up(read())


def read() -> Known:
    """What is known; nothing where the file is not what was written."""
    try:
        data = path().read_bytes()
    except OSError:
        return Known()
    content = unsealed(data)  # marshal must not be given what is damaged
    return Known() if content is None else Known(*marshal.loads(content))  # noqa: S302 (as Python does with the bytecode beside it)


def sealed(content: bytes) -> bytes:
    """What a file is to hold so that `unsealed` finds `content` in it."""
    return _KIND + zlib.crc32(content).to_bytes(4) + content


def unsealed(data: bytes) -> bytes | None:
    """None where it is damaged, or of another version of Python."""
    content = data[len(_KIND) + 4 :]
    return content if data == sealed(content) else None


def _look_up(known: Known) -> None:
    """Built-in functions are shadowed in the two modules, which use them for nothing else; in `re` it is its last step."""
    methods, annotations, patterns, compile_anew = known.methods, known.annotations, known.patterns, compiler.compile

    def execute(text: str, names: dict[str, Any], into: dict[str, Any]) -> None:
        exec(methods.get(text) or _compiled(text, "exec"), names, into)  # noqa: S102 (as `dataclasses` does)

    def compile_annotation(text: str, _filename: str, _mode: str) -> CodeType:
        return annotations.get(text) or _compiled(text, "eval")

    def compile_pattern(pattern: Any, flags: int = 0) -> Any:
        given = patterns.get((isinstance(pattern, str), pattern, flags)) if isinstance(pattern, (str, bytes)) else None
        return compiler._sre.compile(pattern, *given) if given else compile_anew(pattern, flags)

    _shadow(execute, compile_annotation, compile_pattern)


def _compiled(text: str, mode: str) -> CodeType:
    code: CodeType = compile(text, "<string>", mode, dont_inherit=True)
    return code


def _shadow(execute: Any, compile_annotation: Any, compile_pattern: Any) -> None:
    vars(dataclasses)["exec"] = execute
    vars(typing)["compile"] = compile_annotation
    compiler.compile = compile_pattern


def _note() -> Known:
    """What is compiled from now on."""
    known, compile_anew, sre = Known(), compiler.compile, compiler._sre

    def execute(text: str, names: dict[str, Any], into: dict[str, Any]) -> None:
        known.methods[text] = _compiled(text, "exec")
        exec(known.methods[text], names, into)  # noqa: S102 (as `dataclasses` does)

    def compile_annotation(text: str, _filename: str, _mode: str) -> CodeType:
        known.annotations[text] = _compiled(text, "eval")
        return known.annotations[text]

    def compile_pattern(pattern: Any, flags: int = 0) -> Any:
        def compile_at_last(pattern: Any, all_flags: int, code: list[int], *groups: Any) -> Any:
            given = (int(all_flags), [*map(int, code)], *groups)  # plain numbers, as `marshal` knows them
            if isinstance(pattern, (str, bytes)):
                known.patterns[isinstance(pattern, str), pattern, int(flags)] = given
            return sre.compile(pattern, *given)

        compiler._sre = SimpleNamespace(**{**vars(sre), "compile": compile_at_last})
        try:
            return compile_anew(pattern, flags)
        finally:
            compiler._sre = sre

    _shadow(execute, compile_annotation, compile_pattern)
    return known


def main() -> None:
    startup.spare()
    known = _note()
    import_module("ctserver.sites.shipped").keep_sites()
    for module in ("serve", "lifetime", "app", "sites.store", "video.loop_desk"):
        import_module(f"ctserver.{module}")
    import_module("ctserver.app").load_chapters()
    import_module("ctserver.video.feeds").load_engine()
    import_module("ctserver.first_picture")
    import_module("ctserver.bundle").write()
    content = marshal.dumps((known.methods, known.annotations, known.patterns))
    path().parent.mkdir(parents=True, exist_ok=True)
    path().write_bytes(sealed(content))


if __name__ == "__main__":
    main()
