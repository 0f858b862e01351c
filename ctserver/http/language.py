"""The client's language, as a type in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends, Request

from ctserver.http.messages import best_language


async def get_language(request: Request) -> str:
    """One of the document's six."""
    return best_language(request.headers.get("accept-language", ""))


RequestLanguage = Annotated[str, Depends(get_language)]
