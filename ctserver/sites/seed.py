"""Writes a site into an empty database."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy.orm import Session

import ctserver.actions.models
import ctserver.tasks.models  # noqa: F401 (a site says nothing of either, but their tables are made with the others)
from ctserver.auth.models import Grant, Profile, User
from ctserver.auth.secrets import derive_salt, make_secrets
from ctserver.cameras.models import Camera, CameraRight, Preset, Stream, Tour
from ctserver.installation.models import Installation
from ctserver.servers.models import Server
from ctserver.sites.alarms import ago, alarm_row, seed_alarms
from ctserver.sites.commands import seed_commands
from ctserver.sites.devices import seed_devices
from ctserver.sites.exports import seed_exports
from ctserver.sites.folders import seed_folders
from ctserver.sites.logs import seed_logs
from ctserver.sites.maps import seed_maps
from ctserver.sites.monitoring import seed_monitoring
from ctserver.sites.mosaics import seed_mosaics
from ctserver.sites.precords import seed_precords
from ctserver.sites.rows import Row
from ctserver.sites.scenarios import seed_scenarios
from ctserver.sites.schema import CameraSection, ProfileSection, Right, Site, StreamSection, UserSection
from ctserver.sites.screens import seed_screens
from ctserver.sites.section import EVERY
from ctserver.sites.snapshots import seed_snapshots
from ctserver.sites.sort_criteria import seed_sort_criteria
from ctserver.sites.tasks import seed_tasks
from ctserver.video.scene import FOOTAGE


def seed_site(session: Session, site: Site, seed: int, now: float) -> None:
    """`now` in seconds of Unix time: what the site says of the past is told from there."""
    facts = {name: getattr(site, name) for name in ("name", "timezone", "delay_seconds", "retention_days")}
    session.add(Installation(id=1, seed=seed, **facts))
    cameras = [_camera(section) for section in site.cameras]
    session.add_all(cameras)
    profiles = {section.name: Profile(name=section.name, levels=section.levels) for section in site.profiles}
    session.add_all(profiles.values())
    users = [_user(section, profiles[section.profile], seed) for section in site.users]
    session.add_all(users)
    session.add_all(Server(**section.values()) for section in site.servers)
    seed_mosaics(session, site.mosaics)
    seed_screens(session, site.screens)
    seed_commands(session, site.commands)
    seed_sort_criteria(session, site.sort_criteria)
    seed_maps(session, site.maps)
    seed_folders(session, site.folders)
    seed_scenarios(session, site.scenarios)
    session.flush()
    for section in site.profiles:
        session.add_all(_rights(section, profiles[section.name].id, [camera.id for camera in site.cameras]))
        session.add_all(_grants(section, profiles[section.name].id))
    seed_devices(session, site.devices, seed, now)
    seed_monitoring(session, site.monitoring)
    seed_precords(session, site.precords, now)
    seed_exports(session, site.disks, site.exports, users, now)
    seed_snapshots(session, site.snapshots, cameras, users, now)
    seed_tasks(session, site.tasks, users, now)
    seed_logs(session, site.logs, cameras, users, seed, now)
    own = [row for section in site.cameras for row in _own_alarms(section, now)]
    seed_alarms(session, site.alarms, own, cameras, seed, now)


def _own_alarms(section: CameraSection, now: float) -> Iterator[Row]:
    if section.last_alarm:
        yield ago(section.last_alarm, section.id, now)
    if section.in_alarm:
        yield alarm_row(section.id, round(now * 1e6), None)


def _user(section: UserSection, profile: Profile, seed: int) -> User:
    salt = derive_salt(seed, section.name)
    secrets = make_secrets(section.name, section.password, salt, section.bcrypt)
    numbered = {} if section.id is None else {"id": section.id}
    return User(**numbered, name=section.name, profile=profile, bcrypt=secrets.bcrypt, md5=secrets.md5, ha1=secrets.ha1)


def _rights(section: ProfileSection, profile_id: int, camera_ids: list[int]) -> list[CameraRight]:
    chosen: dict[int | str, list[Right]] = dict(section.cameras.items())
    every = chosen.get(EVERY, [])
    granted = {camera_id: chosen.get(camera_id, every) for camera_id in camera_ids}
    return [
        CameraRight(
            profile_id=profile_id,
            camera_id=camera_id,
            **{right: right in rights for right in ("live", "records", "ptz", "snapshots")},
        )
        for camera_id, rights in granted.items()
        if rights
    ]


KINDS = {"mosaics": "mosaic", "screens": "screen", "commands": "command", "maps": "map", "devices": "device"}
"""A profile's section, and the kind of resource that it grants rights on."""


def _grants(section: ProfileSection, profile_id: int) -> Iterator[Grant]:
    for name, kind in KINDS.items():
        for resource, rights in getattr(section, name).items():
            for right in dict.fromkeys(rights):
                yield Grant(profile_id=profile_id, kind=kind, resource=str(resource), right=right)


_SAME = (
    "id",
    "name",
    "model",
    "condition",
    "display_code",
    "schedule",
    "pre_alarm_seconds",
    "post_alarm_seconds",
    "motion_per_hour",
)
"""What a camera's row has as its section says it."""


def _camera(section: CameraSection) -> Camera:
    ptz = section.ptz
    return Camera(
        **{name: getattr(section, name) for name in _SAME},
        scene=FOOTAGE if section.footage else section.scene,
        footage=asdict(section.footage) if section.footage else None,
        device_id=str(section.device.connector) if section.device.connector else None,
        host=section.device.host,
        port=section.device.port,
        https=section.device.https,
        alarm_stream_id=section.alarm_stream or _with_role(section, "arecord"),
        replay_stream_id=section.replay_stream or (_with_role(section, "arecord") if section.replay else None),
        is_ignored=section.ignored,
        is_remote=section.remote,
        is_replay_enabled=section.replay,
        is_upside_down=section.upside_down,
        is_indexing_regul=section.indexed,
        is_recording_forced=section.forced,
        has_reference=section.reference,
        ptz_abilities=ptz.abilities if ptz else [],
        streams=[_stream(stream) for stream in section.streams],
        presets=[Preset(rank=rank, **preset.values()) for rank, preset in enumerate(ptz.presets if ptz else [])],
        tours=[Tour(rank=rank, **tour.values()) for rank, tour in enumerate(ptz.tours if ptz else [])],
    )


def _with_role(section: CameraSection, role: str) -> int | None:
    return next((stream.id for stream in section.streams if role in stream.roles), None)


def _stream(section: StreamSection) -> Stream:
    width, height = section.size
    return Stream(**section.values("size"), width=width, height=height)
