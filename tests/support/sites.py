"""Site files of a test's own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from ctserver import resources


def demo_with(directory: Path, user: str, *, more_cameras: Iterable[dict[str, Any]] = (), **rights: Any) -> Path:
    """The demo site with one more user, whose password is his name and whose profile has these rights, and more cameras."""
    site = yaml.safe_load((resources.fixtures() / "demo.yaml").read_text())
    site["profiles"].append({"name": f"Profile of {user}", **rights})
    site["users"].append({"name": user, "password": user, "profile": f"Profile of {user}"})
    site["cameras"] += more_cameras
    path = directory / "site.yaml"
    path.write_text(yaml.safe_dump(site))
    return path
