"""The server as a machine in a site file."""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy.orm import Session

from ctserver.monitoring.models import Machine
from ctserver.sites.section import Name, Section

Part = Literal["CPU", "Memory", "Network", "Controller", "Disk", "Partition"]
Parts = Annotated[list[Name], Field(max_length=100)]


class MonitoringSection(Section):
    sysinfo: dict[Part, Parts] = {}
    recorder_errors: list[Literal["video_service", "database"]] = []
    hardware_errors: list[Literal["disk", "temperature", "memory"]] = []


def seed_monitoring(session: Session, section: MonitoringSection) -> None:
    session.add(Machine(id=1, **section.values()))
