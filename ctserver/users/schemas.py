from typing import Literal

from ctserver.http.wire import Wire


class AuthMethod(Wire):
    type: Literal["wsse", "basic"]


class SaltedAuthMethod(AuthMethod):
    salt: str


class AuthMethods(Wire):
    auth: list[SaltedAuthMethod | AuthMethod]


class Service(Wire):
    """Where a channel is: clients put the host they know before `port` and `url`."""

    scheme: Literal["ws", "wss"]
    port: int
    url: str


class Mobile(Wire):
    stream_protocol: str

    model_config = Wire.model_config | {"alias_generator": None}


class Services(Wire):
    live: Service
    live_mosaic: Service
    control: Service
    player_control: Service
    player_video: Service
    mobile: Mobile

    # These names are the wire's own, with underscores (vendor's SDK).
    model_config = Wire.model_config | {"alias_generator": None}


class CameraPermission(Wire):
    id: int
    live: bool
    records: bool
    ptz: bool
    snapshots: bool


class Permissions(Wire):
    levels: list[str]
    cameras: list[CameraPermission]


class Login(Wire):
    services: Services
    permissions: Permissions
