"""Judging patterns with RE2, which takes time in proportion to a pattern's length whatever a client sends."""

from collections.abc import Sequence

from ctserver.errors import InvalidField


def check(pattern: str, groups: Sequence[int], field: str) -> None:
    """InvalidField below `field` for a pattern that RE2 cannot read, and for groups that it does not have."""
    import re2  # noqa: PLC0415 (a start need not wait for it)

    options = re2.Options()
    options.log_errors = False  # the client is told
    try:
        known = re2.compile(pattern, options).groups
    except re2.error as error:
        raise InvalidField(f"{field}.value", "expected.regex", detail=_detail(error)) from None
    if not known:
        raise InvalidField(f"{field}.value", "expected.regex_group")
    for position, group in enumerate(groups):
        if group > known:
            raise InvalidField(f"{field}.group[{position}]", "expected.at_most", limit=known)


def _detail(error: Exception) -> str:
    said = error.args[0]
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
