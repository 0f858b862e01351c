"""Metadata devices in a site file, and the events that they told of before the first start."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from ctserver.devices.catalogue import Device as KnownDevice
from ctserver.devices.catalogue import read_devices
from ctserver.devices.models import COLUMNS, Device, DeviceEvent
from ctserver.devices.types import EVENT_TYPES, FAMILIES, SOURCES, Family, family_of
from ctserver.sites.rows import Row, insert_rows
from ctserver.sites.section import At, Id, Misplaced, Name, Section

DAY = 86_400
BUSY = (7, 20)
"""Hours of the day (UTC) between which most happens."""
LACKING = 0.1
"""How often an event lacks a parameter, as real ones do."""
PEOPLE = ("A. Martin", "C. Dubois", "E. Roux", "L. Bernard", "M. Petit", "S. Moreau")
DOORS = ("Main entrance", "Server room", "Warehouse")
READERS = ("Reader 1", "Reader 2", "Turnstile")
PLATES = ("AB-123-CD", "EF-456-GH", "JK-789-LM", "NP-321-QR", "ST-654-UV")


class EventSection(Section):
    """Without parameters; `onvif` is what a camera's own event says beside."""

    id: UUID
    at: At
    type: Name
    camera: Id | None = None
    onvif: dict[str, Any] | None = None


class EventsSection(Section):
    days: Annotated[int, Field(ge=0, le=31)] = 3
    daily: Annotated[int, Field(ge=1, le=5000)] = 100
    listed: list[EventSection] = []


class MetadataDeviceSection(Section):
    uuid: UUID
    name: Name
    source: UUID | None = None
    families: Annotated[list[Family], Field(min_length=1)] = list(FAMILIES)
    criteria: list[Name] | None = None
    events: EventsSection | None = None

    @field_validator("families")
    @classmethod
    def _families_stand_once(cls, families: list[Family]) -> list[Family]:
        return list(dict.fromkeys(families))


def check_devices(sections: list[MetadataDeviceSection], connectors: Mapping[int, UUID | None]) -> None:
    """Misplaced for a criterion that the device's families do not have, and for an event that cannot be. `connectors` are
    those of the cameras."""
    from ctserver.devices.criteria import criteria_of  # noqa: PLC0415 (a site that is kept has been checked)

    taken: set[UUID] = set()
    for number, section in enumerate(sections):
        device = KnownDevice(str(section.uuid), section.name, "", tuple(section.families), None, ())
        known = criteria_of(device)
        for position, name in enumerate(section.criteria or []):
            if name not in known:
                expected = f"expected one of {', '.join(known)}, got {name}"
                raise Misplaced(("devices", number, "criteria", position), expected)
        for position, event in enumerate(section.events.listed if section.events else []):
            place = ("devices", number, "events", "listed", position)
            if event.id in taken:
                raise Misplaced((*place, "id"), f"event {event.id} stands here a second time")
            taken.add(event.id)
            if event.type not in EVENT_TYPES:
                raise Misplaced((*place, "type"), f"expected one of the document's types of events, got {event.type}")
            if event.camera and connectors.get(event.camera) != section.uuid:
                expected = f"expected the id of a camera that names this device, got {event.camera}"
                raise Misplaced((*place, "camera"), expected)


def seed_devices(session: Session, sections: list[MetadataDeviceSection], seed: int, now: float) -> None:
    session.add_all(
        Device(
            id=str(section.uuid),
            name=section.name,
            source=str(section.source or uuid5(section.uuid, "source")),
            families=section.families,
            criteria=section.criteria,
        )
        for section in sections
    )
    session.flush()
    devices = read_devices(session)
    for section in sections:
        if section.events:
            device = devices[str(section.uuid)]
            rows = [*_listed(device, section.events.listed), *_events(device, section.events, seed, now)]
            insert_rows(session, DeviceEvent, rows)


def _listed(device: KnownDevice, sections: list[EventSection]) -> Iterator[Row]:
    names = dict(device.cameras)
    for section in sections:
        yield dict.fromkeys(COLUMNS.values()) | {
            "id": str(section.id),
            "device_id": device.id,
            "at_us": section.at,
            "type": section.type,
            "camera_id": section.camera,
            "camera_name": names[section.camera] if section.camera else None,
            "onvif": section.onvif,
        }


def _events(device: KnownDevice, section: EventsSection, seed: int, now: float) -> Iterator[Row]:
    """By rule: the same for the same seed."""
    random = Random(f"events:{seed}:{device.id}")  # noqa: S311 (a history, not a secret)
    types = [name for name in EVENT_TYPES if family_of(name) in device.families]
    begin = now - section.days * DAY
    for _ in range(section.days * section.daily):
        event_type = random.choice(types)
        values = {name: _value(random, name) for name in EVENT_TYPES[event_type]}
        camera_id, camera_name = random.choice(device.cameras) if device.cameras else (None, None)
        onvif = {"topic": event_type.partition(".")[2], "sourceParams": {"Source": "1"}}
        yield dict.fromkeys(COLUMNS.values()) | {
            "id": str(UUID(int=random.getrandbits(128), version=4)),
            "device_id": device.id,
            "at_us": round(_instant(random, begin, section.days) * 1e6),
            "type": event_type,
            "camera_id": camera_id,
            "camera_name": camera_name,
            "onvif": onvif if family_of(event_type) == "analytics" else None,
            **{COLUMNS[name]: value for name, value in values.items()},
        }


def _instant(random: Random, begin: float, days: int) -> float:
    """Nine of ten in busy hours, of those that have passed."""
    at = begin + random.random() * days * DAY
    while random.random() < 0.9 and not BUSY[0] <= at % DAY / 3600 < BUSY[1]:
        at = begin + random.random() * days * DAY
    return at


def _value(random: Random, parameter: str) -> str | int | bool | None:
    if random.random() < LACKING:
        return None
    return _CHOICES[parameter](random)


_CHOICES: dict[str, Callable[[Random], str | int | bool]] = {
    "idPointName": lambda random: random.choice(READERS),
    "userName": lambda random: random.choice(PEOPLE),
    "doorName": lambda random: random.choice(DOORS),
    "source": lambda random: random.choice(SOURCES),
    "window": lambda random: random.randint(1, 4),
    "state": lambda random: random.random() < 0.5,
    "objectId": lambda random: str(random.randint(1, 999)),
    "plate": lambda random: random.choice(PLATES),
    "id": lambda random: str(random.randint(1, 4)),
}
