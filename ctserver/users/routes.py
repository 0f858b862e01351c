from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import RecordOnly
from ctserver.auth.dependencies import CurrentAccount, CurrentAuthenticator, identify
from ctserver.cameras.dependencies import CurrentCatalogue
from ctserver.http.origin import RequestOrigin
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock
from ctserver.users import schemas, service

router = APIRouter(route_class=LateRoute, prefix="/users", tags=["Users"], dependencies=[Depends(identify)])


@router.get("/{name}/auth")
async def list_auth_methods(name: str, authenticator: CurrentAuthenticator) -> schemas.AuthMethods:
    """How `name` may authenticate. Needs no credentials, and answers alike for a user that does not exist."""
    return service.auth_methods(authenticator.directory.salt(name))


@router.get("/login")
async def login(
    account: CurrentAccount,
    catalogue: CurrentCatalogue,
    clock: CurrentClock,
    origin: RequestOrigin,
    record: RecordOnly,
) -> schemas.Login:
    """Where the video and control channels are, and what the user may do."""
    record("LogUserLogin")
    return schemas.Login(
        services=service.services(origin), permissions=service.permissions(account, catalogue, clock.now())
    )
