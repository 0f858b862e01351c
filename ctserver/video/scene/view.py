"""A painted backdrop with its actors: the scene that every kind ends up as."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene.actors import Actor, Glimpse
from ctserver.video.scene.backdrop import OPEN, Backdrop, centimetres, soften
from ctserver.video.scene.look import LOOP_SECONDS, STILL_ROWS
from ctserver.video.scene.patch import Box, blend, darken

_TICKS = 10_000
"""Instants per second that motion distinguishes: the rounding of seconds to a float must not show in the loop."""


_REMEMBERED = 30 * LOOP_SECONDS
"""Instants of the loop whose moving parts are kept: about 50 kB each at 1280x720."""


@dataclass(slots=True, eq=False)
class _Region:
    """A part of the picture in which things move, with what moves there."""

    box: Box
    glimpses: list[Glimpse]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A rectangle of one plane, with its first row and column."""

    top: int
    left: int
    values: Array

    def put(self, plane: Array) -> None:
        rows, columns = self.values.shape
        plane[self.top : self.top + rows, self.left : self.left + columns] = self.values


class View:
    """Implements `Scene`. All that it keeps between pictures is pieces already drawn, so that threads may share it."""

    def __init__(self, backdrop: Backdrop, actors: Sequence[Actor], upside_down: bool) -> None:
        self._image, self._depth = backdrop.image, backdrop.depth
        self._actors, self._upside_down = actors, upside_down
        self._grey = backdrop.light.infrared
        height, width = self._image.shape[:2]
        self._live = Box(0, 0, width, height - STILL_ROWS) if upside_down else Box(0, STILL_ROWS, width, height)
        self._remembered: dict[int, list[list[_Piece]]] = {}
        self._still = cv2.cvtColor(self._image, cv2.COLOR_BGR2YUV_I420)
        if self._grey:
            self._still[height:] = NEUTRAL

    def draw(self, seconds: float, canvas: Array) -> None:
        target = np.empty_like(canvas) if self._upside_down else canvas
        np.copyto(target, self._still)
        for pieces in self._moving(round(seconds * _TICKS) % (LOOP_SECONDS * _TICKS)):
            for plane, piece in zip(planes(target), pieces, strict=True):
                piece.put(plane)
        if self._upside_down:
            for plane, turned in zip(planes(canvas), planes(target), strict=True):
                plane[:] = turned[::-1, ::-1]

    def _moving(self, tick: int) -> list[list[_Piece]]:
        """The moving parts of the picture at a tick of the loop, by plane; remembered, since the loop comes round again."""
        moving = self._remembered.get(tick)
        if moving is None:
            regions = self._regions(tick / _TICKS)
            moving = [pieces for region in regions if (pieces := self._pieces(self._compose(region), region.box))]
            if len(self._remembered) < _REMEMBERED:
                self._remembered[tick] = moving
        return moving

    def _regions(self, instant: float) -> list[_Region]:
        """Moving things, farthest first; those whose boxes meet share a region."""
        regions: list[_Region] = []
        for actor in self._actors:
            glimpse = actor.at(instant)
            if glimpse is None:
                continue
            region = _Region(glimpse.box, [glimpse])
            for other in [other for other in regions if other.box.meets(region.box)]:
                regions.remove(other)
                region = _Region(region.box.around(other.box), region.glimpses + other.glimpses)
            regions.append(region)
        for region in regions:
            region.glimpses.sort(key=lambda glimpse: -glimpse.depth)
        return regions

    def _compose(self, region: _Region) -> Array:
        """BGR of the region with its things in place, each behind what stands nearer."""
        image = self._image[region.box.window].copy()
        for glimpse in region.glimpses:
            self._add(glimpse, image, region.box)
        return image

    def _add(self, glimpse: Glimpse, image: Array, whole: Box) -> None:
        nearest = centimetres(glimpse.depth)
        shadow, box = glimpse.shadow
        if not box.empty:
            open_ground = (self._depth[box.window] == OPEN).view(np.uint8)
            darken(image[box.inside(whole)], cv2.bitwise_and(shadow, shadow, mask=open_ground), glimpse.strength)
        body, box = glimpse.body
        if not box.empty:
            soften(body, len(self._image))
            visible = (self._depth[box.window] > nearest).view(np.uint8)
            blend(image[box.inside(whole)], cv2.bitwise_and(body, body, mask=visible))
        if glimpse.glow is not None and not glimpse.glow[1].empty:
            glow, box = glimpse.glow
            under = image[box.inside(whole)]
            cv2.add(under, glow, under, (self._depth[box.window] > nearest).view(np.uint8))

    def _pieces(self, image: Array, box: Box) -> list[_Piece]:
        """BGR of a box as pieces of the three planes, without the rows in which nothing may move."""
        top, bottom = max(box.top, self._live.top), min(box.bottom, self._live.bottom)
        if top >= bottom:
            return []
        part = np.ascontiguousarray(image[top - box.top : bottom - box.top])
        luma, *chroma = planes(cv2.cvtColor(part, cv2.COLOR_BGR2YUV_I420))
        if self._grey:
            chroma = [np.full_like(plane, NEUTRAL) for plane in chroma]
        return [_Piece(top, box.left, luma), *(_Piece(top // 2, box.left // 2, plane) for plane in chroma)]
