"""Holds the sizes that keep the code readable: modules, functions, tests, and the documents' freedom of machine paths."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES, MEAN_MODULE_LINES = 400, 150
FUNCTION_LINES, MEDIAN_FUNCTION_LINES, MEDIAN_TEST_LINES = 50, 8, 12
MACHINE = re.compile(r"(^|[^\w.])/(home|root|work)/\w|https?://[^/\s\"']*(pypi|pythonhosted|npmjs)")


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns], capture_output=True, check=True
    )
    return [path for name in listing.stdout.decode().splitlines() if (path := Path(name)).is_file()]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of each function's body, its docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 1


def problems() -> Iterator[str]:
    modules = {path: len(path.read_text().splitlines()) for path in tracked("ctserver/*.py", "tests/*.py")}
    product = {path: lines for path, lines in modules.items() if path.parts[0] == "ctserver"}
    yield from (
        f"{path}: {lines} lines, at most {MODULE_LINES}" for path, lines in modules.items() if lines > MODULE_LINES
    )
    mean = statistics.mean(product.values())
    if mean > MEAN_MODULE_LINES:
        yield f"modules have {mean:.0f} lines on average, at most {MEAN_MODULE_LINES}"
    yield from _function_problems(list(product), FUNCTION_LINES, MEDIAN_FUNCTION_LINES, "functions")
    tests = [path for path in modules if path.name.startswith("test_")]
    yield from _function_problems(tests, FUNCTION_LINES, MEDIAN_TEST_LINES, "tests")
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore") if path.suffix not in (".png", ".jpg") else ""
        yield from (f"{path}: names a machine's path or a registry: {m[0]}" for m in [MACHINE.search(text)] if m)


def _function_problems(paths: list[Path], longest: int, median: int, what: str) -> Iterator[str]:
    sizes = [(path, name, lines) for path in paths for name, lines in functions(path)]
    yield from (
        f"{path}: {name} has {lines} lines, at most {longest}" for path, name, lines in sizes if lines > longest
    )
    middle = statistics.median([lines for _, _, lines in sizes] or [0])
    if middle > median:
        yield f"{what} have {middle:.0f} lines in the median, at most {median}"


found = list(problems())
sys.stdout.writelines(f"{line}\n" for line in found)
sys.exit(bool(found))
