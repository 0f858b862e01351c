"""Who is asking, as a type in an endpoint's signature."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from ctserver.auth.authenticator import Authenticator
from ctserver.auth.credentials import find_credentials
from ctserver.auth.service import Account
from ctserver.errors import CredentialsRequired, Forbidden


async def get_authenticator(request: Request) -> Authenticator:
    return request.app.state.authenticator  # type: ignore[no-any-return]


CurrentAuthenticator = Annotated[Authenticator, Depends(get_authenticator)]


async def identify(request: Request) -> Account | None:
    """Depended on by every route: present but wrong credentials are refused even where none are needed."""
    authenticator: Authenticator = request.app.state.authenticator
    credentials = find_credentials(request.headers, request.scope["query_string"].decode("latin-1"))
    return await authenticator.identify(credentials) if credentials else None


async def require_account(account: Annotated[Account | None, Depends(identify)]) -> Account:
    if account is None:
        raise CredentialsRequired
    return account


CurrentAccount = Annotated[Account, Depends(require_account)]


def require(*levels: str) -> Callable[[Account], Awaitable[Account]]:
    """A dependency that refuses users who have none of the levels."""

    async def check(account: CurrentAccount) -> Account:
        if not account.has_level(*levels):
            raise Forbidden(right=f"right.{levels[0]}")
        return account

    return check


AdminAccount = Annotated[Account, Depends(require("admin"))]
MonitorAccount = Annotated[Account, Depends(require("monitor"))]
