from typing import Annotated

from fastapi import Depends, Query, Request

from ctserver.http.fields import Flag, Text
from ctserver.logs.journal import Journal
from ctserver.logs.search import Search


async def get_journal(request: Request) -> Journal:
    return request.app.state.journal  # type: ignore[no-any-return]


CurrentJournal = Annotated[Journal, Depends(get_journal)]


async def _search(
    search: Annotated[Text, Query(max_length=200)] = "",
    negative: Flag = False,
    no_case: Annotated[Flag, Query(alias="noCase")] = False,
    regex: Flag = False,
) -> Search:
    """What lines are to hold: `regex` makes `search` a regular expression (RE2), `negative` wants the lines without it."""
    return Search.of(search, negative=negative, no_case=no_case, regex=regex)


RequestedSearch = Annotated[Search, Depends(_search)]
