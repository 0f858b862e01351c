"""Who is at the other end of the connection."""

from typing import Annotated

from fastapi import Depends, Request


async def get_peer(request: Request) -> str:
    """The client's address, as logs and snapshots show it."""
    return request.client.host if request.client else "127.0.0.1"


RequestPeer = Annotated[str, Depends(get_peer)]
