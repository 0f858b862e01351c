"""Where the files that ship beside the package lie: in a checkout at its top level, in a wheel inside the package."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def fixtures() -> Path:
    return _shipped("fixtures")


def migrations() -> Path:
    return _shipped("migrations")


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name
