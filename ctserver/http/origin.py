"""The address under which a request reached the server: what answers name must work from where the client is."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request


@dataclass(frozen=True, slots=True)
class Origin:
    host: str
    port: int
    secure: bool

    @property
    def netloc(self) -> str:
        """As a URL has it: the port is left out where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


async def get_origin(request: Request) -> Origin:
    """From the Host header, as the client typed it; from the socket where there is none."""
    secure = request.url.scheme == "https"
    try:
        host, port = request.url.hostname or "", request.url.port
    except ValueError:  # a Host header whose port is no number
        host, port = "", None
    server_host, server_port = request.scope.get("server") or ("localhost", None)
    if not host:
        host, port = server_host, server_port
    return Origin(host, port or (443 if secure else 80), secure)


RequestOrigin = Annotated[Origin, Depends(get_origin)]
