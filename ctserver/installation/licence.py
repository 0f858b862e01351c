"""The licence: which modules the server may offer, and how much of what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from ctserver.installation.models import Licence

DEFAULT: dict[str, Any] = {
    "active_modules": [
        "interface_cluster", "local_video_relay", "maps", "messages", "metadata", "record", "scenarios", "tags",
        "video_relay",
    ],
    "build": 20210531,
    "hardware_id": "B6CE4BD4",
    "license_creation_date": "20210210",
    "license_valid": True,
    "licensed_to": "CAMTRACE TEST",
    "max_metadata_sources": 30,
    "max_screens": 30,
    "max_space_usage": 100,
    "max_video_sources": 30,
    "postal_code": "92100",
    "serial_number": "1117",
    "upgrade_expiration_date": "20220225",
    "uuid": "aa0cd092-555f-4b83-8f73-386dbc6eebb7",
    "version": "8.15.2.0",
}  # fmt: skip
"""What holds before any upload: the document's example, without what is counted (`current_…`)."""


def read_licence(session: Session) -> Mapping[str, Any]:
    """The licence in force, with the document's attributes."""
    row = session.get(Licence, 1)
    return MappingProxyType(row.document if row else DEFAULT)


def modules(session: Session) -> frozenset[str]:
    """The modules that the licence includes, such as `maps`."""
    return frozenset(read_licence(session).get("active_modules", ()))
