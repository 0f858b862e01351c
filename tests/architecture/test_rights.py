"""Every operation, asked by everybody: who may, who is told that he may not, and who may not even know.

What is expected follows from the table of operations and from the demo site's profiles, as its file says them.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import httpx
import pytest

from ctserver.operations import OPERATIONS, Operation
from ctserver.sites.load import load_site
from ctserver.sites.schema import ProfileSection
from tests.support.serving import Server, serving

USERS = {
    "nobody": None,
    "wrong password": ("admin", "wrong"),
    **{name: (name, name) for name in ("guest", "demo", "guard", "monitor")},
    "admin": ("admin", "camtrace"),
}
ENDLESS = ("PUSH HTTP",)
ASKED = [operation for operation in OPERATIONS if operation.is_served and operation.chapter not in ENDLESS]
REFUSED = {401, 403, 404, 405}
SECTIONS = {"groups": "mosaics", "screens": "screens", "exturls": "commands", "maps": "maps", "devices": "devices"}
"""The first part of a path, and the site file's name for it."""
UNKNOWN = "00000000-0000-4000-8000-000000000000"

BRIEFLY = {"Range": "bytes=0-0"}
"""Of a file, a byte tells enough."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: who may change things does."""
    with serving(tmp_path_factory.mktemp("rights"), "--site", "demo") as server:
        yield server


@dataclass(frozen=True, slots=True)
class Sample:
    """A path that fits an operation, and the id in it."""

    path: str
    resource: str = ""


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("operation", ASKED, ids=lambda operation: f"{operation.method} {operation.path}")
def test_everybody_gets_what_is_his(asked: Server, operation: Operation, user: str) -> None:
    credentials = USERS[user]
    for sample in samples(operation, asked):
        answer = httpx.request(
            operation.method, asked.http + sample.path, auth=credentials, headers=BRIEFLY, timeout=30, trust_env=False
        )
        expected = refusal(operation, user, sample.resource)
        if expected:
            assert answer.status_code == expected, answer.text
        elif sample.resource == UNKNOWN:
            assert answer.status_code in (400, 404), answer.text
        else:
            assert answer.status_code not in REFUSED, answer.text
            assert answer.status_code < 500, answer.text


def samples(operation: Operation, server: Server) -> list[Sample]:
    """Of cameras, two. What is deleted would be missed by the others: an id that nobody knows will do, since an Admin's right
    does not depend on it."""
    if "{" not in operation.path:
        return [Sample(operation.path)]
    if operation.method == "DELETE":
        return [Sample(_filled(operation.path, UNKNOWN), UNKNOWN)]
    if "{snapshot_id}" in operation.path:
        return [Sample(_filled(operation.path, _last_snapshot(server, camera)), camera) for camera in ("1", "3")]
    if "{alarm_id}" in operation.path:
        return [Sample(_filled(operation.path, _last_alarm(server, camera)), camera) for camera in ("1", "3")]
    return [Sample(_filled(operation.path, resource), resource) for resource in _resources(operation)]


def _last_alarm(server: Server, camera: str) -> str:
    """Its id; the right is one on the camera."""
    path = f"{server.http}/api/v1.2/cameras/{camera}/alarms"
    return str(httpx.get(path, auth=USERS["admin"], timeout=30, trust_env=False).json()["alarms"][0]["id"])


def _last_snapshot(server: Server, camera: str) -> str:
    """Its id, as long as it has no comment; the right is one on the camera."""
    path = f"{server.http}/api/v1.2/snapshots?cameraId={camera}"
    return str(httpx.get(path, auth=USERS["admin"], timeout=30, trust_env=False).json()["snapshots"][0]["id"])


def _resources(operation: Operation) -> list[str]:
    site, part = load_site("demo"), operation.path.removeprefix("/api/v1.2/").split("/")[0]
    if part in ("cameras", "slices"):
        return ["1", "3"]
    if part == "exports":
        return ["3"]  # one that has a file, or may have one
    if part == "users":
        return ["admin" if "{name}" in operation.path else "1"]
    sections = {**SECTIONS, "folders": "folders", "regex": "sort_criteria", "scenarios": "scenarios", "tasks": "tasks"}
    found = getattr(site, sections[part])
    return [str(getattr(section, "uuid", None) or getattr(section, "id", 1)) for section in found]


def _filled(path: str, resource: str) -> str:
    """Of the slices of a camera that is always recorded, one that began an hour ago or a little more."""
    begin = f"{datetime.fromtimestamp(time.time() // 600 * 600 - 3600, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return re.sub(r"\{\w+\}", resource, path.replace("{start}", begin).replace("{type}", "r"))


def refusal(operation: Operation, user: str, resource: str) -> int | None:
    """The status with which the user is refused; None where he is not."""
    if user == "wrong password":
        return 401
    if operation.needs == "nobody":
        return None
    if user == "nobody":
        return 401
    levels, rights = standing(user, operation, resource)
    if "admin" in levels or operation.needs == "user":
        return None
    level, _, needs = operation.needs.rpartition(" and ")
    if "consult_level" in (level, needs) and "consult" not in levels:
        return 403
    if needs == "consult_level":
        return None
    if operation.needs in ("admin", "monitor", "protection"):
        return None if operation.needs in levels else 403
    if needs in ("see", "live", "records", "ptz"):
        sees = bool({"live", "records"} & rights)
        return 404 if not sees else None if needs == "see" or needs in rights else 403
    return None if operation.needs in rights else 403 if rights else 404


def standing(user: str, operation: Operation, resource: str) -> tuple[set[str], set[str]]:
    """The user's levels, and his rights on the thing that is named."""
    profile = profiles()[user]
    part = operation.path.removeprefix("/api/v1.2/").split("/")[0]
    section = getattr(profile, SECTIONS.get(part, "cameras"))
    by_text = {str(name): granted for name, granted in section.items()}
    return set(profile.levels), set(by_text.get(resource, [])) | (
        set() if resource in by_text else set(by_text.get("*", []))
    )


@cache
def profiles() -> dict[str, ProfileSection]:
    site = load_site("demo")
    named = {profile.name: profile for profile in site.profiles}
    return {user.name: named[user.profile] for user in site.users}
