from typing import Literal

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Catalogue
from ctserver.cameras.service import visible
from ctserver.http.origin import Origin
from ctserver.users.schemas import (
    AuthMethod,
    AuthMethods,
    CameraPermission,
    Mobile,
    Permissions,
    SaltedAuthMethod,
    Service,
    Services,
)

STREAM_PROTOCOL = "v1b"
"""The variant of the binary channels that clients ask for: with H.265, without analytics metadata."""
LEVELS = ("admin", "protection", "consult", "monitor")


def auth_methods(salt: str) -> AuthMethods:
    return AuthMethods(
        auth=[SaltedAuthMethod(type="wsse", salt=salt), AuthMethod(type="wsse"), AuthMethod(type="basic")]
    )


def services(origin: Origin) -> Services:
    scheme: Literal["ws", "wss"] = "wss" if origin.secure else "ws"

    def at(url: str) -> Service:
        return Service(scheme=scheme, port=origin.port, url=url)

    return Services(
        live=at("/live/view"),
        live_mosaic=at("/m"),
        control=at("/control"),
        player_control=at("/record/control"),
        player_video=at("/record/video"),
        mobile=Mobile(stream_protocol=STREAM_PROTOCOL),
    )


def permissions(account: Account, catalogue: Catalogue, now: float) -> Permissions:
    cameras = [
        CameraPermission(id=camera.id, live=r.live, records=r.records, ptz=r.ptz, snapshots=r.snapshots)
        for camera, r in visible(catalogue, account, now)
    ]
    levels = LEVELS if account.is_admin else [level for level in LEVELS if level in account.levels]
    return Permissions(levels=list(levels), cameras=cameras)
