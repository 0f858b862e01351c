"""A car that stands or drives: where its faces fall in the picture, and in which colours."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.bodywork import Detail, Material, Mesh, mesh_of
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.facets import Facets
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, fill
from ctserver.video.scene.polygon import hull

PAINTS: tuple[tuple[int, int, int], ...] = (
    (206, 209, 210),
    (182, 184, 184),
    (168, 168, 165),
    (120, 118, 115),
    (74, 72, 70),
    (40, 39, 38),
    (30, 29, 30),
    (104, 62, 36),
    (128, 88, 58),
    (40, 34, 138),
    (46, 48, 96),
    (92, 124, 140),
    (66, 84, 62),
)
"""BGR, roughly as they stand in European car parks: half of them white, grey or black."""

_ALBEDO = np.zeros((len(Material), 3), np.float64)
_GLOSS = np.zeros(len(Material))
for _material, _colour, _shine in (
    (Material.PAINT, (0, 0, 0), 0.55),
    (Material.GLASS, (52, 47, 42), 1.0),
    (Material.TRIM, (44, 43, 42), 0.12),
    (Material.TYRE, (40, 39, 38), 0.0),
    (Material.RIM, (132, 132, 132), 0.2),
    (Material.HEADLAMP, (205, 205, 200), 0.5),
    (Material.TAIL_LAMP, (30, 26, 150), 0.4),
    (Material.PLATE, (215, 222, 222), 0.0),
):
    _ALBEDO[_material] = _colour
    _GLOSS[_material] = _shine

_LIT = {Material.HEADLAMP: (235.0, 248.0, 255.0), Material.TAIL_LAMP: (60.0, 50.0, 255.0)}
_CUBE = np.array([(s, y, across) for s in (-0.5, 0.5) for y in (0.0, 1.0) for across in (-0.5, 0.5)])
_PLAIN_FROM, _FINE_FROM = 64, 260
"""Pixels of a car's width from which its details and its roundness show."""
_TIER_APART = 1000.0
"""Metres: more than any two faces of a car are apart in depth."""
_SQUARE = np.array(((-1, 0, -1), (-1, 0, 1), (1, 0, 1), (1, 0, -1)))
_DIRECTIONS = 25
"""Directions in a radian from which the sky's reflection is told apart."""
_RETROREFLECTED = np.array((250.0, 250.0, 250.0))


@dataclass(frozen=True, slots=True, eq=False)
class Car:
    """A car at a place on the ground (x, z), heading `angle` radians to the right of the view axis."""

    shape: str
    paint: tuple[int, int, int]
    x: float
    z: float
    sin: float
    cos: float

    @classmethod
    def at(cls, shape: str, paint: tuple[int, int, int], place: tuple[float, float], angle: float) -> "Car":
        return cls(shape, paint, *place, math.sin(angle), math.cos(angle))

    @property
    def mesh(self) -> Mesh:
        return mesh_of(self.shape)

    @property
    def place(self) -> Array:
        """The world point (3,) on the ground below its middle."""
        return np.array((self.x, 0.0, self.z))

    def world(self, local: Array) -> Array:
        """World points of local ones (n, 3)."""
        return np.asarray(local @ _turn(self.sin, self.cos) + self.place)

    def corners(self) -> Array:
        """The eight corners (8, 3) of its bounding box."""
        shape = self.mesh.shape
        return self.world(_CUBE * (shape.length, shape.roof, shape.width))

    def footprint(self, grow: float = 0.0) -> Array:
        """Its outline (4, 3) on the ground, `grow` metres larger."""
        length, width = self.mesh.shape.length / 2 + grow, self.mesh.shape.width / 2 + grow
        return self.world(_SQUARE * (length, 0, width))

    def shadow(self, light: Light) -> Array:
        """Convex outline (n, 3) on the ground of its shadow: what the sun casts, or just the dark below it."""
        return _shadow(self.shape, self.sin, self.cos, light) + self.place

    def depth(self, camera: Camera) -> float:
        return camera.pixel(self.x, 0.6, self.z)[2]

    def paint_in(self, camera: Camera, light: Light, box: Box, gain: Array | float, lit: bool) -> Array:
        """Premultiplied BGRA of the car in a box; `gain` is the exposure where it stands, `lit` switches its lamps on."""
        detail = _detail(box.size[0])
        return self._fill(camera, light, detail, self._pixels(camera, detail), box, gain, lit)

    def painted(self, camera: Camera, light: Light, gain: Array | float, lit: bool) -> tuple[Array, Box]:
        """`paint_in` the box around it."""
        detail = detail_at(self.shape, camera, self.depth(camera))
        pixels = self._pixels(camera, detail)
        box = box_of(pixels, camera)
        if box.empty:
            return np.zeros((*box.size[::-1], 4), np.uint8), box
        return self._fill(camera, light, detail, pixels, box, gain, lit), box

    def _pixels(self, camera: Camera, detail: Detail) -> Array:
        return camera.project(_turned(self.shape, detail, self.sin, self.cos) + self.place)[0]

    def _fill(
        self, camera: Camera, light: Light, detail: Detail, pixels: Array, box: Box, gain: Array | float, lit: bool
    ) -> Array:
        mesh = mesh_of(self.shape, detail)
        to_eye = self._to_local(camera.position - self.place) - mesh.middles
        order = np.flatnonzero(np.einsum("ij,ij->i", mesh.normals, to_eye) > 0)
        to_eye = to_eye[order]
        nearness = mesh.tiers[order] * _TIER_APART - np.sqrt(np.einsum("ij,ij->i", to_eye, to_eye))
        order = order[np.argsort(nearness)]
        colours = self._colours(camera, light, detail)[order]
        colours[:, :3] *= gain
        np.minimum(colours, 255, out=colours)
        if lit:
            materials = mesh.materials[order]
            for material, colour in _LIT.items():
                colours[materials == material, :3] = colour
        faces = mesh.faces
        return fill(pixels[mesh.corners], [faces[i] for i in order.tolist()], colours.tolist(), box, 2)

    def _to_local(self, way: Array) -> Array:
        """A world direction (3,) in the car's own axes."""
        x, y, z = way.tolist()
        return np.array((x * self.sin + z * self.cos, y, x * self.cos - z * self.sin))

    def _colours(self, camera: Camera, light: Light, detail: Detail) -> Array:
        """BGRA of all faces as they look from the camera's side."""
        x, y, z = (camera.position - (self.x, 0.7, self.z)).tolist()
        side, ahead = x * self.cos - z * self.sin, x * self.sin + z * self.cos
        around, above = math.atan2(side, ahead), math.atan2(y, math.hypot(side, ahead))
        steps = round(around * _DIRECTIONS), round(above * _DIRECTIONS)
        return _shades(self.shape, detail, self.paint, light, (self.sin, self.cos), steps)


