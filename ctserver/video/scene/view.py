"""A painted backdrop with its actors: the scene that every kind ends up as."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene.actors import Actor, Glimpse
from ctserver.video.scene.backdrop import OPEN, Backdrop, centimetres, soften
from ctserver.video.scene.compose import cover, shade, shine
from ctserver.video.scene.look import LOOP_SECONDS, STILL_ROWS
from ctserver.video.scene.patch import Box

_TICKS = 10_000
"""Instants per second that motion distinguishes: the rounding of seconds to a float must not show in the loop."""


class View:
    """Implements `MovingScene`. Nothing in it changes after it is made, so that threads may share it."""

    def __init__(self, backdrop: Backdrop, actors: Sequence[Actor], upside_down: bool) -> None:
        self.camera, self.depth = backdrop.camera, backdrop.depth
        self.lens, self.grey = backdrop.light.lens, backdrop.light.infrared
        self._actors, self._upside_down = actors, upside_down
        height, width = backdrop.image.shape[:2]
        self._live = Box(0, 0, width, height - STILL_ROWS) if upside_down else Box(0, STILL_ROWS, width, height)
        self.still = cv2.cvtColor(backdrop.image, cv2.COLOR_BGR2YUV_I420)
        if self.grey:
            self.still[height:] = NEUTRAL

    def draw(self, seconds: float, canvas: Array) -> None:
        target = np.empty_like(canvas) if self._upside_down else canvas
        np.copyto(target, self.still)
        self.act(seconds, planes(target), self._live, (0, 0))
        if self._upside_down:
            turn(target, canvas)

    def rest(self, canvas: Array) -> None:
        if self._upside_down:
            turn(self.still, canvas)
        else:
            np.copyto(canvas, self.still)

    def motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        if self._upside_down:
            yield from self._turned_motion(seconds, canvas)
            return
        onto = planes(canvas)
        for glimpses in self._glimpses(seconds):
            yield self._lay(glimpses, onto, self._live, (0, 0))

    def _turned_motion(self, seconds: Sequence[float], canvas: Array) -> Iterator[list[Box]]:
        width, height = self.camera.width, self.camera.height
        for glimpses in self._glimpses(seconds):
            upright = self.still.copy()
            boxes = self._lay(glimpses, planes(upright), self._live, (0, 0))
            turn(upright, canvas)
            yield [Box(width - box.right, height - box.bottom, width - box.left, height - box.top) for box in boxes]

    def act(self, seconds: float, onto: tuple[Array, Array, Array], live: Box, origin: tuple[int, int]) -> list[Box]:
        """Draw what moves within a box of the picture upon planes whose first pixel is the picture's `origin` (x, y): the
        boxes of the picture that were drawn upon."""
        (glimpses,) = self._glimpses([seconds])
        return self._lay(glimpses, onto, live, origin)

    def _glimpses(self, seconds: Sequence[float]) -> Iterator[list[Glimpse]]:
        """What is to be seen at each of some seconds, far things first."""
        instants = [round(second * _TICKS) % (LOOP_SECONDS * _TICKS) / _TICKS for second in seconds]
        actors = [actor.during(instants) for actor in self._actors]
        for _ in instants:
            glimpses = [glimpse for actor in actors if (glimpse := next(actor)) is not None]
            yield sorted(glimpses, key=lambda glimpse: -glimpse.depth)

    def _lay(
        self, glimpses: list[Glimpse], onto: tuple[Array, Array, Array], live: Box, origin: tuple[int, int]
    ) -> list[Box]:
        return [box for glimpse in glimpses for box in self._add(glimpse, onto, live, origin)]

    def _add(
        self, glimpse: Glimpse, onto: tuple[Array, Array, Array], live: Box, origin: tuple[int, int]
    ) -> Iterator[Box]:
        """Lay a thing's shadow on the open ground, and it with its light behind what stands nearer; the boxes are no larger
        than what is seen of it."""
        nearest = centimetres(glimpse.depth)
        shadow, box = _cut(*glimpse.shadow, live)
        if not box.empty:
            shadow = _where(shadow, self.depth[box.window] == OPEN)
            shadow, box = _cut(shadow, box, _around(shadow, box))
            if not box.empty:
                shade(onto, shadow, box.moved(origin), glimpse.strength)
                yield box
        body, box = _cut(*glimpse.body, live)
        if not box.empty:
            seen = self.depth[box.window] > nearest
            part = _around(seen.view(np.uint8), box)
            if not part.empty:
                soften(body, self.camera.height)
                body, box = _cut(_where(body, seen), box, part)
                cover(onto, body, box.moved(origin), self.grey)
                yield box
        if glimpse.glow is not None:
            glow, box = _cut(*glimpse.glow, live)
            if not box.empty:
                shine(onto, _where(glow, self.depth[box.window] > nearest), box.moved(origin), self.grey)
                yield box


def _where(layer: Array, seen: Array) -> Array:
    """The layer where it is seen, and nothing elsewhere."""
    mask = seen.view(np.uint8)
    return layer if cv2.countNonZero(mask) == mask.size else cv2.bitwise_and(layer, layer, mask=mask)


def _around(mask: Array, box: Box) -> Box:
    """The part of a box in which its mask (h, w) is not zero."""
    left, top, width, height = cv2.boundingRect(mask)
    return Box(
        box.left + left & ~1,
        box.top + top & ~1,
        box.left + left + width + 1 & ~1,
        box.top + top + height + 1 & ~1,
    )


def turn(upright: Array, canvas: Array) -> None:
    """Write an I420 picture upside down into another."""
    for plane, turned in zip(planes(upright), planes(canvas), strict=True):
        cv2.flip(plane, -1, turned)


def _cut(layer: Array, box: Box, live: Box) -> tuple[Array, Box]:
    """The part of a layer within a box."""
    within = box.within(live)
    return (layer, within) if within == box or within.empty else (layer[within.inside(box)], within)
