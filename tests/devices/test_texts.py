"""The catalogues of events are whole."""

from string import Formatter

import pytest

from ctserver.devices.models import COLUMNS
from ctserver.devices.texts import LOCALE, label
from ctserver.devices.types import EVENT_TYPES, PARAMETERS, SOURCES
from ctserver.http.messages import LANGUAGES, catalogue

CODES = {
    *(f"type.{name}" for name in EVENT_TYPES),
    *(f"label.{name}" for name in EVENT_TYPES),
    *(f"criterion.{name}" for name in ("cameraName", "type", "timestamp", *PARAMETERS)),
    *(f"source.{name}" for name in SOURCES),
    "state.true",
    "state.false",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_a_text_and_each_text_a_code(language: str) -> None:
    texts = catalogue(language, LOCALE)
    assert set(texts) == CODES
    assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_show_each_parameter_once(language: str) -> None:
    for name, parameters in EVENT_TYPES.items():
        shown = [field for _, field, _, _ in Formatter().parse(catalogue(language, LOCALE)[f"label.{name}"]) if field]
        assert sorted(shown) == sorted(parameters), name


def test_the_documents_label() -> None:
    assert label("en", "analytics.motion", {}) == "Motion detection from ? in window ? state ?"


def test_the_document_has_42_types_and_each_parameter_a_type_and_a_column() -> None:
    assert len(EVENT_TYPES) == 42
    accepted = {parameter for parameters in EVENT_TYPES.values() for parameter in parameters}
    assert accepted == set(PARAMETERS) == set(COLUMNS)
