"""Bushes: crowns without a trunk, their lower part on the ground."""

from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP
from ctserver.video.scene.greenery import Nursery
from ctserver.video.scene.patch import box_of

_SUNK = 0.1
"""Share of a crown that is seen before its foot, as one looks down on it."""


@dataclass(frozen=True, slots=True, eq=False)
class Bush:
    """`foot` is a world point (3,); `height` and `spread` in metres; `kind` chooses the crown."""

    foot: Array
    height: float
    spread: float
    kind: int

    def outline(self) -> Array:
        """Points (8, 3) around it, for its shadow."""
        turn = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        ring = np.stack((np.cos(turn), np.zeros(8), np.sin(turn)), axis=1) * self.spread * 0.42
        return np.asarray(self.foot + np.concatenate((ring, ring * 0.7 + 0.8 * self.height * UP)))

    def paint(self, backdrop: Backdrop, nursery: Nursery) -> None:
        camera = backdrop.camera
        pixels, depth = camera.project(np.array((self.foot, self.foot + self.height * UP)))
        if depth.min() < 3:
            return
        half, rise = self.spread / 2 * camera.focal / float(depth[0]), float(pixels[0, 1] - pixels[1, 1])
        left, top = float(pixels[0, 0]) - half, float(pixels[1, 1])
        bottom = top + rise / (1 - _SUNK)
        box = box_of(np.array(((left, top), (left + 2 * half, bottom))), camera)
        if box.empty:
            return
        crown = nursery.bush(self.kind, 2 * half)
        rows, columns, _ = crown.shape
        place = np.array(((2 * half / columns, 0, left - box.left), (0, (bottom - top) / rows, top - box.top)))
        backdrop.put(cv2.warpAffine(crown, place, box.size), box, float(depth[0]))
