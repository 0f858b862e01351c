"""`ctserver archive`: lists recorded slices, and saves them to files."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import Any

from ctserver.client.api import Api, Refusal, Unreachable
from ctserver.client.progress import Bar
from ctserver.client.saving import save

FAILED, CANNOT_START, INTERRUPTED = 1, 2, 130

Slice = dict[str, Any]


def add_arguments(parser: ArgumentParser) -> None:
    """`list` and `save`, and what both need."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = commands.add_parser("list", help="print what the archive holds", allow_abbrev=False)
    saving = commands.add_parser("save", help="save slices to files", allow_abbrev=False)
    for one, work in ((listing, _list), (saving, _save)):
        one.add_argument("--url", required=True, metavar="URL", help="of the server, such as http://localhost:8080")
        one.add_argument("--user", required=True, metavar="NAME")
        one.add_argument("--password", metavar="PASSWORD", help="asked for if not given")
        one.add_argument("--camera", metavar="ID[,ID]", help="cameras; all if not given")
        one.add_argument("--from", dest="begin", metavar="DATE", help="ISO 8601, such as 2026-11-26T08:00:00Z")
        one.add_argument("--to", dest="end", metavar="DATE", help="ISO 8601")
        one.add_argument("--type", choices=("a", "r"), help="a: alarm, r: regular; both if not given")
        one.set_defaults(command=_run, work=work)
    saving.add_argument("--into", type=Path, default=Path(), metavar="DIRECTORY", help="[default: the present one]")
    saving.add_argument("--pause", type=float, default=1.0, help=SUPPRESS)


def _run(given: Namespace) -> int:
    try:
        password = getpass() if given.password is None else given.password
        return _work(given)(Api(given.url, given.user, password), given)
    except ValueError as error:
        return _refuse(str(error), CANNOT_START)
    except (Refusal, Unreachable) as error:
        return _refuse(str(error), FAILED)
    except OSError as error:
        return _refuse(f"{error.filename or given.into}: {error.strerror or error}", FAILED)
    except (KeyboardInterrupt, EOFError):
        return _refuse("interrupted", INTERRUPTED)


def _work(given: Namespace) -> Callable[[Api, Namespace], int]:
    return given.work  # type: ignore[no-any-return]


def _list(api: Api, given: Namespace) -> int:
    """A line for each: camera, start, stop, type, bytes, whether it is protected, the camera's name; by tabs."""
    for one in _slices(api, given):
        protected = "protected" if one["protected"] else "-"
        row = (one["cameraId"], one["start"], one["stop"], one["type"], one["size"], protected, one["cameraName"])
        sys.stdout.write("\t".join(map(str, row)) + "\n")
    return 0


def _save(api: Api, given: Namespace) -> int:
    """Prints the files' paths as they are whole."""
    slices = _slices(api, given)
    if not slices:
        return _refuse("the archive holds no such slice", FAILED)
    given.into.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(slices, 1):
        target = given.into / _name(one)
        bar = Bar(f"{number}/{len(slices)} {target.name}")
        try:
            save(api, one["downloadUrl"], target, bar.show, given.pause)
        finally:
            bar.end()
        sys.stdout.write(f"{target}\n")
        sys.stdout.flush()
    return 0


def _slices(api: Api, given: Namespace) -> list[Slice]:
    query = {"cameraId": given.camera, "from": given.begin, "to": given.end, "type": given.type}
    found: list[Slice] = api.get_json("/slices", query)["slices"]
    return found


def _name(one: Slice) -> str:
    """Of the parts that name a slice, none of which any system refuses."""
    parts = (f"camera-{one['cameraId']}", one["start"], one["type"])
    return "_".join(_safe(str(part)) for part in parts) + ".mkv"


def _safe(part: str) -> str:
    return "".join(c if c.isalnum() or c in "-." else "-" for c in part)


def _refuse(reason: str, status: int) -> int:
    sys.stderr.write(f"ctserver: {reason}\n")
    return status
