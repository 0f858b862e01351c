"""The texts of events and of their search, from a catalogue of their own: there are as many as all the others together."""

from collections.abc import Mapping
from pathlib import Path

from ctserver.devices.types import EVENT_TYPES
from ctserver.http.messages import catalogue

LOCALE = Path(__file__).parent / "locale"
MISSING = "?"


def text(language: str, code: str) -> str:
    return catalogue(language, LOCALE)[code]


def label(language: str, event_type: str, parameters: Mapping[str, object]) -> str:
    """`Motion detection from camera in window 1 state on`; a parameter that the event lacks is `?`."""
    shown = {name: _shown(language, parameters.get(name)) for name in EVENT_TYPES[event_type]}
    return text(language, f"label.{event_type}").format_map(shown)


def _shown(language: str, value: object) -> str:
    if isinstance(value, bool):
        return text(language, f"state.{str(value).lower()}")
    return MISSING if value is None else str(value)
