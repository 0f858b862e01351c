import os
import subprocess
import sys

import pytest

from ctserver import __version__
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


def test_the_web_framework_is_left_to_be_imported_beside_the_first_picture() -> None:
    program = "import sys, ctserver.serve; print('fastapi' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout == "False\n"


def test_what_only_painting_needs_is_not_imported_before_something_is_painted() -> None:
    painting = (
        "numpy.random",
        "ctserver.video.scene.view",
        "ctserver.video.scene.light",
        "ctserver.video.scene.footage",
    )
    program = f"import sys, ctserver.serve, ctserver.app; print([name for name in {painting} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout == "[]\n"
