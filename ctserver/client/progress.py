"""A bar on a terminal's stderr; elsewhere nothing."""

import sys

WIDTH = 30


class Bar:
    """Of one file. Drawn when it looks different."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = ""

    def show(self, have: int, size: int) -> None:
        done = WIDTH * have // size if size else 0
        percent = 100 * have // size if size else 0
        self._draw(f"{self._label} [{'#' * done}{'.' * (WIDTH - done)}] {percent:3} %")

    def end(self) -> None:
        """The line is left."""
        if self._shown:
            sys.stderr.write("\n")
            sys.stderr.flush()

    def _draw(self, line: str) -> None:
        if line != self._shown and sys.stderr.isatty():
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()
            self._shown = line
