"""What is compiled at installation is what would be compiled at each start."""

import subprocess
import sys
from pathlib import Path

import pytest

from ctserver import precompiled
from ctserver.precompiled import Known


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As an installation writes it: in a process of its own, in which nothing has been imported yet."""
    prefix = tmp_path_factory.mktemp("bytecode")
    subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={prefix}", "-m", "ctserver.precompiled"], check=True, timeout=100
    )
    (found,) = prefix.rglob("precompiled.*.bin")
    return found


@pytest.fixture
def there(written: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(precompiled, "path", lambda: written)
    return written


def test_texts_become_what_they_would_else_become(there: Path) -> None:
    known = precompiled.read()
    assert len(known.methods) > 500
    assert len(known.annotations) > 200
    for mode, texts in (("exec", known.methods), ("eval", known.annotations)):
        for text, code in texts.items():
            assert code == compile(text, "<string>", mode, dont_inherit=True)


def test_patterns_become_what_they_would_else_become(there: Path) -> None:
    """Patterns are equal if their flags, their texts and their machine code are."""
    known = precompiled.read()
    assert len(known.patterns) > 100
    for (_, pattern, flags), given in known.patterns.items():
        kept, anew = precompiled.compiler._sre.compile(pattern, *given), precompiled.compiler.compile(pattern, flags)
        assert (kept, kept.groups, kept.groupindex) == (anew, anew.groups, anew.groupindex)


PROGRAM = """
import dataclasses, re, sys
from ctserver import precompiled
precompiled.use()
compiled = []
sys.addaudithook(lambda event, given: compiled.append(given[0]) if event == "compile" and given[1] == "<string>" else None)
import typing
import ctserver.cameras.catalogue, pydantic_core.core_schema
print(len(compiled))

@dataclasses.dataclass(frozen=True)
class Unheard:
    name: str
    size: int = 3

found = re.compile("un(heard) of", re.I).match("Unheard of")
print(Unheard("of"), typing.ForwardRef("Unheard | None").__forward_arg__, len(compiled) > 0, found.group(1))
"""


def said_with(prefix: Path) -> list[str]:
    program = [sys.executable, "-X", f"pycache_prefix={prefix}", "-c", PROGRAM]
    return subprocess.run(program, check=True, timeout=100, capture_output=True, text=True).stdout.splitlines()


def test_only_what_is_not_known_is_compiled(written: Path, tmp_path: Path) -> None:
    prefix = next(folder for folder in written.parents if folder.name.startswith("bytecode"))
    known, unheard = said_with(prefix)
    compiled, the_same = said_with(tmp_path)
    assert int(known) < int(compiled) / 4
    assert unheard == the_same == "Unheard(name='of', size=3) Unheard | None True heard"


@pytest.mark.parametrize("damage", [b"", b"123", b"\0" * 1000])
def test_a_damaged_file_is_as_none(damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "damaged.bin").write_bytes(damage)
    monkeypatch.setattr(precompiled, "path", lambda: path)
    assert precompiled.read() == Known()


def test_a_byte_that_has_changed_is_noticed(there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(there.read_bytes())
    data[len(data) // 2] ^= 1
    (path := tmp_path / "changed.bin").write_bytes(data)
    monkeypatch.setattr(precompiled, "path", lambda: path)
    assert precompiled.read() == Known()


def test_what_is_of_another_version_of_python_is_not_used(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "other.bin").write_bytes(bytes([there.read_bytes()[0] ^ 1]) + there.read_bytes()[1:])
    monkeypatch.setattr(precompiled, "path", lambda: path)
    assert precompiled.read() == Known()


def test_without_a_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "path", lambda: tmp_path / "none.bin")
    assert precompiled.read() == Known()
