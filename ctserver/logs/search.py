"""What lines of the system log are to hold.

Expressions are RE2's, which takes time in proportion to the line, whatever a client may have thought of.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ctserver.errors import InvalidField

MEMORY = 2**20


@dataclass(frozen=True, slots=True)
class Search:
    holds: Callable[[str], bool]
    is_open: bool = False
    """Whether every line holds what is searched."""

    @classmethod
    def of(cls, text: str, *, negative: bool, no_case: bool, regex: bool) -> "Search":
        """InvalidField for an expression that RE2 does not take. No text is in every line."""
        if not text:
            return cls(_any, is_open=True)
        found = _expression(text, no_case=no_case) if regex else _plain(text, no_case=no_case)
        return cls((lambda line: not found(line)) if negative else found)


def _any(_line: str) -> bool:
    return True


def _plain(text: str, *, no_case: bool) -> Callable[[str], bool]:
    if not no_case:
        return lambda line: text in line
    folded = text.casefold()
    return lambda line: folded in line.casefold()


def _expression(text: str, *, no_case: bool) -> Callable[[str], bool]:
    import re2  # noqa: PLC0415 (a start need not wait for it)

    options = re2.Options()
    options.case_sensitive, options.never_capture = not no_case, True
    options.max_mem, options.log_errors = MEMORY, False
    try:
        compiled = re2.compile(text, options)
    except re2.error:
        raise InvalidField("search", "expected.expression") from None
    return lambda line: compiled.search(line) is not None