@lru_cache(maxsize=64)
def facets_of(shape: str, detail: Detail, paint: tuple[int, int, int]) -> Facets:
    """A car that drives."""
    mesh = mesh_of(shape, detail)
    lit = np.zeros((len(mesh.faces), 3))
    for material, colour in _LIT.items():
        lit[mesh.materials == material] = colour
    return Facets(
        points=mesh.points,
        corners=mesh.corners,
        faces=mesh.faces,
        normals=mesh.normals,
        middles=mesh.middles,
        anchors=mesh.middles,
        tiers=mesh.tiers,
        albedo=_albedo(paint)[mesh.materials],
        gloss=_GLOSS[mesh.materials],
        lit=lit,
        plates=mesh.materials == Material.PLATE,
    )


def detail_at(shape: str, camera: Camera, depth: float) -> Detail:
    """What shows of a car so many metres away."""
    return _detail(mesh_of(shape).shape.length * camera.focal / max(depth, 1.0))


def _albedo(paint: tuple[int, int, int]) -> Array:
    """By material (n, 3)."""
    albedo = _ALBEDO.copy()
    albedo[Material.PAINT] = paint
    return albedo


def _detail(width: float) -> Detail:
    """What shows of a car so many pixels wide."""
    return Detail.FINE if width > _FINE_FROM else Detail.PLAIN if width > _PLAIN_FROM else Detail.COARSE


def _turn(sin: float, cos: float) -> Array:
    """What turns local axes into the world's."""
    return np.array(((sin, 0.0, cos), (0.0, 1.0, 0.0), (cos, 0.0, -sin)))


@lru_cache(maxsize=16)
def _turned(shape: str, detail: Detail, sin: float, cos: float) -> Array:
    """A mesh's points, turned; a car drives straight on most of the time."""
    return np.asarray(mesh_of(shape, detail).points @ _turn(sin, cos))


@lru_cache(maxsize=16)
def _shadow(shape: str, sin: float, cos: float, light: Light) -> Array:
    """`Car.shadow` of a car at the origin."""
    car = Car(shape, (0, 0, 0), 0.0, 0.0, sin, cos)
    if light.shadow < 0.1:
        return car.footprint(0.12)
    corners = car.corners() * (1, 0.86, 1)
    return hull(np.concatenate((corners - light.sun * (corners[:, 1:2] / light.sun[1]), car.footprint(0.08))))


@lru_cache(maxsize=32)
def _shades(
    shape: str,
    detail: Detail,
    paint: tuple[int, int, int],
    light: Light,
    heading: tuple[float, float],
    eye: tuple[int, int],
) -> Array:
    """BGRA (n, 4) of the faces of a car with a sine and cosine of its heading, before exposure; the eye is so many
    _DIRECTIONS to the right of its nose, and above the ground."""
    mesh, (sin, cos), (around, above) = mesh_of(shape, detail), heading, (step / _DIRECTIONS for step in eye)
    to_eye = np.array((math.cos(around) * math.cos(above), math.sin(above), math.sin(around) * math.cos(above)))
    albedo = _albedo(paint)
    x, y, z = light.sun.tolist()
    sun = np.array((x * sin + z * cos, y, x * cos - z * sin))
    bgra = np.full((len(mesh.faces), 4), 255.0)
    bgra[:, :3] = light.shade(
        albedo[mesh.materials],
        _GLOSS[mesh.materials],
        mesh.normals,
        np.broadcast_to(to_eye, mesh.normals.shape),
        sun,
    )
    if light.infrared:
        bgra[mesh.materials == Material.PLATE, :3] = _RETROREFLECTED
    return np.asarray(np.maximum(bgra, 0))
