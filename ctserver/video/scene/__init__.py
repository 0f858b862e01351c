"""Scenes: what the synthetic cameras look at, drawn as a pure function of look, size and time.

A kind of scene is one module with a function `Look, width, height -> Scene`, entered in KINDS. It paints a `Backdrop` from
the shared blocks (`ground`, `structures`, `greenery`, `vehicles`), sends actors on routes (`actors`) and gives back a
`View`. Nothing may move in the first STILL_ROWS luma rows, where the strip lies; a horizon below them ensures that, since
nothing that moves is taller than the mast.
"""

from collections.abc import Callable, Mapping

from ctserver.video.scene import parking
from ctserver.video.scene.look import LOOP_SECONDS, STILL_ROWS, Look, Scene

__all__ = ["KINDS", "LOOP_SECONDS", "STILL_ROWS", "Look", "Scene", "open_scene"]

KINDS: Mapping[str, Callable[[Look, int, int], Scene]] = {"parking": parking.paint}

_SMALLEST = (160, 120)


def open_scene(look: Look, width: int, height: int) -> Scene:
    """Paint the still part of a scene; ValueError for an unknown kind and for a size that is odd or below 160 by 120."""
    if look.kind not in KINDS:
        raise ValueError(f"unknown scene kind {look.kind!r}; known kinds: {', '.join(sorted(KINDS))}")
    if width % 2 or height % 2 or width < _SMALLEST[0] or height < _SMALLEST[1]:
        raise ValueError(f"a scene's size must be even and at least 160x120, not {width}x{height}")
    return KINDS[look.kind](look, width, height)
