"""What has an influence on a loop's bytes has one on the name of its file."""

import subprocess
import sys
from pathlib import Path

import pytest

import ctserver
from ctserver.video.cache import engine

IMPORTED = """
import importlib, sys
from ctserver.video import loop_coder
from ctserver.video.scene import KINDS
for kind in KINDS:
    importlib.import_module(f"ctserver.video.scene.{kind}")
print("\\n".join(module.__file__ for name, module in sys.modules.items() if name.startswith("ctserver.video.")))
"""


def digest() -> bytes:
    return engine.engine_digest.__wrapped__()


def test_every_module_that_takes_part_in_coding_counts() -> None:
    found = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True, timeout=60)
    imported = {Path(line) for line in found.stdout.split()} - {
        Path(ctserver.__file__).parent / "video" / "__init__.py"
    }
    assert len(imported) > 30
    assert imported <= set(engine.sources())


def test_it_is_the_same_in_each_process() -> None:
    command = [sys.executable, "-c", "from ctserver.video.cache.engine import *; print(engine_digest().hex())"]
    found = {subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.strip() for _ in range(2)}
    assert found == {digest().hex().encode()}


@pytest.mark.parametrize("part", ["_libraries", "_processor"])
def test_other_libraries_and_other_processors_have_loops_of_their_own(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    before = digest()
    found = getattr(engine, part)()
    monkeypatch.setattr(engine, part, lambda: [*found, "another"])
    assert digest() != before


def test_a_changed_source_makes_other_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = digest()
    changed = tmp_path / "strip.py"
    changed.write_text("HEIGHT = 48\n")
    sources = engine.sources()
    monkeypatch.setattr(engine, "sources", lambda: [*sources[:-1], changed])
    assert digest() != before


def test_the_processor_is_not_told_by_what_changes_from_one_moment_to_the_next() -> None:
    assert not [line for line in engine._processor() if "MHz" in line]
    assert len(engine._processor()) > 2


def test_where_pyav_brings_no_libraries_the_encoder_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_bundled", lambda: "")
    assert "core" in engine._libraries()[-1]
    assert "slice_max_mbs" in engine._libraries()[-1]
