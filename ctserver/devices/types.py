"""The event types of the document, their parameters, and of what type a parameter is."""

from typing import Literal, get_args

Family = Literal["accesscontrol", "analytics", "device", "lpr", "io", "detect", "misc"]
FAMILIES: tuple[Family, ...] = get_args(Family)

EVENT_TYPES: dict[str, tuple[str, ...]] = {
    "accesscontrol.idpointactivity": ("idPointName",),
    "accesscontrol.idpointrequest": ("idPointName",),
    "accesscontrol.doormode": (),
    "accesscontrol.doorphysicalstate": (),
    "accesscontrol.dooralarm": (),
    "accesscontrol.accessgranted": ("userName", "doorName"),
    "accesscontrol.accessdenied": ("userName", "doorName"),
    "accesscontrol.accessunknown": (),
    "accesscontrol.accesstaken": ("userName", "doorName"),
    "accesscontrol.accessnottaken": ("userName", "doorName"),
    "analytics.motion": ("source", "window", "state"),
    "analytics.presence": ("state",),
    "analytics.stationary": (),
    "analytics.linecross": ("objectId",),
    "analytics.multiplelinecross": (),
    "analytics.scenechange": ("state",),
    "analytics.intrusion": ("window", "state"),
    "analytics.missing": (),
    "analytics.face": ("state",),
    "analytics.counting": (),
    "analytics.crowd": ("window", "state"),
    "analytics.running": ("window", "state"),
    "analytics.videoloss": ("state",),
    "analytics.videodefocus": ("state",),
    "device.casingopen": (),
    "device.tamper": ("state",),
    "device.networkattack": (),
    "device.networkconflict": ("state",),
    "device.recordingsavailable": (),
    "device.sdcardmounted": ("state",),
    "device.sdcarderror": ("state",),
    "lpr.vehicle": ("plate",),
    "lpr.whitelist": ("plate",),
    "lpr.blacklist": ("plate",),
    "io.input": ("id", "state"),
    "detect.sound": ("state",),
    "detect.temperature": ("state",),
    "detect.fire": ("state",),
    "misc.unknown": (),
    "misc.illegalaccess": (),
    "misc.autotracking": ("state",),
    "misc.quarantine": (),
}
"""Type → the parameters that it accepts, in the document's order."""

PARAMETERS: dict[str, type] = {
    "idPointName": str,
    "userName": str,
    "doorName": str,
    "source": str,
    "window": int,
    "state": bool,
    "objectId": str,
    "plate": str,
    "id": str,
}
"""The document gives no type for the last three: text, of which any of them can be made (assumed)."""

SOURCES = ("camera", "internal")
"""What `source` is chosen from in a search."""


def family_of(event_type: str) -> str:
    return event_type.partition(".")[0]


def parameters_of(family: str) -> tuple[str, ...]:
    """What the types of a family accept, each once."""
    accepted = (names for name, names in EVENT_TYPES.items() if family_of(name) == family)
    return tuple(dict.fromkeys(parameter for names in accepted for parameter in names))
