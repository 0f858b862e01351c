from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.servers.models import Server


def others(session: Session) -> tuple[Server, ...]:
    """The other servers of the cluster, by number."""
    return tuple(session.scalars(select(Server).order_by(Server.id)))
