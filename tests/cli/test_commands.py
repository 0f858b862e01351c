import ast
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from ctserver import __version__
from ctserver.app import CHAPTERS
from ctserver.settings import Settings


def ctserver(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}
    return subprocess.run(
        [sys.executable, "-m", "ctserver", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )


def test_version_is_printed() -> None:
    assert ctserver("version").stdout == f"{__version__}\n"


def test_help_names_every_option() -> None:
    shown = ctserver("serve", "--help").stdout
    assert [name for name in Settings.model_fields if f"--{name.replace('_', '-')}" not in shown] == []


@pytest.mark.parametrize(
    "arguments", [("serve", "--nosuch"), ("serve", "--por", "1"), ("serve", "demo"), ("nosuch",), ()]
)
def test_what_is_not_understood_is_told_with_status_2(arguments: tuple[str, ...]) -> None:
    told = ctserver(*arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert "usage: " in told.stderr
    assert "Traceback" not in told.stderr


def test_help_does_not_wait_for_the_server() -> None:
    program = "import sys, ctserver.cli; print([m for m in ('fastapi', 'sqlalchemy', 'av', 'cv2') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout == "[]\n"


def imported_by(program: str, names: Sequence[str]) -> list[str]:
    """Which of the modules a program has imported."""
    program += f"\nimport sys; print([name for name in {list(names)} if name in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[str] = ast.literal_eval(shown.stdout)
    return found


ENGINE = ("numpy", "cv2", "av", "ctserver.video.feeds")


def test_what_only_one_process_of_a_start_needs_is_imported_after_they_part() -> None:
    assert imported_by("import ctserver.serve", ("fastapi", "yaml", *ENGINE)) == []


def test_preparing_a_database_needs_neither_the_engine_nor_the_web_framework() -> None:
    assert imported_by("import ctserver.sites.store", ("fastapi", "uvicorn", "alembic", *ENGINE)) == []


def test_a_server_does_without_what_prepares_its_database() -> None:
    assert imported_by("import ctserver.lifetime, ctserver.app", ("yaml", "ctserver.sites", "alembic")) == []


def test_the_first_picture_needs_neither_the_database_nor_the_web_framework() -> None:
    program = (
        "from ctserver.first_picture import make; import contextlib\nwith contextlib.suppress(EOFError): make(input)"
    )
    assert imported_by(program, ("pydantic", "sqlalchemy", "uvicorn")) == []


def test_what_makes_pictures_is_imported_when_there_is_time_for_it() -> None:
    assert imported_by("import ctserver.lifetime, ctserver.app", ENGINE[:3]) == []


def test_chapters_are_imported_when_there_is_time_for_them() -> None:
    routes = [chapter.module for chapter in CHAPTERS]
    assert imported_by("import ctserver.lifetime, ctserver.app", (*routes, "babel")) == []
    assert imported_by("from ctserver.app import load_chapters; load_chapters()", routes) == routes


def test_what_only_painting_needs_is_not_imported_before_something_is_painted() -> None:
    scene = ("view", "light", "slate", "footage")
    painting = ("numpy.random", "ctserver.video.footage.file", *(f"ctserver.video.scene.{name}" for name in scene))
    assert (
        imported_by("import ctserver.lifetime; from ctserver.app import load_chapters; load_chapters()", painting) == []
    )
