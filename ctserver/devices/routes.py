from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import RecordOnly
from ctserver.auth.dependencies import identify
from ctserver.devices import criteria, service
from ctserver.devices.dependencies import ConsultedDevice, FedDevice
from ctserver.devices.schemas import CriterionList, EventInsert, EventList, InsertedAnswer, SearchIn
from ctserver.http.language import RequestLanguage
from ctserver.http.paging import RequestedPage
from ctserver.http.queries import From, To
from ctserver.http.routing import LateRoute
from ctserver.http.session import AppendingSession, ReadingSession

router = APIRouter(route_class=LateRoute, prefix="/devices", tags=["Metadata events"], dependencies=[Depends(identify)])


@router.post("/{device_id}/events", status_code=201)
def insert_event(
    device: FedDevice, insertion: EventInsert, session: AppendingSession, record: RecordOnly
) -> InsertedAnswer:
    """Tells of an event of the device."""
    inserted = service.insert(session, device, insertion.event)
    record("LogDeviceEvents", type=inserted.type, device=device.name)
    return InsertedAnswer(event=inserted)


@router.post("/{device_id}/proxy/events/search", response_model_exclude_unset=True)
def search_events(
    device: ConsultedDevice,
    search: SearchIn,
    session: ReadingSession,
    language: RequestLanguage,
    page: RequestedPage,
    begin: From = None,
    end: To = None,
) -> EventList:
    """The device's events that fulfil all criteria, oldest first, 1000 at most."""
    return service.search(session, device, search.criteria, begin, end, page, language)


@router.get("/{device_id}/proxy/events/search/criteria", response_model_exclude_unset=True)
async def list_criteria(device: ConsultedDevice, language: RequestLanguage) -> CriterionList:
    """By what the device's events can be searched."""
    return CriterionList(criteria=[each.shown(language) for each in criteria.criteria_of(device).values()])
