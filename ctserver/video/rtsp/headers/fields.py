"""What the structured fields have in common: their error, and lists with quoted strings in them."""

import re

_PART = re.compile(r'(?:[^",;]|"(?:[^"\\]|\\.)*")+|[,;]|"')


class HeaderError(ValueError):
    """A header field's value does not follow its grammar."""


def split(text: str, separator: str) -> list[str]:
    """The parts between `separator` (comma or semicolon), stripped, empty ones left out; quoted strings stay whole."""
    parts = [""]
    for token in _PART.findall(text):
        if token == separator:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts if part.strip()]


def number(text: str, highest: int) -> int:
    """A decimal number of at most `highest`; HeaderError otherwise."""
    if not re.fullmatch(r"\d{1,20}", text, re.ASCII) or int(text) > highest:
        raise HeaderError(f"expected a number up to {highest}")
    return int(text)
