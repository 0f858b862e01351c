from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.installation.models import Installation


@dataclass(frozen=True, slots=True)
class SiteFacts:
    name: str
    timezone: ZoneInfo
    seed: int
    delay_seconds: float
    retention_days: float


def site_facts(session: Session) -> SiteFacts:
    """The site that this database holds; NoResultFound before it is seeded."""
    row = session.connection().execute(select(Installation.__table__)).one()
    return SiteFacts(row.name, ZoneInfo(row.timezone), row.seed, row.delay_seconds, row.retention_days)
