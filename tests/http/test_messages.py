"""The catalogues are whole, and the client's language is found."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ctserver
from ctserver import errors
from ctserver.errors import ApiError
from ctserver.http.errors import _EXPECTED
from ctserver.http.messages import LANGUAGES, LOCALE, best_language, catalogue, error_text, text

ABSTRACT = (errors.ApiError, errors.BadRequest, errors.Unauthorized, errors.NotFound)
BUILT = {
    r'UnknownResource\("([a-z_]+)"': "kind",
    r'\brefuse\("([a-z0-9_]+)"': "expected",
    r'\brequire\("([a-z]+)"': "right",
    r'\brecord\("(Log[A-Za-z]+)"': "action",
}
"""What stands in the source, and the family of codes that is built of it."""
SOURCES = sorted(Path(ctserver.__file__).parent.rglob("*.py"))


def kinds(root: type[ApiError] = ApiError) -> Iterator[type[ApiError]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith("ctserver."):
            yield from (kind, *kinds(kind))


def used_codes() -> set[str]:
    """Codes of errors, what stands in the source as `"expected.…"` or `"right.…"`, and what is built there."""
    quoted = re.compile(r'["\']((?:expected|right|health|headband|report)\.[a-z_]+)["\']')
    sources = [path.read_text() for path in SOURCES]
    in_source = {code for source in sources for code in quoted.findall(source)}
    of_errors = {kind.code for kind in kinds() if kind not in ABSTRACT}
    built = {f"expected.{name}" for name in _EXPECTED.values()}
    for pattern, family in BUILT.items():
        built |= {f"{family}.{name}" for source in sources for name in re.findall(pattern, source)}
    return in_source | of_errors | built | {"invalid_http"}


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_there_are_six_languages() -> None:
    assert {path.stem for path in LOCALE.glob("*.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text(language: str) -> None:
    assert used_codes() - {code for code, message in catalogue(language).items() if message.strip()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_used(language: str) -> None:
    assert set(catalogue(language)) - used_codes() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_english(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    differing = [code for code in english if placeholders(english[code]) != placeholders(other[code])]
    assert differing == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_sentences_are_translated(language: str) -> None:
    english = catalogue("en")
    assert [code for code in english if " " in english[code] and english[code].startswith("The ")
            and catalogue(language)[code] == english[code]] == []  # fmt: skip


def test_every_error_names_its_own_code() -> None:
    codes = [kind.code for kind in kinds() if kind not in ABSTRACT]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expectation_inside_a_text_is_translated_too(language: str) -> None:
    shown = error_text(errors.InvalidField("limit", "expected.at_most", limit=1000), language)
    assert "limit" in shown
    assert catalogue(language)["expected.at_most"].format(limit=1000) in shown


@pytest.mark.parametrize("name", ["expected.at_least", "expected.nothing", "right.live", "{field}", "{0}", "{"])
def test_a_clients_words_are_shown_as_they_are(name: str) -> None:
    shown = error_text(errors.InvalidField(name, "expected.known_field"), "en")
    assert shown == f"Invalid value for {name}: expected a field of the document."


def test_the_documents_texts_of_a_wrong_password() -> None:
    assert text("en", "invalid_credentials") == "Invalid password!"
    assert text("fr", "invalid_credentials") == "Mot de passe invalide !"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-CA", "fr"),
        ("de-AT-1996", "de"),
        ("nl, fr", "nl"),
        ("fr;q=0.5, de;q=0.9", "de"),
        ("fr; q=0.5 , it ; q=0.9", "it"),
        ("fr;Q=0.5, es;Q=0.9", "es"),
        ("ja, ko;q=0.9, es;q=0.1", "es"),
        ("ja", "en"),
        ("fr;q=0", "en"),
        ("fr;q=0, de;q=0.1", "de"),
        ("fr;q=0.000", "en"),
        ("*", "en"),
        ("*;q=0.9, it;q=0.8", "en"),
        ("*;q=0.1, it", "it"),
        ("de;q=0.5, fr;q=0.5", "de"),
        ("fr;q=high, de;q=0.2", "de"),
        ("fr;q=nan", "en"),
        (",,;;q=,=", "en"),
        ("french", "en"),
        ("-fr", "en"),
        ("\xe9;q=1,fr", "fr"),
    ],
)
def test_the_best_language_is_found(header: str, language: str) -> None:
    assert best_language(header) == language


@given(
    st.text() | st.lists(st.sampled_from(["fr", "de-CH", "*", ";q=", "0.5", ",", " ", "1", "nan", "-"])).map("".join)
)
def test_any_header_gives_a_language(header: str) -> None:
    assert best_language(header) in LANGUAGES
