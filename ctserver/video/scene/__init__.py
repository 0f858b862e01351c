"""Scenes: what the synthetic cameras look at, drawn as a pure function of look, size and time.

A kind of scene is one module with a function `Look, width, height -> View`, entered in KINDS. It asks its plan's `Mount` for
the `Camera`, which looks through the look's viewport, paints a `Backdrop` from the shared blocks (`ground`, `structures`,
`greenery`, `vehicles`, `room`) and sends actors on routes (`actors`). What is laid out, and where actors go, may depend on
the seed and on the camera at rest but not on the viewport: its pictures are windows into one plane, and a `Panorama` shows
that plane while they move. So a kind fills the plane to its borders, and its actors leave it by `Stage.way_out`.
Nothing may move in the first STILL_ROWS luma rows of a picture, where the strip lies. Slates (`slate`) stand in where there
is no picture to show, and `footage` shows a file of the user's instead of anything drawn.

What only painting needs is imported when the first scene is opened: a server that finds its loops on disk paints nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from ctserver.video.scene.look import (
    FOOTAGE,
    LOOP_SECONDS,
    STILL_ROWS,
    ImagePlane,
    Look,
    MovingScene,
    Scene,
    Viewport,
    Whole,
)

if TYPE_CHECKING:
    from ctserver.video.scene.panorama import Panorama
    from ctserver.video.scene.view import View

__all__ = [
    "FOOTAGE",
    "KINDS",
    "LOOP_SECONDS",
    "STILL_ROWS",
    "ImagePlane",
    "Look",
    "MovingScene",
    "Scene",
    "Viewport",
    "Whole",
    "effort",
    "is_slate",
    "open_panorama",
    "open_plane",
    "open_scene",
]

KINDS = ("corridor", "dock", "entrance", "fence", "parking", "shop", "street", "warehouse")
"""Each is a module of this package, imported when its first scene is opened."""

_EFFORT = {
    "corridor": 3.1,
    "dock": 4.1,
    "entrance": 3.7,
    "fence": 2.3,
    "parking": 3.1,
    "shop": 3.7,
    "street": 5.4,
    "warehouse": 3.1,
}
_OTHER_EFFORT = 3.6
"""Of footage and slates."""

SLATES = ("slate_no_signal", "slate_no_access", "slate_no_alarm")

_SMALLEST = (160, 120)


def is_slate(kind: str) -> bool:
    """Whether scenes of the kind stand still and look the same whatever else a look says."""
    return kind in SLATES


def effort(look: Look, width: int, height: int) -> float:
    """What coding a loop takes by that of others: milliseconds of processor time for a picture of 1280x720, painting the scene
    included, as they were measured (docs/performance.md)."""
    return _EFFORT.get(look.kind, _OTHER_EFFORT) * (width * height) / (1280 * 720)


def open_scene(look: Look, width: int, height: int) -> Scene:
    """Paint the still part of a scene; ValueError for an unknown kind and for a size that is odd or below 160 by 120.

    FootageError for footage that cannot be opened any more.
    """
    if is_slate(look.kind):
        from ctserver.video.scene import slate  # noqa: PLC0415 (only to paint)

        return slate.KINDS[look.kind](look, width, height)
    if look.footage:
        from ctserver.video.scene.footage import FootageScene  # noqa: PLC0415 (only to paint)

        _check_size(width, height)
        return FootageScene(look, width, height)
    return _painter(look, width, height)(look, width, height)


def open_plane(look: Look, width: int, height: int) -> ImagePlane:
    """All that a camera may turn to; refuses what `open_scene` does, and ignores the viewport."""
    if look.footage:
        from ctserver.video.scene.footage import FootagePlane  # noqa: PLC0415 (only to paint)

        _check_size(width, height)
        return FootagePlane(look.footage, width, height, upside_down=look.upside_down)
    return open_panorama(look, width, height)


def open_panorama(look: Look, width: int, height: int) -> "Panorama":
    """Paint the still part of all that a camera of a drawn scene may turn to."""
    from ctserver.video.scene.panorama import Panorama  # noqa: PLC0415 (only to paint)

    paint = _painter(look, width, height)
    view = paint(replace(look, viewport=Whole(), upside_down=False), width, height)
    return Panorama(view, (width, height), look.upside_down)


def _painter(look: Look, width: int, height: int) -> "Callable[[Look, int, int], View]":
    if look.kind not in KINDS:
        raise ValueError(f"unknown scene kind {look.kind!r}; known kinds: {', '.join(KINDS)}")
    _check_size(width, height)
    paint: Callable[[Look, int, int], View] = import_module(f"{__name__}.{look.kind}").paint
    return paint


def _check_size(width: int, height: int) -> None:
    if width % 2 or height % 2 or width < _SMALLEST[0] or height < _SMALLEST[1]:
        raise ValueError(f"a scene's size must be even and at least 160x120, not {width}x{height}")
