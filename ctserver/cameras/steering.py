"""What "Moving a PTZ camera" asks for, as a command: its parameters, and what the camera must be able to do."""

from dataclasses import dataclass, fields
from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy.orm import Session

from ctserver.cameras import models
from ctserver.cameras.catalogue import Camera
from ctserver.errors import InvalidField
from ctserver.http.fields import Name
from ctserver.video import ptz
from ctserver.video.ptz import Command, Direction, OutOfRange, Position

ABILITIES = {"area": "areazoom", "center": "click", "cptm": "continuous", "czm": "continuous"}
"""What a camera must be able to do for a command. Any camera with PTZ takes the others."""
COMMANDS = ("area", "center", "cptm", "czm", "preset", "ptz", "tour", "zoom")

Number = Annotated[float | None, Query(allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's parameters; those of other commands are ignored, as are `w` and `h` of `cptm`, which mean nothing there."""

    cmd: str | None
    arg: str | None
    x: float | None
    y: float | None
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    w: float | None
    h: float | None
    q: float | None

    def __str__(self) -> str:
        given = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return " ".join(f"{name}={value}" for name, value in given if value is not None)

    def numbers(self, *names: str) -> list[float]:
        """InvalidField names the first that is missing."""
        for name in names:
            if getattr(self, name) is None:
                raise InvalidField(name, "expected.value")
        return [getattr(self, name) for name in names]


async def _asked(
    cmd: Annotated[str | None, Query(description=f"one of {', '.join(COMMANDS)}")] = None,
    arg: Annotated[Name | None, Query(description="a direction, or the id of a preset or tour")] = None,
    x: Number = None,
    y: Number = None,
    x0: Number = None,
    y0: Number = None,
    x1: Number = None,
    y1: Number = None,
    w: Number = None,
    h: Number = None,
    q: Number = None,
) -> Asked:
    return Asked(cmd, arg, x, y, x0, y0, x1, y1, w, h, q)


RequestedMove = Annotated[Asked, Depends(_asked)]


def command_of(asked: Asked, camera: Camera, session: Session) -> Command:
    """InvalidField names a parameter, or the ability that the camera lacks.

    A camera whose picture is turned is told to move as the user sees it.
    """
    if asked.cmd is None:
        raise InvalidField("cmd", "expected.value")
    if asked.cmd not in COMMANDS:
        raise InvalidField("cmd", "expected.one_of", choices=", ".join(COMMANDS))
    _require(camera, ABILITIES.get(asked.cmd, "ptz"))
    try:
        command = _command(asked, camera, session)
    except OutOfRange as error:
        raise _refusal(error) from None
    return ptz.turned(command) if camera.is_upside_down else command


def _require(camera: Camera, ability: str) -> None:
    able = camera.has_ptz if ability == "ptz" else ability in camera.ptz_abilities
    if not able:
        raise InvalidField("cmd", "expected.ability", ability=ability)


def _command(asked: Asked, camera: Camera, session: Session) -> Command:
    match asked.cmd:
        case "area":
            return ptz.Area(*asked.numbers("x0", "y0", "x1", "y1", "w", "h"))
        case "center":
            return ptz.Center(*asked.numbers("x", "y", "w", "h"))
        case "cptm":
            return ptz.Move(*asked.numbers("x", "y"))
        case "czm":
            return ptz.ZoomMove(*asked.numbers("q"))
        case "zoom":
            return ptz.Zoom(*asked.numbers("q"))
        case "preset":
            return ptz.Goto(_preset(asked.arg, camera, session))
        case "tour":
            return _tour(asked.arg, camera, session)
        case _:
            return _step(asked.arg, camera)


def _step(arg: str | None, camera: Camera) -> Command:
    """`out`, back to the initial zoom, is the control channel's word; without it nothing here would use that ability."""
    direction = Direction(_chosen(arg, [str(direction) for direction in Direction]))
    if direction is Direction.OUT:
        _require(camera, "zoomback")
    return ptz.Step(direction)


def _preset(arg: str | None, camera: Camera, session: Session) -> Position:
    if not camera.presets:
        raise InvalidField("cmd", "expected.ability", ability="presets")
    return _position(camera, _chosen(arg, [preset.id for preset in camera.presets]), session)


def _tour(arg: str | None, camera: Camera, session: Session) -> Command:
    if not camera.tours:
        raise InvalidField("cmd", "expected.ability", ability="tours")
    tour = session.get_one(models.Tour, (camera.id, _chosen(arg, [tour.id for tour in camera.tours])))
    return ptz.Tour(tuple((_position(camera, preset, session), tour.dwell_seconds) for preset in tour.presets))


def _position(camera: Camera, preset_id: str, session: Session) -> Position:
    preset = session.get_one(models.Preset, (camera.id, preset_id))
    return Position(preset.pan, preset.tilt, preset.zoom)


def _chosen(arg: str | None, choices: list[str]) -> str:
    if arg is None:
        raise InvalidField("arg", "expected.value")
    if arg not in choices:
        raise InvalidField("arg", "expected.one_of", choices=", ".join(choices))
    return arg


def _refusal(error: OutOfRange) -> InvalidField:
    if error.high is None:
        return InvalidField(error.field, "expected.greater_than", limit=f"{error.low:g}")
    return InvalidField(error.field, "expected.range", low=f"{error.low:g}", high=f"{error.high:g}")
