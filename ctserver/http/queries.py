"""Query parameters that lists share."""

from typing import Annotated

from fastapi import Depends, Query

from ctserver.http.fields import MAX_ID, Instant
from ctserver.http.period import Period

From = Annotated[Instant | None, Query(alias="from", description="only what is not before this date")]
To = Annotated[Instant | None, Query(alias="to", description="only what is not after this date")]
Limit = Annotated[int | None, Query(ge=1, le=1000, description="number of results")]
Offset = Annotated[int, Query(ge=0, le=MAX_ID, description="results to leave out, after filters have been applied")]


async def _period(begin: From = None, end: To = None) -> Period:
    return Period(begin, end)


RequestedPeriod = Annotated[Period, Depends(_period)]
