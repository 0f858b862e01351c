"""A car that stands or drives: where its faces fall in the picture, and in which colours."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.bodywork import Material, Mesh, mesh_of
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, fill

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
_FINE_FROM = 150
"""Pixels of a car's width from which its roundness shows."""
_TIER_APART = 1000.0
"""Metres: more than any two faces of a car are apart in depth."""
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
        return cls(shape, paint, *place, float(np.sin(angle)), float(np.cos(angle)))

    @property
    def mesh(self) -> Mesh:
        return mesh_of(self.shape)

    def world(self, local: Array) -> Array:
        """World points of local ones (n, 3)."""
        turn = np.array(((self.sin, 0.0, self.cos), (0.0, 1.0, 0.0), (self.cos, 0.0, -self.sin)))
        return np.asarray(local @ turn + (self.x, 0.0, self.z))

    def corners(self) -> Array:
        """The eight corners (8, 3) of its bounding box."""
        shape = self.mesh.shape
        return self.world(_CUBE * (shape.length, shape.roof, shape.width))

    def footprint(self, grow: float = 0.0) -> Array:
        """Its outline (4, 3) on the ground, `grow` metres larger."""
        length, width = self.mesh.shape.length / 2 + grow, self.mesh.shape.width / 2 + grow
        corners = ((-length, 0, -width), (-length, 0, width), (length, 0, width), (length, 0, -width))
        return self.world(np.array(corners))

    def depth(self, camera: Camera) -> float:
        return float(camera.depth(np.array((self.x, 0.6, self.z))))

    def paint_in(self, camera: Camera, light: Light, box: Box, gain: Array | float, lit: bool) -> Array:
        """Premultiplied BGRA of the car in a box; `gain` is the exposure where it stands, `lit` switches its lamps on."""
        mesh = mesh_of(self.shape, box.size[0] > _FINE_FROM)
        eye = self._to_local(camera.position - (self.x, 0.0, self.z))
        to_eye = eye - mesh.middles
        order = np.flatnonzero(np.einsum("ij,ij->i", mesh.normals, to_eye) > 0)
        distance = np.sqrt(np.einsum("ij,ij->i", to_eye[order], to_eye[order]))
        sorting = np.argsort(mesh.tiers[order] * _TIER_APART - distance)
        order = order[sorting]
        colours = self._colours(light, mesh, order, to_eye[order] / distance[sorting, None], gain, lit)
        pixels, _ = camera.project(self.world(mesh.points))
        return fill(pixels, [mesh.faces[i] for i in order.tolist()], colours, box, 2)

    def _to_local(self, way: Array) -> Array:
        """A world direction (3,) in the car's own axes."""
        x, y, z = way.tolist()
        return np.array((x * self.sin + z * self.cos, y, x * self.cos - z * self.sin))

    def _colours(
        self, light: Light, mesh: Mesh, order: Array, to_eye: Array, gain: Array | float, lit: bool
    ) -> list[list[float]]:
        """BGRA of the faces in painting order."""
        materials = mesh.materials[order]
        table = _ALBEDO.copy()
        table[Material.PAINT] = self.paint
        sun = self._to_local(light.sun)
        bgra = np.full((len(order), 4), 255.0)
        bgra[:, :3] = light.shade(table[materials], _GLOSS[materials], mesh.normals[order], to_eye, sun) * gain
        if light.infrared:
            bgra[materials == Material.PLATE, :3] = _RETROREFLECTED * gain
        if lit:
            for material, colour in _LIT.items():
                bgra[materials == material, :3] = colour
        return bgra.clip(0, 255).tolist()  # type: ignore[no-any-return]
