"""From a site's name or file to a checked `Site`."""

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ctserver.sites.document import Document, Location, SiteError, read_document
from ctserver.sites.schema import Site
from ctserver.sites.section import SiteContext
from ctserver.sites.shipped import shipped_sites, source_of
from ctserver.video.footage import Footage


def load_site(name_or_path: str, *, footage: bool = True) -> Site:
    """SiteError names file and line of the first thing that is wrong, and what was expected there.

    Without `footage`, its files are not looked into: they may be gone.
    """
    return _check(read_document(_find(name_or_path)), _probe if footage else _unseen)


def _probe(path: Path) -> Footage:
    from ctserver.video.footage.probe import probe  # noqa: PLC0415 (FFmpeg: most sites have no footage)

    return probe(path)


def _unseen(path: Path) -> Footage:
    return Footage(str(path), "", 0)


def _check(document: Document, look_into: Callable[[Path], Footage]) -> Site:
    context = SiteContext(document.path.absolute().parent, look_into)
    try:
        return Site.model_validate(document.data, context=context)
    except ValidationError as error:
        raise _first_problem(document, error) from None


def _find(name_or_path: str) -> Path:
    shipped = shipped_sites()
    if name_or_path in shipped:
        return source_of(name_or_path)
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml"):
        raise SiteError(f"site {name_or_path}: expected one of {', '.join(shipped)}, or a .yaml file")
    return path


def _first_problem(document: Document, error: ValidationError) -> SiteError:
    problems = [(_location(problem), problem) for problem in error.errors()]
    location, first = min(problems, key=lambda item: document.line(item[0]))
    if first["type"] == "missing":
        return document.error(location, f"{_name(location)}: expected a value here, there is none")
    location = _place(document, location)
    message = _PLAINER.get(first["type"], first["msg"].removeprefix("Value error, "))
    given = f", got {first['input']!r}"[:80] if isinstance(first["input"], str | int | float) else ""
    return document.error(location, f"{_name(location)}: {message[:1].lower()}{message[1:]}{given}")


_PLAINER = {
    "extra_forbidden": "a name that is not known here",
    "model_type": "expected names with values",
}
"""What pydantic says in the words of Python, in ours."""


def _name(location: Location) -> str:
    return ".".join(map(str, location)) or "site"


def _location(problem: ErrorDetails) -> Location:
    """Where the value stands that is wrong: a check of a whole may name a part."""
    return (*problem["loc"], *getattr(problem.get("ctx", {}).get("error"), "at", ()))


def _place(document: Document, location: Location) -> Location:
    """pydantic's location without the parts that name a branch of a union or a key, not a value of the file."""
    while location and location not in document.lines:
        location = location[:-1]
    return location
