from fastapi import APIRouter, Depends, Response

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import AdminAccount, CurrentAccount, identify
from ctserver.http.empty import NoContent
from ctserver.http.routing import LateRoute
from ctserver.http.session import WritingSession
from ctserver.sort_criteria import service
from ctserver.sort_criteria.dependencies import CurrentCriteria, EditableCriterion
from ctserver.sort_criteria.schemas import (
    ChangeBody,
    CriterionAnswer,
    CriterionList,
    CriterionOut,
    DefinitionBody,
    Params,
)
from ctserver.sort_criteria.service import Criterion

router = APIRouter(route_class=LateRoute, prefix="/regex", tags=["Sort criteria"], dependencies=[Depends(identify)])


@router.get("")
async def list_criteria(_account: CurrentAccount, criteria: CurrentCriteria) -> CriterionList:
    return CriterionList(regex=[_out(criterion) for criterion in criteria.values()])


@router.post("", status_code=201)
def create_criterion(
    _admin: AdminAccount, body: DefinitionBody, session: WritingSession, record: Record, response: Response
) -> CriterionAnswer:
    criterion = service.create(session, body.regex)
    record("LogRegexCreate", name=criterion.name)
    response.headers["Location"] = f"/api/v1.2/regex/{criterion.id}"
    return CriterionAnswer(regex=_out(criterion))


@router.put("/{regex_id}")
def change_criterion(
    known: EditableCriterion, body: ChangeBody, session: WritingSession, record: Record
) -> CriterionAnswer:
    """What is left out stays as it is; a new default takes the place of the one before."""
    criterion = service.change(session, known.id, body.regex)
    record("LogRegexUpdate", name=criterion.name)
    return CriterionAnswer(regex=_out(criterion))


@router.delete("/{regex_id}", status_code=204, response_class=NoContent)
def delete_criterion(known: EditableCriterion, session: WritingSession, record: Record) -> NoContent:
    """Folders that were sorted by it keep no criterion."""
    service.delete(session, known.id)
    record("LogRegexDelete", name=known.name)
    return NoContent()


def _out(criterion: Criterion) -> CriterionOut:
    params = Params(value=criterion.pattern, group=list(criterion.groups))
    return CriterionOut(id=criterion.id, name=criterion.name, default=criterion.is_default, params=params)
