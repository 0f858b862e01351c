"""The sites that ship, kept as they were once read and checked, so that a start need not do it again.

`python -m ctserver.precompiled` does it at installation, and writes a file for each beside the bytecode. It tells what the site
was made of: the text, the versions of Python and Pydantic, and, by time and size as bytecode does, the source of each module
that had a part in it. Where any of that is not as it was, the site is read as every other is.
"""

import pickle
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pydantic

from ctserver import precompiled, resources
from ctserver.sites.schema import Site

Files = dict[str, tuple[int, int]]
"""Path → second of the last change, and size."""


def shipped_sites() -> list[str]:
    return sorted(path.stem for path in resources.fixtures().glob("*.yaml"))


def source_of(name: str) -> Path:
    return resources.fixtures() / f"{name}.yaml"


def kept_path(name: str) -> Path:
    return Path(cache_from_source(__file__)).with_suffix(f".{name}")


def kept_site(name: str) -> Site | None:
    """As `load_site` would read it now; None where that is to be asked, be it that no site of that name ships."""
    if name not in shipped_sites():
        return None
    try:
        content = precompiled.unsealed(kept_path(name).read_bytes())
        if content is None:
            return None
        facts, files, site = pickle.loads(content)  # noqa: S301 (ours, as the bytecode beside it)
        if facts != _facts(name) or files != _files(*files):
            return None
    except OSError:
        return None
    return pickle.loads(site)  # type: ignore[no-any-return]  # noqa: S301


def keep_sites() -> None:
    """To call while few modules are loaded that have no part in it.

    A site with footage is not kept, since that may go, nor one that cannot be used: a start will say why.
    """
    from ctserver.sites.document import SiteError  # noqa: PLC0415 (YAML, of which a kept site has no need)
    from ctserver.sites.load import load_site  # noqa: PLC0415

    for name in shipped_sites():
        try:
            site = load_site(name)
        except SiteError:
            continue
        if not any(camera.footage for camera in site.cameras):
            images = [str(background.image) for section in site.maps for background in section.backgrounds]
            content = pickle.dumps((_facts(name), _files(*_sources(), *images), pickle.dumps(site)))
            kept_path(name).parent.mkdir(parents=True, exist_ok=True)
            kept_path(name).write_bytes(precompiled.sealed(content))


def _facts(name: str) -> tuple[Any, ...]:
    return sys.version, pydantic.VERSION, str(source_of(name)), source_of(name).read_bytes()


def _sources() -> list[str]:
    """Of this package's modules, as far as they are loaded."""
    return [str(module.__file__) for name, module in [*sys.modules.items()] if name.partition(".")[0] == "ctserver"]


def _files(*paths: str) -> Files:
    found = ((path, Path(path).stat()) for path in paths)
    return {path: (int(status.st_mtime), status.st_size) for path, status in found}
