"""Hardware and health."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ctserver.cameras.catalogue import Camera
from ctserver.http.messages import text
from ctserver.monitoring.models import Machine
from ctserver.monitoring.schemas import CameraError, ErrorDetails, Health

SYSINFO: dict[str, list[str]] = {
    "CPU": ["Intel(R) Xeon(R) E-2224 CPU @ 3.40GHz"],
    "Memory": ["15,5G"],
    "Network": ["I210 Gigabit Network Connection (enp1s0)", "I210 Gigabit Network Connection (enp2s0)"],
    "Controller": ["Cannon Lake PCH SATA AHCI Controller"],
    "Disk": ["WDC WD40PURX-64AKYY0 (sda)", "WDC WD40PURX-64AKYY0 (sdb)", "FORESEE 128GB SSD (sdc)"],
    "Partition": [
        "3726GiB EXT4 volume (/dev/sda1)",
        "3726GiB EXT4 volume (/dev/sdb1)",
        "477MiB EXT4 volume (/dev/sdc1)",
        "3814MiB Linux swap volume (/dev/sdc2)",
        "115GiB EXT4 volume (/dev/sdc3)",
    ],
}
"""What a site has that says nothing of its own."""
RECORDER = {"video_service": "health.video_service", "database": "health.database"}
HARDWARE = {"disk": "health.disk", "temperature": "health.temperature", "memory": "health.memory"}
"""What can be wrong, and its text."""


@dataclass(frozen=True, slots=True)
class MachineState:
    sysinfo: Mapping[str, list[str]]
    recorder_errors: tuple[str, ...]
    hardware_errors: tuple[str, ...]


def read_machine(session: Session) -> MachineState:
    row = session.get(Machine, 1)
    if row is None:
        return MachineState(SYSINFO, (), ())
    return MachineState(SYSINFO | row.sysinfo, tuple(row.recorder_errors), tuple(row.hardware_errors))


def health(machine: MachineState, cameras: list[Camera], language: str) -> Health:
    recorder = [text(language, RECORDER[code]) for code in machine.recorder_errors]
    hardware = [text(language, HARDWARE[code]) for code in machine.hardware_errors]
    without = [error for camera in cameras for error in _errors(camera, language)]
    details = {"recorder": recorder, "cameras": without, "hardware": hardware}
    return Health(
        recorder=not recorder,
        cameras=not without,
        hardware=not hardware,
        error_details=ErrorDetails.model_validate({part: errors for part, errors in details.items() if errors}),
    )


def _errors(camera: Camera, language: str) -> list[CameraError]:
    """For each stream that should be there: nobody misses one that is ignored, or that nobody asked for."""
    if camera.status != -1:
        return []
    missed = [stream for stream in camera.streams if not (stream.ignored or stream.on_demand)]
    error = text(language, "health.no_image")
    return [CameraError(id=camera.id, name=camera.name, stream_name=stream.name, error=error) for stream in missed]
