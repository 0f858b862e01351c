"""What can be said of all modules."""

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ctserver

PACKAGE = Path(ctserver.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
MODULES = sorted(module.name for module in pkgutil.walk_packages([str(PACKAGE)], "ctserver."))
WALL_CLOCK = {"formatdate": 0, "gmtime": 0, "localtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}
"""Functions that take the time of the machine when they are called with no more arguments than this."""


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Each called function's name and the number of its positional arguments."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            is_method = (
                name == "strftime"
                and isinstance(node.func, ast.Attribute)
                and getattr(node.func.value, "id", "") != "time"
            )
            if not is_method:
                yield name, len(node.args)


def test_importing_starts_nothing_and_warns_of_nothing() -> None:
    imports = "; ".join(f"import {name}" for name in MODULES if name != "ctserver.__main__")
    program = f"{imports}; import threading; print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_time_of_the_machine_is_not_taken_in_passing(path: Path) -> None:
    assert [name for name, given in calls(path) if name in WALL_CLOCK and given <= WALL_CLOCK[name]] == []


def test_every_package_introduces_itself() -> None:
    packages = [path for path in SOURCES if path.name == "__init__.py"]
    silent = [str(path.relative_to(PACKAGE)) for path in packages if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []
