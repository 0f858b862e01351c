"""Metadata devices in a site file."""

from pathlib import Path

import pytest

from ctserver.devices.catalogue import read_devices
from ctserver.devices.models import DeviceEvent
from tests.sites.test_broken_files import GOOD, changed, refusal
from tests.support.databases import seeded

UUID = "3000efd7-62b3-4a6e-ac05-a76f0d831a56"
AT = "'2024-02-14T12:17:25.669458Z'"
EVENT = f"{{id: {UUID}, at: {AT}, type: lpr.vehicle}}"


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("{uuid: 7, name: d}", "devices.0.uuid: "),
        (f"{{uuid: {UUID}, name: d, families: [animals]}}", "devices.0.families.0: input should be 'accesscontrol'"),
        (f"{{uuid: {UUID}, name: d, families: []}}", "devices.0.families: list should have at least 1 item"),
        (f"{{uuid: {UUID}, name: d, families: [lpr], criteria: [io.id]}}",
         "devices.0.criteria.0: expected one of cameraName, type, lpr.plate, timestamp, got io.id"),
        (f"{{uuid: {UUID}, name: d, events: {{days: 99}}}}", "devices.0.events.days: input should be less than"),
        (f"{{uuid: {UUID}, name: d, events: {{listed: [{{id: {UUID}, at: {AT}, type: party}}]}}}}",
         "devices.0.events.listed.0.type: expected one of the document's types of events, got party"),
        (f"{{uuid: {UUID}, name: d, events: {{listed: [{EVENT}, {EVENT}]}}}}",
         f"devices.0.events.listed.1.id: event {UUID} stands here a second time"),
        (f"{{uuid: {UUID}, name: d, events: {{listed: [{{id: {UUID}, at: {AT}, type: lpr.vehicle, camera: 1}}]}}}}",
         "devices.0.events.listed.0.camera: expected the id of a camera that names this device, got 1"),
    ],
)  # fmt: skip
def test_a_device_that_cannot_be_is_refused(tmp_path: Path, device: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}devices:\n  - {device}\n").startswith(f"14: {said}")


def test_a_profile_grants_what_exists(tmp_path: Path) -> None:
    content = changed("levels: [admin]}", f"levels: [admin], devices: {{{UUID}: [insert]}}}}")
    assert refusal(tmp_path, content) == f"3: profiles.0.devices.{UUID}: expected the id of one of the devices"


def test_a_device_has_a_source_and_the_cameras_that_name_it(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    content = changed("device: {host: h}", f"device: {{host: h, connector: {UUID}}}")
    site.write_text(f"{content}devices:\n  - {{uuid: {UUID.upper()}, name: d}}\n")
    with seeded(tmp_path / "data", str(site)) as database:
        (device,) = database.remember(read_devices).values()
    assert device.id == UUID
    assert device.cameras == ((1, "Yard"),)
    assert len(device.source) == 36
    assert device.source != UUID


def test_events_may_be_listed(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    content = changed("device: {host: h}", f"device: {{host: h, connector: {UUID}}}")
    event = f"{{id: b73319ac-2a47-496e-8472-0b40e98c4d0e, at: {AT}, type: analytics.motion, camera: 1, onvif: {{topic: VMD}}}}"
    site.write_text(f"{content}devices:\n  - {{uuid: {UUID}, name: d, events: {{days: 0, listed: [{event}]}}}}\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        (row,) = session.query(DeviceEvent)
    assert (row.id, row.device_id) == ("b73319ac-2a47-496e-8472-0b40e98c4d0e", UUID)
    assert (row.at_us, row.type) == (1_707_913_045_669_458, "analytics.motion")
    assert (row.camera_id, row.camera_name, row.onvif) == (1, "Yard", {"topic": "VMD"})
