"""A device whose events the user may insert or consult, as a type in an endpoint's signature."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from ctserver.auth.dependencies import CurrentAccount
from ctserver.auth.service import Account
from ctserver.devices.catalogue import Device, read_devices
from ctserver.errors import Forbidden, UnknownResource
from ctserver.http.session import CurrentDatabase


async def _known_device(device_id: UUID, account: CurrentAccount, database: CurrentDatabase) -> Device:
    """UnknownResource also where the user has no right on it, so that devices cannot be probed."""
    device = database.remember(read_devices).get(str(device_id))
    if device is None or not any(account.may(right, "device", device.id) for right in ("insert", "consult")):
        raise UnknownResource("device", device_id)
    return device


KnownDevice = Annotated[Device, Depends(_known_device)]


def _require(account: Account, right: str, device: Device) -> Device:
    """`right` by its text's code."""
    if not account.may(right.removeprefix("right."), "device", device.id):
        raise Forbidden(right=right)
    return device


async def _fed_device(device: KnownDevice, account: CurrentAccount) -> Device:
    return _require(account, "right.insert", device)


async def _consulted_device(device: KnownDevice, account: CurrentAccount) -> Device:
    return _require(account, "right.consult", device)


FedDevice = Annotated[Device, Depends(_fed_device)]
ConsultedDevice = Annotated[Device, Depends(_consulted_device)]
