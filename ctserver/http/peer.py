"""Who is at the other end of the connection."""

from fastapi import Request


def peer_of(request: Request) -> str:
    """The client's address, as logs and snapshots show it."""
    return request.client.host if request.client else "127.0.0.1"
