"""Convex polygons: their corners, and parts of them."""

import cv2
import numpy as np

from ctserver.video.i420 import Array


def hull(points: Array) -> Array:
    """Those of ground points (n, 3) that are the corners of their convex outline, in order."""
    return np.asarray(points[cv2.convexHull(points[:, ::2].astype(np.float32), returnPoints=False)[:, 0]])


def cut(corners: Array, inside: Array) -> Array:
    """A convex polygon (n, k) without the part where `inside` (n,) is negative."""
    if not len(corners) or inside.min() >= 0:
        return corners
    kept: list[Array] = []
    before, depth_before = corners[-1], inside[-1]
    for corner, depth in zip(corners, inside, strict=True):
        if depth * depth_before < 0:
            kept.append(before + (corner - before) * (depth_before / (depth_before - depth)))
        if depth >= 0:
            kept.append(corner)
        before, depth_before = corner, depth
    return np.array(kept).reshape(-1, corners.shape[1])
