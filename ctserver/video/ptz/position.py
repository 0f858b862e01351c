"""Where a camera points: the part of its image plane that its picture shows."""

from dataclasses import dataclass

PAN = TILT = (-1.0, 1.0)
ZOOM = (1.0, 30.0)

_TURN_DIGITS, _ZOOM_DIGITS = 6, 4
"""Decimals that positions have. They make positions equal that differ by how a machine rounds exp and log, and are finer
than a pixel: at zoom 30, 0.000001 of pan is a thirtieth of a pixel of a picture 1920 wide."""


class InvalidValue(ValueError):
    """A field of a command or of a position that is not what it must be. `expected` says what it must be."""

    def __init__(self, field: str, expected: str, given: object) -> None:
        super().__init__(f"{field}: expected {expected}, got {given!r}")
        self.field = field
        self.expected = expected


class OutOfRange(InvalidValue):
    """What was expected is at least `low` and at most `high`, or more than `low` where there is no `high`."""

    def __init__(self, field: str, expected: str, given: object, low: float, high: float | None = None) -> None:
        super().__init__(field, expected, given)
        self.low = low
        self.high = high


def check_range(field: str, value: float, limits: tuple[float, float]) -> None:
    """OutOfRange unless limits[0] <= value <= limits[1]; not a number is outside all limits."""
    low, high = limits
    if not low <= value <= high:
        raise OutOfRange(field, f"a number from {low:g} to {high:g}", value, low, high)


def clamp(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


@dataclass(frozen=True, slots=True)
class Position:
    """`pan` (left to right) and `tilt` (down to up) from -1 to 1, `zoom` from 1, the widest, to 30: the scene's viewport.

    InvalidValue for anything beyond.
    """

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0

    def __post_init__(self) -> None:
        check_range("pan", self.pan, PAN)
        check_range("tilt", self.tilt, TILT)
        check_range("zoom", self.zoom, ZOOM)

    @classmethod
    def near(cls, pan: float, tilt: float, zoom: float) -> "Position":
        """The position within the limits that comes nearest, with as many decimals as positions have."""
        # Adding zero makes 0.0 of -0.0 and of 0: equal positions are to be the same bits.
        return cls(
            round(clamp(pan, PAN), _TURN_DIGITS) + 0.0,
            round(clamp(tilt, TILT), _TURN_DIGITS) + 0.0,
            round(clamp(zoom, ZOOM), _ZOOM_DIGITS) + 0.0,
        )

    @property
    def rounded(self) -> "Position":
        return self.near(self.pan, self.tilt, self.zoom)

    def towards(self, goal: "Position", turned: float, zoomed: float) -> "Position":
        """The position when shares from 0 to 1 of the turn and of the zoom to `goal` are done.

        Pan and tilt go straight; zoom goes geometrically, so that what is seen grows evenly.
        """
        return self.near(
            self.pan + (goal.pan - self.pan) * turned,
            self.tilt + (goal.tilt - self.tilt) * turned,
            self.zoom * (goal.zoom / self.zoom) ** zoomed,
        )
