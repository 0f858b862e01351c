"""PTZ: where a camera that pans, tilts and zooms points at any instant, as a pure function of the commands it got.

The API's chapter is "Moving a PTZ camera"; the main control channel's `ptzd` says the same. A command (`commands`) and its
instant make a `Segment` out of the one before; segments make a `Trajectory`, which is asked for the `Position` at an
instant, past or present: pictures stay a function of time. How a camera moves (`motion`, `guard_tour`) is emulated, not a
particular model's mechanics; which commands a camera supports and who may give them is the caller's to judge.
"""

from ctserver.video.ptz.commands import (
    Area,
    Center,
    Command,
    Direction,
    Goto,
    Move,
    Step,
    Stop,
    Tour,
    Zoom,
    ZoomMove,
    turned,
)
from ctserver.video.ptz.guard_tour import GuardTour
from ctserver.video.ptz.motion import Drive, Motion, Travel
from ctserver.video.ptz.position import InvalidValue, OutOfRange, Position
from ctserver.video.ptz.trajectory import Segment, Trajectory

__all__ = [
    "Area",
    "Center",
    "Command",
    "Direction",
    "Drive",
    "Goto",
    "GuardTour",
    "InvalidValue",
    "Motion",
    "Move",
    "OutOfRange",
    "Position",
    "Segment",
    "Step",
    "Stop",
    "Tour",
    "Trajectory",
    "Travel",
    "Zoom",
    "ZoomMove",
    "turned",
]
