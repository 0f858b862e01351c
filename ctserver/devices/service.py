"""Inserting events, and finding them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.devices.catalogue import Device
from ctserver.devices.criteria import check_value, conditions
from ctserver.devices.models import COLUMNS, DeviceEvent
from ctserver.devices.schemas import CriterionIn, EventDescription, EventIn, EventList, EventOut, InsertedEvent
from ctserver.devices.texts import label
from ctserver.devices.types import EVENT_TYPES, PARAMETERS
from ctserver.errors import Conflict, InvalidField
from ctserver.http.fields import iso_ms, iso_us
from ctserver.http.paging import Page

MOST = 1000
"""Events of an answer: the document has no pages here, so `limit` and `offset` lead to the others."""


def insert(session: Session, device: Device, event: EventIn) -> InsertedEvent:
    """InvalidField for a type, and for parameters, that the document does not have; Conflict for an id that is taken."""
    if event.type not in EVENT_TYPES:
        raise InvalidField("event.type", "expected.event_type")
    parameters = _checked(event.type, event.description.params)
    if session.get(DeviceEvent, event.event_id) is not None:
        raise Conflict("event.eventId", event.event_id)
    # A connector of several cameras does not say which of them it speaks of.
    camera_id, camera_name = device.cameras[0] if len(device.cameras) == 1 else (None, None)
    session.add(
        DeviceEvent(
            id=event.event_id,
            device_id=device.id,
            at_us=event.timestamp,
            type=event.type,
            camera_id=camera_id,
            camera_name=camera_name,
            **{COLUMNS[name]: value for name, value in parameters.items()},
        )
    )
    written = iso_us(event.timestamp) if event.timestamp % 1000 else iso_ms(event.timestamp)
    return InsertedEvent(event_id=event.event_id, type=event.type, timestamp=written)


def _checked(event_type: str, parameters: dict[str, Any]) -> dict[str, Any]:
    at = "event.description.params"
    for name, value in parameters.items():
        if name not in EVENT_TYPES[event_type]:
            choices = ", ".join(EVENT_TYPES[event_type]) or "–"
            raise InvalidField(f"{at}.{name[:50]}", "expected.event_parameter", type=event_type, choices=choices)
        check_value(value, PARAMETERS[name], f"{at}.{name}")
    return parameters


def search(
    session: Session,
    device: Device,
    wanted: Sequence[CriterionIn],
    begin: int | None,
    end: int | None,
    page: Page,
    language: str,
) -> EventList:
    """The device's events that fulfil all criteria, oldest first; `begin` and `end` in microseconds, both included."""
    query = select(DeviceEvent).where(DeviceEvent.device_id == device.id, *conditions(device, wanted))
    if begin is not None:
        query = query.where(DeviceEvent.at_us >= begin)
    if end is not None:
        query = query.where(DeviceEvent.at_us <= end)
    query = query.order_by(DeviceEvent.at_us, DeviceEvent.id).limit(page.limit or MOST).offset(page.offset)
    return EventList(events=[_shown(event, device, language) for event in session.scalars(query)])


def _shown(event: DeviceEvent, device: Device, language: str) -> EventOut:
    named = {name: getattr(event, COLUMNS[name]) for name in EVENT_TYPES[event.type]}
    parameters: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    if event.camera_id is not None:
        parameters |= {"cameraId": str(event.camera_id), "cameraName": event.camera_name}
    onvif = {"onvif_params": event.onvif} if event.onvif is not None else {}
    return EventOut(
        id=event.id,
        source_id=device.source,
        timestamp=iso_us(event.at_us),
        type=event.type,
        description=EventDescription(params=parameters, **onvif),
        label=label(language, event.type, named),
    )
