"""Lists by pages, as the document's logs have them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from ctserver.http.queries import Limit, Offset
from ctserver.http.wire import Wire


class LogPaging(Wire):
    total: int
    """Rows that the filters let through."""
    offset: int
    """The request's offset and the rows that were returned."""
    limit: int
    """0 where none was asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a request asks for: `limit` None is all."""

    limit: int | None
    offset: int

    def paging(self, total: int, returned: int) -> LogPaging:
        return LogPaging(total=total, offset=self.offset + returned, limit=self.limit or 0)


async def _page(limit: Limit = None, offset: Offset = 0) -> Page:
    return Page(limit, offset)


RequestedPage = Annotated[Page, Depends(_page)]
