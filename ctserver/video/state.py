"""What of a camera is written on its pictures."""

from enum import Flag, auto


class State(Flag):
    """What the camera is doing, as the strip shows it."""

    IDLE = 0
    RECORDING = auto()
    ALARM = auto()
