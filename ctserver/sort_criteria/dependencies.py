"""The criteria, and one that an Admin may change, as types in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import AdminAccount
from ctserver.errors import UnknownResource
from ctserver.http.session import CurrentDatabase
from ctserver.sort_criteria.service import Criteria, Criterion, read_criteria


async def _criteria(database: CurrentDatabase) -> Criteria:
    return database.remember(read_criteria)


CurrentCriteria = Annotated[Criteria, Depends(_criteria)]


async def _editable_criterion(regex_id: int, _admin: AdminAccount, criteria: CurrentCriteria) -> Criterion:
    if regex_id not in criteria:
        raise UnknownResource("sort_criterion", regex_id)
    return criteria[regex_id]


EditableCriterion = Annotated[Criterion, Depends(_editable_criterion)]
