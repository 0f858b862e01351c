"""The texts that users read, in the six languages of the document, from one gettext catalogue each (`ctserver/locale`)."""

from functools import cache, lru_cache
from pathlib import Path

from ctserver.errors import ApiError

LANGUAGES = ("en", "fr", "de", "es", "it", "nl")
DEFAULT_LANGUAGE = "en"
CODED = ("expected", "right", "kind")
"""The parameters whose values are codes themselves; any other may hold a client's words."""
LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalogue(language: str, locale: Path = LOCALE) -> dict[str, str]:
    """Code → text, in which `{name}` stands for a parameter. A chapter with many texts has a `locale` of its own."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 (a start need not wait for texts that nobody reads yet)

    with (locale / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in messages if message.id}


def load_catalogues() -> None:
    """Of every language, so that the first text in one need not wait. Takes a quarter of a second: not for the event loop."""
    for language in LANGUAGES:
        catalogue(language)


def text(language: str, code: str, **parameters: object) -> str:
    texts = catalogue(language)
    if not parameters.keys().isdisjoint(CODED):
        codes = {name: str(value) for name, value in parameters.items() if name in CODED}
        parameters |= {name: texts[value].format_map(parameters) for name, value in codes.items()}
    return texts[code].format_map(parameters)


def error_text(error: ApiError, language: str) -> str:
    return text(language, error.code, **error.parameters)


@lru_cache(maxsize=256)  # clients choose the header, so its memory is bounded
def best_language(accept_language: str) -> str:
    """The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4); a region falls back to its language."""
    ranked = sorted(_ranges(accept_language[:500]), key=lambda item: -item[1])
    for tag, quality in ranked:
        primary = tag.split("-")[0].lower()
        if quality > 0 and (primary in LANGUAGES or tag == "*"):
            return primary if primary in LANGUAGES else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE


def _ranges(header: str) -> list[tuple[str, float]]:
    ranges = []
    for item in header.split(","):
        tag, _, parameter = item.strip().partition(";")
        try:
            quality = float(parameter.strip().lower().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue  # a range that cannot be read says nothing about the others
        ranges.append((tag.strip(), quality))
    return ranges
